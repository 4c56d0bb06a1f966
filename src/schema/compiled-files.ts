import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { PluginSource } from './plugin-source.ts'

/** The files that make up a built plugin, by their paths within its folder. */
export type CompiledFiles = ReadonlyMap<string, Uint8Array>

/**
 * Gathers what belongs into the folder of a built plugin: what the compiler wrote, and the author's own JavaScript and
 * JSON as it stands.
 *
 * @param emitted - where the compiler wrote to
 * @param files - the plugin's own files, absolute
 */
export function compiledFiles(
  { folder, out }: PluginSource,
  emitted: string,
  files: readonly string[],
): CompiledFiles {
  const asTheyStand = files
    .filter(file => /\.(?:[cm]?js|json)$/.test(file))
    .map((file): [string, Uint8Array] => [relative(folder, file), readFileSync(file)])
  const compiled = [...filesIn(emitted)].map(([path, content]): [string, Uint8Array] => [
    path,
    path.endsWith('.map') ? movedMap(content, join(emitted, path), join(out, path)) : content,
  ])
  // The compiler has written the author's JavaScript too, in words of its own.
  const own = new Set(asTheyStand.flatMap(([path]) => [path, `${path}.map`]))
  return new Map([...asTheyStand, ...compiled.filter(([path]) => !own.has(path))].sort(byPath))
}

/** All files of a folder; none where it is not there. */
export function filesIn(folder: string): CompiledFiles {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [relative(folder, file), readFileSync(file)]
    }),
  )
}

/** The sources of a source map stand relative to it. */
function movedMap(content: Uint8Array, from: string, to: string): Uint8Array {
  const map: { sources: string[] } = JSON.parse(Buffer.from(content).toString())
  const sources = map.sources.map(source => relative(dirname(to), resolve(dirname(from), source)))
  return Buffer.from(JSON.stringify({ ...map, sources }))
}

function byPath([a]: [string, unknown], [b]: [string, unknown]) {
  return a < b ? -1 : 1
}
