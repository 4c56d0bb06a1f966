import { type AgentConfig, loadAgentConfig } from '../config/agent-config.ts'
import { MMC_ERR_NO_ANSWER, MMC_ERR_USAGE } from '../errors.ts'
import type { AgentOptions } from './options.ts'

interface JsonRpcResponse {
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/**
 * `mmc-agent call <method> [json…]`: calls a method of the agent that runs with this configuration.
 *
 * @param texts - one for each parameter, as JSON; a text that does not begin like JSON stands for itself
 * @returns the result as JSON, laid out for people
 * @throws AgentError when the agent does not answer, CallFailed when it answers with a fault
 */
export async function call(options: AgentOptions, method: string, texts: readonly string[]): Promise<string> {
  const config = loadAgentConfig(options.inifile, options)
  const { result, error } = await post(config, {
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

async function post(config: AgentConfig, request: object): Promise<JsonRpcResponse> {
  const url = `http://${reachable(config.host)}:${config.port}/jsonrpc`
  const credentials = Buffer.from(`${config.login}:${config.password}`).toString('base64')
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${credentials}` },
      body: JSON.stringify(request),
    })
    return (await response.json()) as JsonRpcResponse
  } catch (error) {
    const { cause, message } = error as Error
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message
    throw MMC_ERR_NO_ANSWER(url, `${why}; is an agent running with ${config.file}?`)
  }
}

/** An address to connect to, for one that means all addresses. */
function reachable(host: string) {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
