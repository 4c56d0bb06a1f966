import type { AgentConfig } from '../config/agent-config.ts'
import { surviveLateErrors } from '../late-errors.ts'
import { buildLog } from '../logging.ts'
import { PluginHost } from '../plugin-host/plugin-host.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'

/**
 * A host that has imported every plugin that is wanted and activated none, for commands that say what a start would do.
 * Plugins in the state `discovered` would be activated.
 */
export async function rehearsedHost(config: AgentConfig): Promise<PluginHost> {
  const host = new PluginHost({
    ...config,
    activateTimeoutMs: config.activateSeconds * 1000,
    healthTimeoutMs: config.healthSeconds * 1000,
    limits: { maxDepth: config.nestingDepth, maxValues: config.replyElements },
    registry: new MethodRegistry(),
    log: buildLog({ level: 'silent' }),
    call: () => Promise.reject(new Error('there is no agent running that could call a method')),
  })
  surviveLateErrors(buildLog({ level: 'silent' }))
  await host.load()
  await host.rehearse()
  return host
}
