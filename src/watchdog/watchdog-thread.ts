import { appendFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { isatty } from 'node:tty'
import { parentPort, workerData } from 'node:worker_threads'
import {
  askName,
  type Named,
  nobody,
  place,
  placeWords,
  sharedNow,
  sharedSince,
  type WatchdogData,
  type Whereabouts,
} from './shared.ts'
import { recordRunning } from './state-file.ts'

// What startWatchdog() sends.
const { shared: buffer, stallMs, intervalMs, logFile, writesLines, stateFile } = workerData as WatchdogData
const shared = new Int32Array(buffer)

/** From here on, a stall is remembered for the next start, should this one not survive it. */
const recordedFromMs = 1000

/** From here on, a stall is told before it has ended. */
const toldFromMs = 10_000

/** A stall that goes on. */
interface RunningStall {
  readonly beat: number
  /** How often each was found to be entered; 0 for nobody. */
  readonly looks: Map<number, number>
  /** Who was found most often. */
  id: number
  found: Whereabouts | undefined
  isRecorded: boolean
  isTold: boolean
}

const names = new Map<number, Named>()
let lastLook = sharedNow()
let stall: RunningStall | undefined

// A message comes through even while the main thread is blocked, since it was sent before.
parentPort?.on('message', (named: Named) => names.set(named.id, named))
setInterval(look, intervalMs)

function look() {
  const now = sharedNow()
  const sinceLook = sharedSince(lastLook, now)
  lastLook = now
  const beat = Atomics.load(shared, place.beat)
  if (stall !== undefined && stall.beat !== beat) stall = undefined
  const blockedMs = sharedSince(beat, now) - intervalMs
  if (blockedMs < stallMs) return
  // Who comes late himself blames nobody: the machine slept, or has no time for either of us.
  if (stall === undefined && sinceLook > 2 * intervalMs + stallMs / 2) return
  stall ??= { beat, looks: new Map(), id: -1, found: undefined, isRecorded: false, isTold: false }
  blame(stall)
  if (blockedMs >= recordedFromMs) record(stall)
  if (blockedMs >= toldFromMs) tell(stall, blockedMs)
}

/** Several may have their turn one after the other while the event loop does not come round: it is on the longest. */
function blame(stall: RunningStall) {
  const id = Atomics.load(shared, place.entered)
  stall.looks.set(id, (stall.looks.get(id) ?? 0) + 1)
  // Whoever has a name counts before nobody, which is what the agent's own way from one to the other looks like.
  const [longest = 0] = [...stall.looks].filter(([id]) => id !== 0).sort(([, a], [, b]) => b - a)[0] ?? []
  if (longest === stall.id) return
  stall.id = longest
  Atomics.store(shared, place.seen, longest === 0 ? nobody : longest)
  ask(found => {
    stall.found = found
  })
}

/**
 * Has the main thread look at its own stack. It does so between two instructions, as for a debugger, but without one: it
 * is not halted, its code is not compiled anew, and nothing of the inspector stays switched on. Code outside of
 * JavaScript is waited for.
 */
function ask(answer: (found: Whereabouts) => void) {
  try {
    const session = new Session()
    session.connectToMainThread()
    const expression = `globalThis[Symbol.for('${askName}')]?.()`
    session.post('Runtime.evaluate', { expression, returnByValue: true, silent: true }, (error, reply) => {
      session.disconnect()
      const text = error === null ? reply?.result.value : undefined
      const found = typeof text === 'string' ? JSON.parse(text) : null
      if (found !== null) answer(found)
    })
  } catch {
    // A Node without an inspector: what was entered has to do.
  }
}

function record(stall: RunningStall) {
  const named = names.get(stall.id)
  const plugin = named?.plugin ?? stall.found?.plugin
  if (stall.isRecorded || stateFile === undefined || !plugin) return
  stall.isRecorded = true
  const what = named?.what ?? stall.found?.method ?? 'its own code'
  // The main thread reads the flag only once it is free again, and may write the file itself then.
  if (recordRunning(stateFile, { plugin, what })) Atomics.store(shared, place.recorded, 1)
}

/** The main thread cannot say so itself. */
function tell(stall: RunningStall, blockedMs: number) {
  if (stall.isTold || !writesLines) return
  stall.isTold = true
  const { found } = stall
  const named = names.get(stall.id)
  const plugin = named?.plugin ?? found?.plugin ?? null
  const line = named === undefined || found?.plugin === plugin ? (found?.line ?? null) : null
  const what = named?.what ?? found?.method ?? null
  const who = plugin === null ? 'the agent' : `plugin '${plugin}'`
  const msg = `${who} has blocked the event loop for ${Math.round(blockedMs / 1000)} s${placeWords(what, line)}; nobody is answered until it ends`
  const time = new Date().toISOString()
  const isForPeople = logFile === undefined && isatty(2)
  const text = isForPeople
    ? `[${time.slice(11, 19)}] ERROR: ${msg}`
    : JSON.stringify({ level: 50, time, ...(plugin !== null && { plugin }), msg })
  try {
    appendFileSync(logFile ?? 2, `${text}\n`, { mode: 0o640 })
  } catch {
    // A disk that is full costs the line and nothing else.
  }
}
