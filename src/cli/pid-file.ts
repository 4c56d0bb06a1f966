import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { MMC_ERR_ALREADY_RUNNING, MMC_ERR_PID_FILE } from '../errors.ts'

/**
 * Claims the pid file for this process. A file that a dead process left is taken over.
 *
 * @returns gives it up again
 * @throws AgentError when the agent that it names is running, or when it cannot be written
 */
export function claimPidFile(file: string): () => void {
  const pid = runningPid(file)
  if (pid !== undefined && pid !== process.pid) throw MMC_ERR_ALREADY_RUNNING(pid, file)
  try {
    rmSync(file, { force: true })
    // Created anew and never through a link: whoever may write to the folder must not choose what we overwrite.
    const descriptor = openSync(file, 'wx', 0o644)
    writeSync(descriptor, `${process.pid}\n`)
    closeSync(descriptor)
  } catch (error) {
    throw MMC_ERR_PID_FILE(file, (error as Error).message)
  }
  return () => {
    if (readPid(file) === process.pid) rmSync(file, { force: true })
  }
}

/** The process that the file names, if it runs and is an agent: pids are given out again. */
export function runningPid(file: string): number | undefined {
  const pid = readPid(file)
  return pid !== undefined && isAgent(pid) ? pid : undefined
}

/** Whether a process of this number is running that was started as an agent. */
export function isAgent(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return /mmc-agent|main\.js/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

function readPid(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^[1-9]\d*$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}
