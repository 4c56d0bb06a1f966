import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedSchemas } from '../src/rpc/json-schema.ts'
import type { MethodDescription, PluginDescription } from '../src/rpc/plugin-description.ts'

/** A method's description with its parts left out that a test does not care about. */
export type Sketch = Partial<MethodDescription>

/** A description as a build would write it. */
export function describing(
  methods: Readonly<Record<string, Sketch>>,
  schemas: NamedSchemas = {},
  files: Readonly<Record<string, string>> = { 'index.js': sha256('') },
): PluginDescription {
  return {
    format: 1,
    files,
    methods: Object.fromEntries(
      Object.entries(methods).map(([name, sketch]) => [
        name,
        { parameters: [], result: { schema: {} }, summary: '', ...sketch },
      ]),
    ),
    schemas,
  }
}

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
  const files = Object.fromEntries(sources.map(file => [file, sha256(readFileSync(join(folder, file)))]))
  const description = { ...describing(methods, {}, files), ...changes }
  writeFileSync(join(folder, 'methods.json'), JSON.stringify(description))
}

function sha256(content: string | Buffer) {
  return createHash('sha256').update(content).digest('hex')
}
