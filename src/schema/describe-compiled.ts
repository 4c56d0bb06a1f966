import { join } from 'node:path'
import { replaceFile } from '../files/replace-file.ts'
import { descriptionFileName } from '../rpc/plugin-description.ts'
import type { BuildProblem } from './build-problem.ts'
import { filesIn } from './compiled-files.ts'
import { describePlugins } from './describe-plugin.ts'
import { descriptionText } from './description-text.ts'

/** A plugin, and the folder that its compiled files are in. */
export interface CompiledPlugin {
  readonly folder: string
  readonly compiled: string
}

/**
 * Describes plugins that have been compiled already, such as those that come with the agent; each description is written
 * beside the compiled files.
 *
 * @param tsconfig - what they were compiled with; absolute, as all paths are
 * @returns what is wrong with them; with an error among it, nothing has been written
 */
export async function describeCompiled(
  plugins: readonly CompiledPlugin[],
  tsconfig: string,
): Promise<BuildProblem[]> {
  const described = describePlugins(
    plugins.map(({ folder }) => ({ entry: join(folder, 'index.ts'), tsconfig, folder })),
  )
  const problems = described.flatMap(({ problems }) => problems)
  if (problems.some(({ severity }) => severity === 'error')) return problems
  for (const [index, { folder, compiled }] of plugins.entries()) {
    const description = described[index]
    if (description === undefined) continue
    const text = descriptionText(description, folder, filesIn(compiled))
    await replaceFile(join(compiled, descriptionFileName), text, { mode: 0o644 })
  }
  return problems
}
