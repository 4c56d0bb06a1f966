import { statSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import type { Launch } from './sh-options.ts'

/**
 * What a shell would answer to a program that cannot be started (POSIX, Shell Command Language 2.8.2).
 *
 * @param error - as Node gave it
 */
export function startFailure(launch: Launch, error: unknown): { exitCode: number; err: string } {
  const { file, cwd } = launch
  // ENOENT does not tell whether the program or the directory is missing. This look blocks no longer than the
  // start itself did, which looked at the same place.
  if (cwd !== undefined && !isDirectory(cwd)) return failure(126, `cannot start in ${cwd}: no such directory`)

  const { code, errno, message } = error as NodeJS.ErrnoException // whatever spawn gives is one
  if (code === 'ENOENT') return failure(127, notFound(launch))
  const [, words = message] = getSystemErrorMap().get(errno ?? 0) ?? []
  return failure(126, `${file}: cannot be started: ${words}`)
}

function isDirectory(path: string) {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function notFound({ file, env }: Launch) {
  if (!file.includes('/')) return `${file}: not found in ${env['PATH']}`
  return `${file}: not found, or the interpreter that its first line names is not`
}

function failure(exitCode: number, reason: string) {
  return { exitCode, err: `${reason}\n` }
}
