import { appendFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { type Described, describePlugin } from '../../src/schema/describe-plugin.ts'
import { root, tempDir } from '../helper.ts'

/**
 * Describes a plugin of the given files; `index.ts`, or `index.js`, is its entry. What every plugin exports is added where
 * it is missing, and left out of what comes back.
 */
export function describeSource(t: Test, files: Readonly<Record<string, string>>): Described {
  const folder = realpathSync(tempDir(t))
  const tsconfig = join(folder, 'tsconfig.json')
  writeFileSync(tsconfig, JSON.stringify(settings))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const entry = join(folder, 'index.ts' in files ? 'index.ts' : 'index.js')
  const text = readFileSync(entry, 'utf8')
  const isCommonJs = /\bexports\./.test(text)
  const added = needed.filter(([name]) => !isCommonJs && !new RegExp(`\\b${name}\\b`).test(text))
  appendFileSync(entry, added.map(([name, value]) => `\nexport const ${name} = () => ${value}`).join(''))
  const { sources, problems, methods, ...described } = describePlugin({ entry, tsconfig, folder })
  const isOwn = ([name]: [string, unknown]) => !added.some(([other]) => other === name)
  const short = (file: string) => file.slice(folder.length + 1)
  return {
    ...described,
    methods: Object.fromEntries(Object.entries(methods).filter(isOwn)),
    problems: problems.map(problem => ({ ...problem, file: short(problem.file) })),
    sources: sources.map(short),
  }
}

const needed = [
  ['getVersion', "'1.0.0'"],
  ['getApiVersion', "'1:0:0'"],
  ['getRevision', '1'],
  ['activate', 'true'],
] as const

/** What `mmc-agent build` takes for plugins elsewhere, with the agent's sources as its package. */
const settings = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    rootDir: '/',
    paths: { 'mmc-agent': [join(root, 'src/plugin-api.ts')] },
    typeRoots: [join(root, 'node_modules/@types')],
    allowJs: true,
    checkJs: true,
    noEmit: true,
  },
  include: ['.'],
  exclude: [],
}
