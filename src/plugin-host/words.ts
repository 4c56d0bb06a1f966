import { posix } from 'node:path'
import { inspect } from 'node:util'
import { AgentError } from '../errors.ts'

const longestReason = 400

/** What was thrown, in one line that a dashboard may show: no stack, and of a path only its last part. */
export function wordsOf(thrown: unknown): string {
  return forDashboards(
    thrown instanceof Error ? errorWords(thrown) : `a thrown ${inspect(thrown, { depth: 0 })}`,
  )
}

/** A plugin's words, in one line of bearable length and without paths of this machine. */
export function forDashboards(text: string): string {
  const line = withoutPaths(text).replace(/\s+/g, ' ').trim()
  return line.length <= longestReason ? line : `${line.slice(0, longestReason)}…`
}

function errorWords(error: Error) {
  const isPlain = error.name === 'Error' || error instanceof AgentError
  return isPlain ? error.message : `${error.name}: ${error.message}`
}

/** `/etc/mmc/plugins/users.ini` becomes `users.ini`: where things lie on this machine is not for strangers. */
function withoutPaths(text: string) {
  return text.replace(/(?:file:\/\/|(?<![\w.]))(?:\/[\w.@+~-]+){2,}\/?/g, path => posix.basename(path))
}
