import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { keepFinding } from './corpus.ts'

// The thread behind watchdog.ts, which says what it hands over.
const { memory, target, mostSeconds } = workerData as {
  memory: SharedArrayBuffer
  target: string
  mostSeconds: number
}
const state = new Int32Array(memory, 0, 2)

let seen = 0
let since = Date.now()
setInterval(() => {
  const now = Atomics.load(state, 0)
  if (now !== seen) {
    seen = now
    since = Date.now()
  }
  if (seen > 0 && Date.now() - since > mostSeconds * 1000) endProcess()
}, 1000)

function endProcess() {
  const input = Buffer.from(new Uint8Array(memory, 8, state[1] ?? 0))
  const file = keepFinding(target, { input, wrong: `hang: no end within ${mostSeconds} s` })
  // The thread that owns the streams will never come back.
  writeSync(2, `${target}: one input ran for more than ${mostSeconds} s: ${file}\n`)
  process.kill(process.pid, 'SIGKILL')
}
