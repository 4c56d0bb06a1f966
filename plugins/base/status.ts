import { readFile } from 'node:fs/promises'
import { Fault, shLaunchDeferred } from 'mmc-agent'
import { freeTable } from './free-table.ts'

/** Returns the text of `/proc/uptime`: seconds since the start of the machine, and seconds that its processors idled. */
export async function getUptime(): Promise<string> {
  return readFile('/proc/uptime', 'utf8')
}

/**
 * Returns the lines of `df -k`: a heading, then device, size, used and available in KiB, percentage and mount point.
 */
export async function getDisksInfos(): Promise<string[]> {
  const { exitCode, out, err } = await shLaunchDeferred(['df', '-k'])
  // df ends with 1 when one of many mounts does not answer, and lists the others all the same.
  if (out === '') throw new Fault(`df ended with ${exitCode}: ${err.trim()}`)
  return linesOf(out)
}

/** Returns the lines of `free -m` in its old layout of four lines, in MiB, which the original's status page reads. */
export async function getMemoryInfos(): Promise<string[]> {
  return freeTable(await readFile('/proc/meminfo', 'utf8'))
}

function linesOf(text: string) {
  return text.trimEnd().split('\n')
}
