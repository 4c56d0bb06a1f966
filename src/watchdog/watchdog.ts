import { Worker } from 'node:worker_threads'
import type { Log } from '../log.ts'
import { watchScopes } from '../rpc/scope.ts'
import {
  intervalOf,
  nobody,
  place,
  places,
  sharedNow,
  sharedSince,
  type WatchdogData,
  type Whereabouts,
} from './shared.ts'
import { answerWhereabouts, EnteredScopes, type PluginFile } from './whereabouts.ts'

/** Some code has kept the event loop from everything else. */
export interface Stall {
  /** Whose code; null for the agent's own, or where it cannot be told. */
  readonly plugin: string | null
  /** A method's full name, or null for a step, a timer or an event handler. */
  readonly method: string | null
  /** The method, the step or the function; null where it has no name. */
  readonly what: string | null
  /** File and line in the plugin's folder. */
  readonly line: string | null
  readonly seconds: number
}

export interface WatchdogOptions {
  /** The shortest stall that is looked for, in ms. */
  readonly stallMs: number
  /** Whose file this is, by its absolute path. */
  readonly pluginOf: (file: string) => PluginFile | undefined
  /** A stall is over. */
  readonly onStall: (stall: Stall) => void
  /** The watchdog has written into the state file who blocks the agent, and the agent goes on after all. */
  readonly onRecordedStallOver: () => void
  readonly log: Log
  readonly logFile: string | undefined
  /** Whether a line about a stall that does not end may be written. */
  readonly writesLines: boolean
  readonly stateFile: string | undefined
}

/**
 * Watches the event loop of this thread from another one: the beat that stays away tells that something blocks it, and
 * what was entered and stands on the stack meanwhile tells what.
 *
 * @returns ends it
 */
export function startWatchdog(options: WatchdogOptions): () => Promise<void> {
  const { stallMs, logFile, writesLines, stateFile, log } = options
  const intervalMs = intervalOf(stallMs)
  const buffer = new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT)
  const shared = new Int32Array(buffer)
  Atomics.store(shared, place.beat, sharedNow())
  const workerData: WatchdogData = { shared: buffer, stallMs, intervalMs, logFile, writesLines, stateFile }
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    name: 'watchdog',
    workerData,
    // It watches that the agent does not run out of memory, and must not be a part of that.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 8 },
    stdout: false,
    stderr: false,
  })
  worker.unref()
  worker.on('error', error =>
    log.warn({ err: error }, 'the watchdog has ended: nobody looks after the event loop any more'),
  )

  let found: Whereabouts | undefined
  const forget = answerWhereabouts(options.pluginOf, whereabouts => {
    found = whereabouts
  })

  let used = performance.eventLoopUtilization()
  const beat = () => {
    const now = sharedNow()
    const sinceLast = sharedSince(Atomics.exchange(shared, place.beat, now), now)
    const usedNow = performance.eventLoopUtilization()
    // Of a process that has just begun, nothing is known yet.
    const busyMs = used.active === 0 ? sinceLast : usedNow.active - used.active
    used = usedNow
    const seen = Atomics.exchange(shared, place.seen, 0)
    // The watchdog may have seen it in the moment in which it ended, and been told of the next beat by mistake.
    const isStall = seen !== 0 && sinceLast >= stallMs + intervalMs
    if (isStall) options.onStall(stallOf(seen, found, Math.min(sinceLast, busyMs) / 1000, entered))
    found = undefined
    if (Atomics.exchange(shared, place.recorded, 0) === 1) options.onRecordedStallOver()
  }
  const entered = new EnteredScopes(shared, named => worker.postMessage(named), beat)
  watchScopes(entered)
  const timer = setInterval(beat, intervalMs).unref()

  return async () => {
    clearInterval(timer)
    watchScopes(undefined)
    forget()
    await worker.terminate()
  }
}

/** What was entered is certain; the stack was perhaps looked at after the end of what blocked. */
function stallOf(
  seen: number,
  found: Whereabouts | undefined,
  seconds: number,
  entered: EnteredScopes,
): Stall {
  const named = seen === nobody ? undefined : entered.named(seen)
  if (named === undefined) {
    const { plugin = null, method = null, functionName = null, line = null } = found ?? {}
    return { plugin, method, what: method ?? (functionName && `${functionName}()`), line, seconds }
  }
  const { plugin, what } = named
  const method = what.startsWith(`${plugin}.`) ? what : null
  return { plugin, method, what, line: found?.plugin === plugin ? found.line : null, seconds }
}
