import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs'
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

/** A user and a group, in numbers. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * A file, made if need be. When it is moved away or removed, as logrotate does, the next line begins a new one.
 *
 * @param owner - whom the file, and its folder, is given to where it is made: the agent may be another user when it opens it again
 * @throws Error when it cannot be opened
 */
export function fileTarget(file: string, owner?: Owner): LogTarget {
  let opened = open(file, owner)
  return {
    descriptor() {
      if (!leadsTo(file, opened)) {
        const { descriptor } = opened
        opened = open(file, owner)
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

function open(file: string, owner: Owner | undefined): OpenedFile {
  makeFolder(dirname(file), owner)
  const descriptor = make(file, owner) ?? openSync(file, 'a', mode)
  const { dev, ino } = fstatSync(descriptor)
  return { descriptor, dev, ino }
}

const mode = 0o640

function makeFolder(folder: string, owner: Owner | undefined) {
  if (existsSync(folder)) return
  // One folder, not a chain of them: below /proc, Node would try for ever.
  mkdirSync(folder)
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
}

/** Undefined where there is a file already, which stays whose it is. */
function make(file: string, owner: Owner | undefined): number | undefined {
  let descriptor: number
  try {
    descriptor = openSync(file, 'ax', mode)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
  if (owner !== undefined) fchownSync(descriptor, owner.uid, owner.gid)
  return descriptor
}

function leadsTo(file: string, { dev, ino }: OpenedFile): boolean {
  try {
    const now = statSync(file, { throwIfNoEntry: false })
    return now !== undefined && now.dev === dev && now.ino === ino
  } catch {
    // This user may not look there, and so could not open it again.
    return true
  }
}
