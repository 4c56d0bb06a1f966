import t, { type Test } from 'tap'
import { withoutOpenssl } from '../certificates.ts'

/** Runs the same over plain HTTP and over TLS. */
export function overBoth(run: (t: Test, tls: boolean) => Promise<void>): void {
  t.test('over HTTP', t => run(t, false))
  t.test('over TLS', { skip: withoutOpenssl }, t => run(t, true))
}

/**
 * What of a table is worth the time over TLS: the decoders do not know how the bytes came, so every third case will do.
 */
export function sampled<Case>(cases: readonly Case[], tls: boolean): readonly Case[] {
  return tls ? cases.filter((_, index) => index % 3 === 0) : cases
}
