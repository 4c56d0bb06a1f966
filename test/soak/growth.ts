import type { Holdings } from './report-agent.ts'

/**
 * What an agent holds more than before, a line each; none where it is back where it began.
 *
 * @param mostBytes - by how much the heap and the memory outside it may differ: caches fill, and code is compiled
 */
export function growth(before: Holdings, after: Holdings, mostBytes: number): string[] {
  const lines: string[] = []
  const compare = (what: string, was: number, is: number, tolerated = 0) => {
    if (is - was > tolerated) lines.push(`${what}: ${was} before, ${is} after`)
  }
  compare('bytes of the heap', before.heapBytes, after.heapBytes, mostBytes)
  compare('bytes outside the heap', before.externalBytes, after.externalBytes, mostBytes)
  compare('open files', before.openFiles, after.openFiles)
  compare('threads', before.threads, after.threads)
  for (const [kind, count] of Object.entries(after.resources)) {
    compare(`active ${kind}`, before.resources[kind] ?? 0, count)
  }
  return lines
}
