import type { ShCommand } from './sh-options.ts'

/**
 * How a command ended. Every member is a value that both wires carry, so a method may return it as it is.
 *
 * Of the three reasons to kill a command, `timedOut` and `aborted` name the one that came first; `truncated`
 * says in any case that there was more output.
 */
export interface ShResult {
  /** The command as it was given. */
  readonly command: ShCommand
  /**
   * The command's exit code, or null when a signal ended it or it was aborted before its start.
   *
   * A program that cannot be started answers as a shell would: 127 when it is not found, 126 when it is there
   * and cannot be run (permissions, a missing `cwd`, no memory), with the reason in `err`.
   */
  readonly exitCode: number | null
  /** What the command wrote to its standard output, as UTF-8; bytes that are none become U+FFFD. */
  readonly out: string
  /** What it wrote to its standard error, in the same way. */
  readonly err: string
  /** The signal that ended the command, such as `SIGTERM`, or null. */
  readonly signal: string | null
  /** Whether it was killed because it took longer than `timeoutMs`. */
  readonly timedOut: boolean
  /** Whether it was killed, or never started, because the signal had fired. */
  readonly aborted: boolean
  /** Whether it was killed for writing more than `maxOutputBytes`: `out` or `err` is the beginning only. */
  readonly truncated: boolean
  /** From start to end, in whole ms. */
  readonly durationMs: number
}

/** The result of a command that never ran. */
export function neverRan(command: ShCommand, known: Partial<ShResult>): ShResult {
  return {
    command,
    exitCode: null,
    out: '',
    err: '',
    signal: null,
    timedOut: false,
    aborted: false,
    truncated: false,
    durationMs: 0,
    ...known,
  }
}
