import type { BuildProblem } from './build-problem.ts'
import { placeOfQuoted } from './text-place.ts'

/**
 * A problem with an option, which the compiler finds in the tsconfig.json that the build has made, in the words and at the
 * place of the author's own.
 *
 * @param file - the author's tsconfig.json
 */
export function optionProblem(problem: BuildProblem, file: string): BuildProblem {
  const option = /^Option '(\w+)/.exec(problem.message)?.[1] ?? ''
  // What follows the first line is advice with paths of the other file.
  const [message = ''] = problem.message.split('\n')
  return { ...problem, file, ...placeOfQuoted(file, option), message }
}
