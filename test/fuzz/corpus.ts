import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../helper.ts'
import type { Finding } from './fuzzer.ts'

const folder = join(root, 'test/fuzz')

/** The inputs that runs of a target begin with. */
export function readSeeds(target: string): Buffer[] {
  return namesIn(join(folder, 'seeds', target)).map(name => readFileSync(join(folder, 'seeds', target, name)))
}

/** Inputs that were once taken wrongly, each with the line that says how. */
export function readFound(target: string): { name: string; input: Buffer; why: string }[] {
  const found = join(folder, 'found', target)
  return namesIn(found)
    .filter(name => !name.endsWith('.why'))
    .map(name => ({
      name,
      input: readFileSync(join(found, name)),
      why: existsSync(join(found, `${name}.why`))
        ? readFileSync(join(found, `${name}.why`), 'utf8').trim()
        : '',
    }))
}

/** Writes what was found beside what was found before. @returns the file */
export function keepFinding(target: string, { input, wrong }: Finding): string {
  const found = join(folder, 'found', target)
  mkdirSync(found, { recursive: true })
  const file = join(found, createHash('sha256').update(input).digest('hex').slice(0, 12))
  writeFileSync(file, input)
  writeFileSync(`${file}.why`, `${wrong.split('\n')[0]}\n`)
  return file
}

function namesIn(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).sort() : []
}
