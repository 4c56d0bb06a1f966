import type { Test } from 'tap'
import type { ShResult } from '../../src/shell/sh-result.ts'

/** Compares a whole result but for its duration; what is not expected otherwise is that of `true`. */
export function sameResult(t: Test, { durationMs, ...result }: ShResult, expected: Partial<ShResult>) {
  t.ok(Number.isInteger(durationMs) && durationMs >= 0, 'the duration is in whole ms')
  const { command } = result
  t.strictSame(result, {
    command,
    exitCode: 0,
    out: '',
    err: '',
    signal: null,
    timedOut: false,
    aborted: false,
    truncated: false,
    ...expected,
  })
}
