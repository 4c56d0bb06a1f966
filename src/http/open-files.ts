import { readFileSync } from 'node:fs'
import type { Log } from '../log.ts'

/** What the agent needs besides its connections: its log, the files and commands of its plugins, and those of Node. */
const reservedFiles = 100

const fewestConnections = 10

/**
 * How many connections the process may really hold. Past the system's limit they would be lost without a word, and plugins
 * could open no file any more.
 *
 * @param wanted - `[limits] connections`
 * @returns no more than the limit of open files leaves room for
 */
export function connectionsWithin(wanted: number, log: Log, openFiles = openFileLimit()): number {
  const possible = Math.max(fewestConnections, openFiles - reservedFiles)
  if (wanted <= possible) return wanted
  log.warn(
    `[limits] connections = ${wanted} is more than the ${openFiles} files that this process may open leave room for: ` +
      `${possible} connections; raise the limit, as with LimitNOFILE= or ulimit -n`,
  )
  return possible
}

/** Linux tells; elsewhere the configuration is believed. */
function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
