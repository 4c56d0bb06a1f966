import { importPlugin } from './import-plugin.ts'
import { type PluginExports, type PluginVersions, readExports, readVersions } from './plugin-exports.ts'

/** A plugin's code, ready to be activated. */
export interface LoadedPlugin {
  readonly exports: PluginExports
  readonly versions: PluginVersions
}

/**
 * Imports a plugin into this thread.
 *
 * @param folder - where its `index.js` lies
 * @throws AgentError for a module that is no plugin, else whatever the module throws
 */
export async function loadPlugin(folder: string): Promise<LoadedPlugin> {
  const { namespace } = await importPlugin(folder)
  return { exports: readExports(namespace), versions: await readVersions(namespace) }
}
