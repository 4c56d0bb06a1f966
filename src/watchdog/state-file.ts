import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { threadId } from 'node:worker_threads'
import type { Owner } from '../log-target.ts'

/** What one agent leaves for the next start; the whole of the state file. */
export interface AgentState {
  readonly format: typeof format
  /** The process that wrote it. */
  readonly pid: number
  /** Whose code was running when this was written; null: nobody's that could be blamed. */
  readonly running: Running | null
  readonly plugins: Readonly<Record<string, PluginRecord>>
}

export interface Running {
  readonly plugin: string
  /** A method's full name, or a step such as `activate()`. */
  readonly what: string
  /** In ms since 1970. */
  readonly since: number
}

/** What has happened with one plugin; times in ms since 1970. */
export interface PluginRecord {
  /** When the agent died while the plugin ran. */
  readonly deaths: readonly number[]
  /** How often in a row it has been quarantined. */
  readonly pauses: number
  /** When it comes back, or came back last. */
  readonly until: number
}

export const format = 'mmc-agent state 1'

/** A state file is a few lines; whatever is larger is something else. */
const mostBytes = 1_000_000

/**
 * Reads a state file, never through a link.
 *
 * @returns undefined where there is none
 * @throws Error in words for what cannot be read or is no state file
 */
export function readState(file: string): AgentState | undefined {
  let descriptor: number
  try {
    // Not to wait, should it be a pipe.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new Error(code === 'ELOOP' ? 'it is a link' : message)
  }
  try {
    const status = fstatSync(descriptor)
    if (!status.isFile() || status.size > mostBytes) throw new Error('it is no state file of an agent')
    return parse(readFileSync(descriptor, 'utf8'))
  } finally {
    closeSync(descriptor)
  }
}

export interface WriteOptions {
  /** Waits until it is on the disk, for a machine that dies and not the agent alone. */
  readonly isLasting?: boolean
  /** Whom the file is given to, as far as the system lets us. */
  readonly owner?: Owner | undefined
}

/**
 * Replaces a state file whole, so that a death in the middle leaves the old one or the new one. An agent that has given up the
 * rights of root may have the file and not its folder: it writes in place.
 *
 * @throws Error as node:fs has it
 */
export function writeState(file: string, state: AgentState, options: WriteOptions = {}): void {
  try {
    replace(file, textOf(state), options)
  } catch (error) {
    if (!isForbidden(error)) throw error
    writeInPlace(file, textOf(state))
  }
}

/** Removes a state file, or leaves one that says nothing where its folder is not ours. Never throws. */
export function removeState(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    try {
      writeInPlace(file, textOf({ format, pid: process.pid, running: null, plugins: {} }))
    } catch {
      // It is neither ours to remove nor to write; the next start finds out that it is old.
    }
  }
}

function textOf(state: AgentState) {
  return `${JSON.stringify(state, null, 2)}\n`
}

function isForbidden(error: unknown) {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

function writeInPlace(file: string, text: string) {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW)
  try {
    writeSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

function replace(file: string, text: string, { isLasting = false, owner }: WriteOptions) {
  const beside = `${file}.${process.pid}-${threadId}.tmp`
  try {
    rmSync(beside, { force: true })
    // Created anew, so never through a link; and a rename replaces a link, not what it leads to.
    const descriptor = openSync(beside, 'wx', 0o600)
    try {
      writeSync(descriptor, text)
      if (owner !== undefined) give(descriptor, owner)
      if (isLasting) fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(beside, file)
  } catch (error) {
    if (!isForbidden(error)) rmSync(beside, { force: true })
    throw error
  }
}

/** By the descriptor: where the folder is not ours alone, something else may have the file's name by now. */
function give(descriptor: number, { uid, gid }: Owner) {
  try {
    fchownSync(descriptor, uid, gid)
  } catch {
    // Not by root: it is the same user then, or a later write finds out that the file is lost.
  }
}

/**
 * Notes whose code is running, in the file as it is now. For a thread that has nothing but the file.
 *
 * @returns whether it is noted
 */
export function recordRunning(file: string, { plugin, what }: Omit<Running, 'since'>): boolean {
  try {
    const state = readState(file)
    // Not there: the agent has been asked to stop. Another process's: not ours to touch.
    if (state === undefined || state.pid !== process.pid) return false
    writeState(file, { ...state, running: { plugin, what, since: Date.now() } })
    return true
  } catch {
    return false
  }
}

function parse(text: string): AgentState {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw new Error('it holds no JSON')
  }
  if (!isState(found)) throw new Error('it is no state file of an agent')
  return found
}

function isState(value: unknown): value is AgentState {
  if (!isObject(value) || value['format'] !== format) return false
  const { pid, running, plugins } = value
  return (
    typeof pid === 'number' &&
    (running === null || isRunning(running)) &&
    isObject(plugins) &&
    Object.values(plugins).every(isRecord)
  )
}

function isRunning(value: unknown): value is Running {
  return (
    isObject(value) &&
    typeof value['plugin'] === 'string' &&
    typeof value['what'] === 'string' &&
    typeof value['since'] === 'number'
  )
}

function isRecord(value: unknown): value is PluginRecord {
  return (
    isObject(value) &&
    Array.isArray(value['deaths']) &&
    value['deaths'].every(at => typeof at === 'number') &&
    typeof value['pauses'] === 'number' &&
    typeof value['until'] === 'number'
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
