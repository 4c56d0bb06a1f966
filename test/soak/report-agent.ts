import { readdirSync, readFileSync } from 'node:fs'

/** What an agent holds, seen from inside. It is loaded into the agent's process, with `--import`. */
export interface Holdings {
  /** After garbage collection. */
  readonly heapBytes: number
  readonly externalBytes: number
  readonly rssBytes: number
  /** What keeps the event loop alive, such as timers and sockets. */
  readonly resources: Readonly<Record<string, number>>
  readonly openFiles: number
  readonly threads: number
}

process.on('message', message => {
  if (message === 'holdings') void report()
})
// Listening for messages must not keep an agent alive that wants to end.
process.channel?.unref()

async function report() {
  for (let count = 0; count < 3; count += 1) {
    globalThis.gc?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  process.send?.(holdings())
}

function holdings(): Holdings {
  const { heapUsed, external, rss } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return {
    heapBytes: heapUsed,
    externalBytes: external,
    rssBytes: rss,
    resources,
    openFiles: readdirSync('/proc/self/fd').length,
    threads: Number(/^Threads:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]),
  }
}
