import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { tempDir } from './helper.ts'

/** What every plugin exports, in TypeScript and in JavaScript. */
export const versions = `
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1
export const activate = () => true
`

/** A plugin that can be built, called greeter. */
export const greeter = `import { Fault } from 'mmc-agent'
${versions}
/** Greets somebody. */
export function greet(name: string, loud = false): string {
  if (name === '') throw new Fault('there is nobody to greet')
  return loud ? name.toUpperCase() : name
}
`

/** Writes files, given by their paths, into a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Writes a plugin's sources into a folder of that name, which ends with the test. */
export function writeSources(t: Test, files: Readonly<Record<string, string>>, name = 'greeter'): string {
  const folder = join(tempDir(t), name)
  writeFiles(folder, files)
  return folder
}

/** Every file of a folder and its text. */
export function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [file.slice(folder.length + 1), readFileSync(file, 'utf8')]
    }),
  )
}
