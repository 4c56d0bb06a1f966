import {
  ftruncateSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { MMC_ERR_ALREADY_RUNNING, MMC_ERR_PID_FILE } from '../errors.ts'

/**
 * Claims the pid file for this process. A file that a dead process left is taken over.
 *
 * @returns gives it up again
 * @throws AgentError when the agent that it names is running, when it holds something else than a pid, or when it cannot
 * be written
 */
export function claimPidFile(file: string): () => void {
  const text = readText(file)
  const pid = runningPid(file)
  if (pid !== undefined && pid !== process.pid) throw MMC_ERR_ALREADY_RUNNING(pid, file)
  if (text !== undefined && !/^\d*\s*$/.test(text))
    throw MMC_ERR_PID_FILE(file, 'it holds something else than a pid')
  const descriptor = write(file)
  return () => {
    if (readPid(file) === process.pid) remove(file, descriptor)
  }
}

/** The file stays open, and belongs to whom we are now: who may change it chooses the process that `-k` ends. */
function write(file: string): number {
  try {
    rmSync(file, { force: true })
    // Created anew and never through a link: whoever may write to the folder must not choose what we overwrite.
    const descriptor = openSync(file, 'wx', 0o644)
    writeSync(descriptor, `${process.pid}\n`)
    return descriptor
  } catch (error) {
    throw MMC_ERR_PID_FILE(file, (error as Error).message)
  }
}

/** An agent that was root when it wrote the file may not remove it any more; an empty one names nobody. */
function remove(file: string, descriptor: number) {
  try {
    rmSync(file, { force: true })
  } catch {
    ftruncateSync(descriptor)
  }
}

/** The process that the file names, if it runs and is an agent: pids are given out again. */
export function runningPid(file: string): number | undefined {
  const pid = readPid(file)
  return pid !== undefined && isAgent(pid) ? pid : undefined
}

/** Whether a process of this number is running that was started as an agent: Node, with the main file of this package. */
export function isAgent(pid: number): boolean {
  const [, ...args] = readText(`/proc/${pid}/cmdline`)?.split('\0') ?? []
  return args.some(arg => isMainFile(resolve(folderOf(pid), arg)))
}

/** Of whatever installation: it is the package that counts. */
function isMainFile(path: string): boolean {
  try {
    const file = realpathSync(path)
    if (!file.endsWith('/dist/src/main.js')) return false
    return JSON.parse(readFileSync(resolve(dirname(file), '../../package.json'), 'utf8')).name === 'mmc-agent'
  } catch {
    return false
  }
}

/** Another user's process does not show where it runs; its arguments are whole paths, or it is not recognized. */
function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '/'
  }
}

function readPid(file: string): number | undefined {
  const text = readText(file)?.trim() ?? ''
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined
}

function readText(file: string): string | undefined {
  try {
    // A pipe would be waited for, and for ever.
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}
