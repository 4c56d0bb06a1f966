import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { nearestFile } from '../files/package-file.ts'
import { nameProblem } from '../rpc/plugin-name.ts'
import type { BuildProblem } from './build-problem.ts'
import { compiledFiles } from './compiled-files.ts'
import { type Checked, checkTypes } from './compiler/check-types.ts'
import { emit } from './compiler/emit.ts'
import { endCompiler, openCompiler } from './compiler/open-compiler.ts'
import { describePlugin } from './describe-plugin.ts'
import { descriptionText } from './description-text.ts'
import { optionProblem } from './option-problem.ts'
import { pluginProject } from './plugin-project.ts'
import { findPluginSource, type PluginSource } from './plugin-source.ts'
import { runTimeProblems } from './run-time-problems.ts'
import { writeBuild } from './write-build.ts'

export interface BuildOptions {
  /** Where compiled files and description go. Default: beside the sources. */
  readonly out?: string | undefined
  /** Whether a warning keeps the plugin from being written. Default false. */
  readonly strict?: boolean | undefined
  /** Is told of each file before it is written or removed. */
  readonly onWrite?: (file: string) => void
}

/** How a build went. */
export interface Build {
  /** Nothing is written unless all is well. */
  readonly isWritten: boolean
  readonly out: string
  readonly problems: readonly BuildProblem[]
  /** How many methods are described. */
  readonly methods: number
}

/**
 * Type checks, compiles and describes a plugin. What an earlier build wrote stays as it is unless this one succeeds.
 *
 * @param folder - with `index.ts`, or with `index.js` in plain JavaScript, which is checked and described only
 * @throws AgentError for what is no plugin or an ES module, and when its files cannot be written
 */
export async function buildPlugin(
  folder: string,
  { out, strict = false, onWrite = () => {} }: BuildOptions = {},
): Promise<Build> {
  const source = findPluginSource(folder, out)
  const temporary = await mkdtemp(join(tmpdir(), 'mmc-agent-build-'))
  try {
    const emitted = join(temporary, 'out')
    const { problems: mistakes, files, paths } = await check(source, temporary, emitted)
    if (mistakes.length > 0) return { isWritten: false, out: source.out, problems: mistakes, methods: 0 }

    const tsconfig = join(temporary, descriptionConfig)
    const described = describePlugin({ entry: source.entry, tsconfig, folder: source.folder })
    const problems = [...nameWarnings(source), ...described.problems]
    const methods = Object.keys(described.methods).length
    const result = { out: source.out, methods }
    if (isTooMuch(problems, strict)) return { ...result, isWritten: false, problems }

    if (source.isTypeScript) await emit(join(temporary, buildConfig))
    const compiled = compiledFiles(source, emitted, files)
    problems.push(...runTimeProblems(source, compiled, files, paths))
    if (isTooMuch(problems, strict)) return { ...result, isWritten: false, problems }

    await writeBuild(source, compiled, descriptionText(described, source.folder, compiled), onWrite)
    return { ...result, isWritten: true, problems }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const buildConfig = 'tsconfig.json'
const descriptionConfig = 'tsconfig.describe.json'

interface CheckedProject extends Checked {
  /** The names of the `paths` in the author's tsconfig.json. */
  readonly paths: readonly string[]
}

/** @param temporary - the folder for the tsconfig files, that of the build and that of the description */
async function check(source: PluginSource, temporary: string, emitted: string): Promise<CheckedProject> {
  const tsconfig = join(temporary, buildConfig)
  const ownFile = nearestFile(source.folder, 'tsconfig.json')
  const compiler = openCompiler([source.folder])
  try {
    const own = ownFile === undefined ? undefined : compiler.parseConfigFile(ownFile)
    await writeFile(tsconfig, JSON.stringify(pluginProject(source, ownFile, own, emitted)))
    // Without strictNullChecks, string | null is string to the compiler.
    const strictNulls = { extends: tsconfig, compilerOptions: { strictNullChecks: true } }
    await writeFile(join(temporary, descriptionConfig), JSON.stringify(strictNulls))
    const { problems, files } = checkTypes(compiler, tsconfig, source.folder)
    return {
      problems: problems.map(problem =>
        problem.file === tsconfig && ownFile !== undefined ? optionProblem(problem, ownFile) : problem,
      ),
      files,
      paths: Object.keys(Object(own?.options['paths'])),
    }
  } finally {
    endCompiler(compiler)
  }
}

function isTooMuch(problems: readonly BuildProblem[], strict: boolean) {
  return problems.some(({ severity }) => strict || severity === 'error')
}

/** It may be built under one name, and served under another. */
function nameWarnings({ out }: PluginSource): BuildProblem[] {
  const message = nameProblem(basename(out))
  return message === undefined
    ? []
    : [{ severity: 'warning', file: out, line: 0, column: 0, method: '', message }]
}
