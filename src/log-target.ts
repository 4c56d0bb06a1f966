import { closeSync, constants, existsSync, fstatSync, mkdirSync, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname } from 'node:path'

/** Where lines of the log go. */
export interface LogTarget {
  /**
   * The descriptor to write the next line to.
   *
   * @throws Error where there is none now
   */
  descriptor(): number
}

export const standardError = 2

/**
 * Standard error, in such a way that no write waits: a reader that has stopped reading would stop the agent with it. A
 * pipe is opened a second time for that, since others may share the first; of a socket there is no second.
 */
export function standardErrorTarget(): LogTarget {
  const descriptor = withoutWaiting()
  return { descriptor: () => descriptor }
}

function withoutWaiting(): number {
  try {
    const file = fstatSync(standardError)
    if (file.isFIFO())
      return openSync(`/proc/self/fd/${standardError}`, constants.O_WRONLY | constants.O_NONBLOCK)
    // All that is wanted of Node's socket is that it makes the descriptor one that does not wait.
    if (file.isSocket()) new Socket({ fd: standardError, readable: false }).unref()
  } catch {
    // No /proc, or the reader has gone already.
  }
  return standardError
}

/**
 * A file, made if need be. When it is moved away or removed, as logrotate does, the next line begins a new one.
 *
 * @throws Error when it cannot be opened
 */
export function fileTarget(file: string): LogTarget {
  let opened = open(file)
  return {
    descriptor() {
      if (!leadsTo(file, opened)) {
        const { descriptor } = opened
        opened = open(file)
        closeSync(descriptor)
      }
      return opened.descriptor
    },
  }
}

interface OpenedFile {
  readonly descriptor: number
  readonly dev: number
  readonly ino: number
}

function open(file: string): OpenedFile {
  const folder = dirname(file)
  // One folder, not a chain of them: below /proc, Node would try for ever.
  if (!existsSync(folder)) mkdirSync(folder)
  const descriptor = openSync(file, 'a', 0o640)
  const { dev, ino } = fstatSync(descriptor)
  return { descriptor, dev, ino }
}

function leadsTo(file: string, { dev, ino }: OpenedFile): boolean {
  const now = statSync(file, { throwIfNoEntry: false })
  return now !== undefined && now.dev === dev && now.ino === ino
}
