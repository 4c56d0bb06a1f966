import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { nameProblem } from '../rpc/plugin-name.ts'
import type { BuildProblem } from './build-problem.ts'
import { compiledFiles } from './compiled-files.ts'
import { type Checked, checkTypes } from './compiler/check-types.ts'
import { emit } from './compiler/emit.ts'
import { endCompiler, openCompiler } from './compiler/open-compiler.ts'
import { describePlugin } from './describe-plugin.ts'
import { descriptionText } from './description-text.ts'
import { pluginProject } from './plugin-project.ts'
import { findPluginSource, type PluginSource } from './plugin-source.ts'
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
    const tsconfig = join(temporary, 'tsconfig.json')
    const emitted = join(temporary, 'out')
    const { problems: mistakes, files } = await check(source, tsconfig, emitted)
    if (mistakes.length > 0) return { isWritten: false, out: source.out, problems: mistakes, methods: 0 }

    const described = describePlugin({ entry: source.entry, tsconfig, folder: source.folder })
    const problems = [...nameWarnings(source), ...described.problems]
    const methods = Object.keys(described.methods).length
    const isWritten = !problems.some(({ severity }) => strict || severity === 'error')
    if (isWritten) {
      if (source.isTypeScript) await emit(tsconfig)
      const compiled = compiledFiles(source, emitted, files)
      await writeBuild(source, compiled, descriptionText(described, source.folder, compiled), onWrite)
    }
    return { isWritten, out: source.out, problems, methods }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function check(source: PluginSource, tsconfig: string, emitted: string): Promise<Checked> {
  const compiler = openCompiler([source.folder])
  try {
    const project = pluginProject(source, emitted, file => compiler.parseConfigFile(file))
    await writeFile(tsconfig, JSON.stringify(project))
    return checkTypes(compiler, tsconfig, source.folder)
  } finally {
    endCompiler(compiler)
  }
}

/** It may be built under one name, and served under another. */
function nameWarnings({ out }: PluginSource): BuildProblem[] {
  const message = nameProblem(basename(out))
  return message === undefined
    ? []
    : [{ severity: 'warning', file: out, line: 0, column: 0, method: '', message }]
}
