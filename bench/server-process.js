import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Starts one file of `servers/` in a process of its own.
 *
 * `port` is a promise; it rejects when the process ends before it listens. What the process has used is read from `/proc`.
 */
export function startServer(file) {
  const child = fork(fileURLToPath(new URL(`servers/${file}`, import.meta.url)))
  const port = firstMessage(child, file)
  // Whoever waits for it learns of a failure; until then it is no stray rejection.
  port.catch(() => {})
  return {
    port,
    cpuMicros: () => cpuMicros(child.pid),
    peakBytes: () => peakBytes(child.pid),
    /** Sends the server a message, and returns its answer. */
    async ask(question) {
      child.send(question)
      const [answer] = await once(child, 'message')
      return answer
    },
    stop() {
      if (child.connected) child.disconnect()
    },
  }
}

async function firstMessage(child, file) {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended before it listened: ${signal ?? `exit code ${code}`}`)
  })
  const [port] = await Promise.race([once(child, 'message'), ended])
  return port
}

/**
 * CPU time of all threads so far: garbage collection and compilation count too. Not from /proc/<pid>/stat, which has the
 * same time in hundredths of a second: a hundred small calls.
 */
function cpuMicros(pid) {
  const nanos = readdirSync(`/proc/${pid}/task`).map(thread =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanos.reduce((sum, each) => sum + each, 0) / 1000
}

/** The most memory that the process has ever had. */
function peakBytes(pid) {
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(kibibytes) * 1024
}
