import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/**
 * Watches processes that open a fifo for writing, as `exec 3> "$WITNESS"` does, and hand it down to their
 * children: what they write to it tells how far they are, and its end that all of them are gone. No pid is
 * asked for, so that neither zombies nor numbers in new hands matter.
 */
export function witness(t: Test) {
  const path = join(t.testdir(), 'witness')
  execFileSync('mkfifo', [path])
  // Held by us too, so that the fifo does not end before anybody has come.
  const own = openSync(path, constants.O_RDWR)
  const fifo = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true })
  t.teardown(() => fifo.destroy())

  /** What is written next. */
  async function word(): Promise<string> {
    const [chunk] = await once(fifo, 'data')
    return String(chunk).trim()
  }

  /** Resolves when nobody holds the fifo any more. To be called once. */
  async function gone(): Promise<void> {
    closeSync(own)
    await text(fifo)
  }

  return { env: { WITNESS: path }, word, gone }
}
