import { MMC_ERR_USAGE } from '../errors.ts'
import { type ConnectionOptions, connect } from './agent-connection.ts'

/**
 * `mmc-agent call <method> [json…]`: calls a method of a running agent.
 *
 * @param texts - one for each parameter, as JSON; a text that does not begin like JSON stands for itself
 * @returns the result as JSON, laid out for people
 * @throws AgentError when the agent does not answer, CallFailed when it answers with a fault
 */
export async function call(
  options: ConnectionOptions,
  method: string,
  texts: readonly string[],
): Promise<string> {
  const agent = await connect(options)
  return JSON.stringify(await agent.call(method, texts.map(parameter)), null, 2)
}

function parameter(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/^\s*[[{"]/.test(text)) return text
    throw MMC_ERR_USAGE(`the parameter ${text} is not JSON: ${(error as Error).message}`)
  }
}
