import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MethodDescription, PluginDescription } from '../src/rpc/plugin-description.ts'

/** A method's description with its parts left out that a test does not care about. */
export type Sketch = Partial<MethodDescription>

/**
 * Writes the `methods.json` of a plugin in plain JavaScript, as if a build had made it from the files that lie there now.
 *
 * @param changes - what to write in place of what would be right
 */
export function writeDescription(
  folder: string,
  methods: Readonly<Record<string, Sketch>>,
  changes: Partial<Record<keyof PluginDescription, unknown>> = {},
): void {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.js'),
  )
  const description = {
    format: 1,
    files: Object.fromEntries(sources.map(file => [file, sha256(join(folder, file))])),
    methods: Object.fromEntries(
      Object.entries(methods).map(([name, sketch]) => [
        name,
        { parameters: [], result: { schema: {} }, summary: '', ...sketch },
      ]),
    ),
    schemas: {},
    ...changes,
  }
  writeFileSync(join(folder, 'methods.json'), JSON.stringify(description))
}

function sha256(file: string) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
