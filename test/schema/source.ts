import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { type Described, describePlugin } from '../../src/schema/describe-plugin.ts'
import { root, tempDir } from '../helper.ts'

/** Describes a plugin of the given files; `index.ts`, or `index.js`, is its entry. */
export function describeSource(t: Test, files: Readonly<Record<string, string>>): Described {
  const folder = realpathSync(tempDir(t))
  const tsconfig = join(folder, 'tsconfig.json')
  writeFileSync(tsconfig, JSON.stringify(settings))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const entry = join(folder, 'index.ts' in files ? 'index.ts' : 'index.js')
  const { sources, problems, ...described } = describePlugin({ entry, tsconfig, folder })
  const short = (file: string) => file.slice(folder.length + 1)
  return {
    ...described,
    problems: problems.map(problem => ({ ...problem, file: short(problem.file) })),
    sources: sources.map(short),
  }
}

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
