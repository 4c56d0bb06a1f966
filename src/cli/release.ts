import { MMC_ERR_NO_ANSWER, MMC_ERR_NOT_RELEASED } from '../errors.ts'
import { isSchema } from '../rpc/json-schema.ts'
import { type ConnectionOptions, connect } from './agent-connection.ts'
import type { PrintOptions } from './methods.ts'
import { inOneLine, jsonText } from './printable.ts'

/**
 * `mmc-agent release`: lets a plugin of a running agent begin anew that is quarantined or has failed.
 *
 * @returns the text to print
 * @throws AgentError when it does not become active or the agent does not answer, CallFailed when there is nothing to release
 */
export async function release(plugin: string, options: ConnectionOptions & PrintOptions): Promise<string> {
  const agent = await connect(options)
  const path = `/plugins/${encodeURIComponent(plugin)}/release`
  const report = await agent.post(path)
  if (!isSchema(report) || typeof report['state'] !== 'string') {
    throw MMC_ERR_NO_ANSWER(
      `${agent.url}${path}`,
      'what came is no report of a plugin; is an MMC agent there?',
    )
  }
  const { state, reason, version, methods } = report
  if (state !== 'active') throw MMC_ERR_NOT_RELEASED(plugin, inOneLine(`${state}: ${String(reason)}`))
  if (options.json) return jsonText(report)
  return inOneLine(`plugin '${plugin}' ${String(version)} is active with ${String(methods)} methods`)
}
