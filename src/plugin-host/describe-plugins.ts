import type { Method } from '../rpc/method.ts'
import { discoverPlugins } from './discover.ts'
import { importPlugin } from './import-plugin.ts'
import { readExports } from './plugin-exports.ts'
import { pluginMethods } from './plugin-methods.ts'
import { readDescription } from './read-description.ts'
import { installResolveHook } from './resolve-hook.ts'

/**
 * The methods of all plugins in a directory, whether or not they would become active on this machine: they are imported
 * and not activated. For documents that are written ahead.
 *
 * @throws whatever is wrong with one of them
 */
export async function describePlugins(dir: string): Promise<Method[]> {
  await installResolveHook()
  const methods: Method[] = []
  for (const { name, folder } of discoverPlugins([dir]).plugins) {
    const { namespace } = await importPlugin(folder)
    methods.push(...pluginMethods(name, null, readExports(namespace), readDescription(folder)))
  }
  return methods
}
