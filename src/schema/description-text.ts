import { relative, resolve } from 'node:path'
import { sha256 } from '../files/digest.ts'
import { descriptionFormat, type PluginDescription } from '../rpc/plugin-description.ts'
import type { CompiledFiles } from './compiled-files.ts'
import type { Described } from './describe-plugin.ts'

/**
 * The text of `methods.json`; the same for the same plugin, to the byte.
 *
 * @param folder - where the sources are
 * @param compiled - what has become of them
 */
export function descriptionText(described: Described, folder: string, compiled: CompiledFiles): string {
  const description: PluginDescription = {
    format: descriptionFormat,
    files: digests(described.sources, folder, compiled),
    methods: sorted(described.methods),
    schemas: sorted(described.schemas),
  }
  return `${JSON.stringify(description, null, 2)}\n`
}

/** Of those that are there at run time: a file of declarations becomes nothing. */
function digests(sources: readonly string[], folder: string, compiled: CompiledFiles) {
  const paths = sources.map(source => compiledName(relative(folder, resolve(folder, source)))).sort()
  return Object.fromEntries(
    paths.flatMap(path => {
      const content = compiled.get(path)
      return content === undefined ? [] : [[path, sha256(content)]]
    }),
  )
}

/** What a source is called when it has been compiled: `user.ts` becomes `user.js`. */
export function compiledName(path: string) {
  return path.replace(/(?<!\.d)\.([cm]?)tsx?$/, '.$1js')
}

function sorted<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}
