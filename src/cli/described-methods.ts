import { discoverMethod } from '../docs-gen/discover-method.ts'
import type { Method } from '../rpc/method.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'
import { systemMethods } from '../rpc/system-methods.ts'
import { version } from '../version.ts'

/**
 * What an agent with these methods of plugins would list: its own too, by name. For documents that are written without an
 * agent; none of them can be called.
 */
export function describedMethods(plugins: readonly Method[]): Method[] {
  const registry = new MethodRegistry()
  // None of the options changes what the methods are called with.
  const options = { version, maxCalls: 0, maxValues: 0, extensions: { nil: false, bigint: 'double' } }
  registry.register('system', systemMethods(registry, options))
  registry.register('rpc', [discoverMethod(() => ({}))])
  registry.register('', plugins)
  return registry.list()
}
