import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { sha256OfFile } from '../files/digest.ts'
import { isInside } from '../files/is-inside.ts'
import { descriptionFileName } from '../rpc/plugin-description.ts'
import type { CompiledFiles } from './compiled-files.ts'

/**
 * What an earlier build compiled from sources that are gone. Only a file that is as that build left it, and whose source
 * map names a source that is not there any more: whatever an author wrote by hand is none.
 *
 * @param out - where that build wrote to
 * @param compiled - what comes in its place
 * @returns absolute, each with its source map
 */
export function staleFiles(out: string, compiled: CompiledFiles): string[] {
  return Object.entries(formerFiles(out))
    .filter(([path]) => !compiled.has(path) && isInside(out, join(out, path)))
    .filter(([path, digest]) => isUntouched(join(out, path), digest) && hasLostItsSource(join(out, path)))
    .flatMap(([path]) => [join(out, path), join(out, `${path}.map`)])
}

function formerFiles(out: string): Record<string, unknown> {
  return Object(readJson(join(out, descriptionFileName))?.['files'])
}

function isUntouched(file: string, digest: unknown) {
  return existsSync(file) && sha256OfFile(file) === digest
}

function hasLostItsSource(file: string) {
  const sources = readJson(`${file}.map`)?.['sources']
  return Array.isArray(sources) && !sources.some(source => existsSync(resolve(dirname(file), String(source))))
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
