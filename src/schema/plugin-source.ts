import { existsSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MMC_ERR_BUILD_FOLDER, MMC_ERR_PLUGIN_PACKAGE_TYPE } from '../errors.ts'
import { commonJsPackageFile } from '../files/package-file.ts'

/** A plugin's sources, and where what is made of them belongs. */
export interface PluginSource {
  /** Absolute, with links resolved: what is above the place that a link leads to counts. */
  readonly folder: string
  readonly entry: string
  /** Else it is plain JavaScript, of which nothing needs to be compiled. */
  readonly isTypeScript: boolean
  /** Where `index.js` and `methods.json` belong; absolute. */
  readonly out: string
}

/**
 * Finds the entry of a plugin.
 *
 * @param out - where the plugin is to be written; without it, where its sources are
 * @throws AgentError for what is no plugin, and for one that Node would read as CommonJS
 */
export function findPluginSource(folder: string, out: string | undefined): PluginSource {
  if (!isFolder(folder)) {
    throw MMC_ERR_BUILD_FOLDER(folder, existsSync(folder) ? 'it is no folder' : 'it is not there')
  }
  const place = realpathSync(folder)
  const entry = ['index.ts', 'index.js'].find(file => existsSync(join(place, file)))
  if (entry === undefined) throw MMC_ERR_BUILD_FOLDER(folder, 'it has neither index.ts nor index.js')
  const target = out === undefined ? place : resolved(out)
  for (const where of [place, target]) {
    const packageFile = commonJsPackageFile(where)
    if (packageFile !== undefined) throw MMC_ERR_PLUGIN_PACKAGE_TYPE(packageFile)
  }
  return { folder: place, entry: join(place, entry), isTypeScript: entry === 'index.ts', out: target }
}

function isFolder(path: string) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** It may have to be made yet. */
function resolved(folder: string) {
  return existsSync(folder) ? realpathSync(folder) : resolve(folder)
}
