import { writeSync } from 'node:fs'
import type { LogTarget } from './log-target.ts'

/** Most bytes of lines that wait for a reader that does not read. */
const mostWaitingBytes = 1024 * 1024

/** How soon a full pipe is tried again, in ms. */
const tryAgainMs = 20

/** Half a second in all. */
const mostTriesAtEnd = 25

let lost = 0

/** How many lines this process could not write to its log. */
export function lostLogLines(): number {
  return lost
}

/**
 * Writes lines whole and at once. Whatever becomes of the log must cost the log and nothing else: a disk that is full, a file that
 * cannot be opened again, and a reader of our standard error that has stopped reading, for which a write would wait without end.
 * pino's own streams throw into whoever logs, and try again for ever as the process ends.
 */
export class LogWriter {
  readonly #target: LogTarget
  readonly #format: (line: string) => string
  readonly #tell: (error: unknown) => void
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isFailing = false
  /** The last line has been written in part. */
  #isTorn = false

  /**
   * @param format - what becomes of pino's line
   * @param tell - is told the first time that writing fails, and again the first time after it went well
   */
  constructor(target: LogTarget, format: (line: string) => string, tell: (error: unknown) => void) {
    this.#target = target
    this.#format = format
    this.#tell = tell
    process.on('exit', () => this.#writeLast())
  }

  write(line: string): void {
    const bytes = Buffer.from(this.#format(line))
    if (this.#waiting.length === 0) this.#put(bytes)
    else if (this.#waitingBytes + bytes.length > mostWaitingBytes) lost += 1
    else this.#wait(bytes)
  }

  #put(line: Buffer) {
    try {
      const descriptor = this.#target.descriptor()
      if (this.#isTorn) writeSync(descriptor, '\n')
      this.#isTorn = false
      for (let done = 0; done < line.length; ) {
        done += this.#writeSome(descriptor, line, done)
      }
      this.#isFailing = false
    } catch (error) {
      if (error instanceof Full) this.#wait(error.rest)
      else this.#fail(error)
    }
  }

  #fail(error: unknown) {
    lost += 1
    if (!this.#isFailing) this.#tell(error)
    this.#isFailing = true
  }

  #writeSome(descriptor: number, line: Buffer, from: number): number {
    try {
      return writeSync(descriptor, line, from)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') throw new Full(line.subarray(from))
      this.#isTorn = from > 0
      throw error
    }
  }

  #wait(bytes: Buffer) {
    if (this.#waiting.length === 0) setTimeout(() => this.#writeWaiting(), tryAgainMs).unref()
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
  }

  /** The process ends: a reader that is only slow gets its lines. */
  #writeLast() {
    for (let tries = 0; this.#waiting.length > 0 && tries < mostTriesAtEnd; tries += 1) {
      if (tries > 0) pause(tryAgainMs)
      this.#writeWaiting()
    }
  }

  #writeWaiting() {
    const lines = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    for (const line of lines) {
      if (this.#waiting.length === 0) this.#put(line)
      else this.#wait(line)
    }
  }
}

/** Waits without the event loop, which has ended. */
function pause(ms: number) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** The pipe takes no more now. */
class Full extends Error {
  readonly rest: Buffer

  constructor(rest: Buffer) {
    super('the pipe is full')
    this.rest = rest
  }
}
