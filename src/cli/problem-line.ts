import { relative } from 'node:path'
import { isInside } from '../files/is-inside.ts'
import type { BuildProblem } from '../schema/build-problem.ts'

/**
 * A problem in the form of the compiler, `file:line:column - error: method: message`, which editors know how to read;
 * the file as it is called from the working directory.
 */
export function problemLine({ severity, file, line, column, method, code, message }: BuildProblem): string {
  const place = [shown(file), ...(line > 0 ? [line, column] : [])].join(':')
  return [
    `${place} - ${severity}${code === undefined ? '' : ` ${code}`}`,
    ...(method === '' ? [] : [method]),
    message,
  ].join(': ')
}

/** A path as it is called from the working directory; of what lies elsewhere, the whole. */
export function shown(path: string): string {
  return isInside(process.cwd(), path) ? relative(process.cwd(), path) || '.' : path
}
