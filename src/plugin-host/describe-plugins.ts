import { basename, dirname } from 'node:path'
import type { Method } from '../rpc/method.ts'
import { discoverPlugins, type PluginFolder } from './discover.ts'
import { loadPlugin } from './load-plugin.ts'
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
  const methods: Method[] = []
  for (const plugin of discoverPlugins([dir]).plugins) methods.push(...(await describePlugin(plugin)).methods)
  return methods
}

/** What can be known of a plugin without its activation. */
export interface DescribedPlugin {
  readonly name: string
  readonly apiVersion: string
  readonly methods: readonly Method[]
}

/**
 * One plugin, imported and not activated.
 *
 * @throws whatever is wrong with it
 */
export async function describePlugin({ name, folder }: PluginFolder): Promise<DescribedPlugin> {
  await installResolveHook()
  const { exports, versions } = await loadPlugin(folder)
  const methods = pluginMethods(name, null, exports, readDescription(folder))
  return { name, apiVersion: versions.apiVersion, methods }
}

/**
 * The plugin of a folder, wherever it lies.
 *
 * @param folder - absolute
 * @throws whatever is wrong with it
 */
export async function describePluginAt(folder: string): Promise<DescribedPlugin> {
  const plugin = discoverPlugins([dirname(folder)]).plugins.find(({ name }) => name === basename(folder))
  if (plugin === undefined) throw new Error('there is no folder of this name with an index.js')
  if (plugin.problem !== undefined) throw new Error(plugin.problem)
  return describePlugin(plugin)
}
