import { join } from 'node:path'
import { type Node, parse } from 'acorn'
import { nearestFile, readPackage } from '../files/package-file.ts'
import type { BuildProblem } from './build-problem.ts'
import type { CompiledFiles } from './compiled-files.ts'
import { compiledName } from './description-text.ts'
import type { PluginSource } from './plugin-source.ts'
import { placeOfQuoted } from './text-place.ts'

/**
 * Finds what the compiler takes and Node does not: JSX that is left as it is, and imports that only the `paths` of a
 * tsconfig.json lead to. Types are gone from compiled files, so that an import of nothing else is none.
 *
 * @param files - the plugin's own sources, absolute
 * @param paths - the names of the `paths`
 */
export function runTimeProblems(
  { folder, out }: PluginSource,
  compiled: CompiledFiles,
  files: readonly string[],
  paths: readonly string[],
): BuildProblem[] {
  return files.flatMap(file => {
    const path = compiledName(file.slice(folder.length + 1))
    const content = compiled.get(path)
    const specifiers = content === undefined ? undefined : importsOf(Buffer.from(content).toString())
    const problem = (text: string, message: string): BuildProblem => ({
      severity: 'error',
      file,
      ...placeOfQuoted(file, text),
      method: '',
      message,
    })
    if (specifiers === undefined) return file.endsWith('.tsx') ? [problem('', jsxWords)] : []
    const lost = specifiers.filter(specifier => isOfPaths(specifier, paths) && !isFound(specifier, out))
    return lost.map(specifier => problem(specifier, pathsWords(specifier)))
  })
}

const jsxWords =
  'is compiled to JSX, which Node does not run; set "jsx" to "react-jsx" or "react" in tsconfig.json'

function pathsWords(specifier: string) {
  return `'${specifier}' is found by the "paths" of tsconfig.json, and not by Node; import the file by its relative path, or name it in the "imports" of package.json`
}

/** What a module imports by its declarations; undefined where it is no JavaScript. */
function importsOf(text: string): string[] | undefined {
  try {
    const { body } = parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
    return body.flatMap((statement: Node & { source?: { value?: unknown } | null }) => {
      const specifier = statement.source?.value
      return typeof specifier === 'string' ? [specifier] : []
    })
  } catch {
    return undefined
  }
}

function isOfPaths(specifier: string, paths: readonly string[]) {
  return paths.some(name => {
    const [start = '', end] = name.split('*')
    return end === undefined
      ? specifier === name
      : specifier.startsWith(start) &&
          specifier.endsWith(end) &&
          specifier.length >= start.length + end.length
  })
}

/** Whether Node may find it: a name among the package's own, or a package that is there. */
function isFound(specifier: string, folder: string) {
  // The host answers for the agent itself.
  if (/^(\.{0,2}\/|mmc-agent(\/|$))/.test(specifier)) return true
  if (specifier.startsWith('#')) {
    const file = nearestFile(folder, 'package.json')
    const names = Object.keys(Object(file === undefined ? {} : readPackage(file)['imports']))
    return isOfPaths(specifier, names)
  }
  const [name = '', inScope = ''] = specifier.split('/')
  const packageName = name.startsWith('@') ? join(name, inScope) : name
  return nearestFile(folder, join('node_modules', packageName)) !== undefined
}
