import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readThrown, type Thrown } from '../rpc/thrown.ts'

const longestReason = 400

/**
 * What was thrown, in one line that a dashboard may show: no stack, and of a path only its last part.
 *
 * @param folder - the plugin's, which is left out as a whole, since a path with blanks has no end that one could see
 */
export function wordsOf(thrown: unknown, folder?: string): string {
  return forDashboards(errorWords(readThrown(thrown)), folder)
}

/** What callers of a plugin's methods are told while it is not active. */
export function absence({
  name,
  state,
  reason,
}: {
  name: string
  state: string
  reason: string | null
}): string {
  return `Plugin '${name}' is not active, it is ${state}${reason === null ? '' : `: ${reason}`}`
}

/** A plugin's words, in one line of bearable length and without paths of this machine. */
export function forDashboards(text: string, folder?: string): string {
  const line = withoutPaths(withoutFolder(text, folder)).replace(/\s+/g, ' ').trim()
  return line.length <= longestReason ? line : `${line.slice(0, longestReason)}…`
}

/** The agent's own errors and plain ones are known by their words, others by their names too. */
function errorWords({ type, message, cause }: Thrown): string {
  const words = message === '' ? 'no message' : message
  const named = type === 'Error' || type === 'AgentError' ? words : `${type}: ${words}`
  return cause === undefined ? named : `${named} (${errorWords(cause)})`
}

function withoutFolder(text: string, folder: string | undefined) {
  // How the plugin was imported is no business of its author.
  const plain = text.replace(/data:text\/javascript,\S*/g, 'index.js')
  if (folder === undefined) return plain
  return plain
    .replaceAll(`${pathToFileURL(folder).href}/`, '')
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, basename(folder))
}

/**
 * `/etc/mmc/plugins/users.ini` becomes `users.ini`: where things lie on this machine is not for strangers. The paths of
 * web addresses stay.
 */
function withoutPaths(text: string) {
  // Between quotes there may be blanks.
  const plain = text.replace(/'(\/[^'\n]*)'/g, (_, path: string) => `'${basename(path)}'`)
  return plain.replace(/(?:file:\/\/|(?<![\w.:/]))\/[^\s'"`<>|]+/g, path => basename(path))
}
