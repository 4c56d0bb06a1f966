import { loadAgentConfig } from '../config/agent-config.ts'
import { MMC_ERR_USAGE } from '../errors.ts'
import { askAgent } from './ask-agent.ts'
import type { AgentOptions } from './options.ts'

/**
 * `mmc-agent call <method> [json…]`: calls a method of the agent that runs with this configuration.
 *
 * @param texts - one for each parameter, as JSON; a text that does not begin like JSON stands for itself
 * @returns the result as JSON, laid out for people
 * @throws AgentError when the agent does not answer, CallFailed when it answers with a fault
 */
export async function call(options: AgentOptions, method: string, texts: readonly string[]): Promise<string> {
  const config = loadAgentConfig(options.inifile, options)
  const { result, error } = await askAgent(config, {
    jsonrpc: '2.0',
    id: 1,
    method,
    params: texts.map(parameter),
  })
  if (error !== undefined) throw new CallFailed(`fault ${error.code}: ${error.message}`)
  return JSON.stringify(result, null, 2)
}

/** The method's answer is a fault: printed as it is, with exit code 1. */
export class CallFailed extends Error {}

function parameter(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/^\s*[[{"]/.test(text)) return text
    throw MMC_ERR_USAGE(`the parameter ${text} is not JSON: ${(error as Error).message}`)
  }
}
