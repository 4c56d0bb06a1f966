import { relative, sep } from 'node:path'
import { isInside } from '../files/is-inside.ts'
import { TypeChecks } from '../rpc/checks/type-checks.ts'
import { canBeMethod } from '../rpc/export-names.ts'
import type { NamedSchemas } from '../rpc/json-schema.ts'
import { isMethodName } from '../rpc/method-registry.ts'
import type { MethodDescription } from '../rpc/plugin-description.ts'
import { checkExports } from './check-exports.ts'
import { Programs } from './compiler/program.ts'
import { failureWords } from './failure-words.ts'
import { withFittingExamples } from './fitting-examples.ts'
import { describeFunction } from './method-description.ts'
import { type Problem, Problems } from './problems.ts'
import { SchemaNames } from './schema-names.ts'
import { TypeSchemas } from './type-schema.ts'
import type { ExportView, FunctionView } from './views.ts'

export type { Problem } from './problems.ts'

export interface DescribeOptions {
  /** The plugin's `index.ts` or `index.js`; absolute. */
  readonly entry: string
  /** The project that holds it; absolute. */
  readonly tsconfig: string
  /** The plugin's own folder; absolute. */
  readonly folder: string
}

/** What the source of a plugin tells of its functions. */
export interface Described {
  readonly methods: Readonly<Record<string, MethodDescription>>
  readonly schemas: NamedSchemas
  /** Where there is an error, `methods` is not to be used. */
  readonly problems: readonly Problem[]
  /** The plugin's own source files that the entry reaches; absolute, sorted; no declarations. */
  readonly sources: readonly string[]
}

/** Describes the functions of a plugin by their types and comments. */
export function describePlugin(options: DescribeOptions): Described {
  const [described] = describePlugins([options])
  if (described === undefined) throw new Error('no description came back')
  return described
}

/** Describes several plugins, in the order in which they are given, with one start of the compiler. */
export function describePlugins(plugins: readonly DescribeOptions[]): Described[] {
  const programs = new Programs(
    plugins.map(({ tsconfig }) => tsconfig),
    plugins.map(({ folder }) => folder),
  )
  try {
    return plugins.map(options => describe(options, programs))
  } finally {
    programs.close()
  }
}

function describe({ entry, tsconfig, folder }: DescribeOptions, programs: Programs): Described {
  const problems = new Problems()
  const module = programs.module(tsconfig, entry)
  if (module === undefined) {
    problems.error({ file: entry, line: 1, column: 1 }, `${tsconfig} does not include it`)
    return { methods: {}, schemas: {}, problems: problems.found, sources: [] }
  }
  const names = new SchemaNames()
  const types = new TypeSchemas(names, problems)
  const found: [FunctionView, MethodDescription][] = []
  checkExports(module.exports, { file: entry, line: 0, column: 0 }, problems)
  for (const exported of module.exports.filter(({ name }) => canBeMethod(name))) {
    problems.method = exported.name
    const pair = describeExport(exported, types, problems)
    if (pair !== undefined) found.push(pair)
  }
  // When all named types are known, which examples may be about.
  const { schemas } = names
  const checks = new TypeChecks()
  const methods = found.map(([fn, description]) => {
    problems.method = fn.name
    return [fn.name, withFittingExamples(description, fn, schemas, checks, problems)] as const
  })
  return {
    methods: Object.fromEntries(methods),
    schemas,
    problems: problems.found,
    sources: module.sources.filter(file => isOwn(folder, file)),
  }
}

const unclearWords =
  "is of type 'any', so that nothing is known of it; if it is a function, give it its types"

const nameWords =
  'cannot be called over the wire: names of exported functions match [A-Za-z][A-Za-z0-9_]*; rename it, or begin it with _ to keep it private'

/** Whatever happens, it is the trouble of one function. */
function describeExport(
  exported: ExportView,
  types: TypeSchemas,
  problems: Problems,
): [FunctionView, MethodDescription] | undefined {
  try {
    const fn = exported.read()
    if (fn === undefined) return undefined
    if (fn === 'unclear') {
      problems.warn(exported.place, unclearWords)
    } else if (isMethodName(`plugin.${fn.name}`)) {
      return [fn, describeFunction(fn, types, problems)]
    } else {
      problems.error(exported.place, nameWords)
    }
  } catch (error) {
    problems.error(exported.place, failureWords(error))
  }
  return undefined
}

function isOwn(folder: string, file: string) {
  return isInside(folder, file) && !relative(folder, file).split(sep).includes('node_modules')
}
