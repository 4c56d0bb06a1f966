import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file of this name in a folder, or else in the nearest one above it. */
export function nearestFile(folder: string, name: string): string | undefined {
  const file = join(folder, name)
  if (existsSync(file)) return file
  return dirname(folder) === folder ? undefined : nearestFile(dirname(folder), name)
}

/**
 * The package.json that makes Node read the `.js` files of a folder as CommonJS.
 *
 * @returns undefined where Node looks at the files themselves, or takes them for ES modules
 */
export function commonJsPackageFile(folder: string): string | undefined {
  const file = nearestFile(folder, 'package.json')
  return file !== undefined && readPackage(file)['type'] === 'commonjs' ? file : undefined
}

/** What a package.json says; nothing where it is none. */
export function readPackage(file: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
