import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MMC_ERR_PLUGIN_DIR } from '../errors.ts'
import { nameProblem } from '../rpc/plugin-name.ts'

/** A folder that calls itself a plugin. */
export interface PluginFolder {
  readonly name: string
  readonly folder: string
  /** Why it cannot be loaded, in words for its author; undefined where nothing is wrong so far. */
  readonly problem: string | undefined
}

export interface Discovery {
  /** By name. */
  readonly plugins: readonly PluginFolder[]
  /** Folders that a plugin of the same name in an earlier directory hides. */
  readonly shadowed: readonly PluginFolder[]
}

/**
 * Finds the plugins in some directories: every sub-folder with an `index.js`.
 *
 * @param dirs - absolute paths; of two plugins with one name, that in the earlier directory counts
 * @throws AgentError for a directory that cannot be read
 */
export function discoverPlugins(dirs: readonly string[]): Discovery {
  const found = dirs.flatMap(pluginFolders)
  const plugins = new Map<string, PluginFolder>()
  const shadowed: PluginFolder[] = []
  for (const plugin of found) {
    if (plugins.has(plugin.name)) shadowed.push(plugin)
    else plugins.set(plugin.name, plugin)
  }
  return { plugins: [...plugins.values()].sort(byName), shadowed }
}

function pluginFolders(dir: string): PluginFolder[] {
  return entries(dir)
    .filter(entry => isFolder(dir, entry))
    .map(({ name }) => ({ name, folder: join(dir, name) }))
    .filter(({ folder }) => looksLikePlugin(folder))
    .map(({ name, folder }) => ({ name, folder, problem: problemOf(name, folder) }))
}

function entries(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch (error) {
    throw MMC_ERR_PLUGIN_DIR(dir, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

/** A link to a folder counts as that folder. */
function isFolder(dir: string, entry: Dirent) {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  try {
    return statSync(join(dir, entry.name)).isDirectory()
  } catch {
    // It leads nowhere, round in a circle, or to where this user may not look.
    return false
  }
}

/** A folder with any index file was meant as a plugin; one without is somebody's docs or node_modules. */
function looksLikePlugin(folder: string) {
  return ['index.js', 'index.ts', 'index.mjs', 'index.cjs'].some(file => existsSync(join(folder, file)))
}

function problemOf(name: string, folder: string) {
  const problem = nameProblem(name)
  if (problem !== undefined) return problem
  if (existsSync(join(folder, 'index.js'))) return undefined
  if (existsSync(join(folder, 'index.ts'))) return 'there is no index.js: run mmc-agent build on the folder'
  return 'there is no index.js: rename the entry file to index.js and write it as an ES module (import, export)'
}

function byName(a: PluginFolder, b: PluginFolder) {
  return a.name < b.name ? -1 : 1
}
