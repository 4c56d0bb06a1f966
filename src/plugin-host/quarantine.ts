import type { Log } from '../log.ts'
import { duration, type IncidentKind, type IncidentLimits, Incidents } from './incidents.ts'
import type { PluginHost } from './plugin-host.ts'
import type { PluginReport } from './plugin-state.ts'

const shortestPauseSeconds = 60
const longestPauseSeconds = 3600

/** A plugin that has been out of quarantine for so long begins again with the shortest pause. */
const trustAfterMs = 3600_000

export interface QuarantineOptions {
  readonly host: Pick<PluginHost, 'quarantine' | 'revive' | 'report'>
  readonly limits: IncidentLimits
  readonly log: Log
  /** Default: the machine's. */
  readonly clock?: Clock
  /** What outlives the agent. Default: nothing does. */
  readonly memory?: QuarantineMemory
}

export interface Clock {
  /** In ms since 1970. */
  now(): number
  /** @returns takes it back */
  after(ms: number, run: () => void): () => void
}

export interface QuarantineMemory {
  known(plugin: string): { readonly pauses: number; readonly until: number }
  paused(plugin: string, pauses: number, until: number): void
  forgive(plugin: string): void
}

/** What is known of one plugin. */
interface Watched {
  readonly incidents: Incidents
  /** How often in a row it was quarantined. */
  pauses: number
  /** When it comes back, or came back last; in ms since 1970. */
  until: number
  takeBack: (() => void) | undefined
}

/**
 * Takes a plugin out of service that does harm again and again, and lets it come back after a pause that grows, or when an
 * operator says so.
 */
export class Quarantine {
  readonly #options: QuarantineOptions
  readonly #clock: Clock
  readonly #plugins = new Map<string, Watched>()
  readonly #counts = new Map<string, number>()
  #isStopping = false

  constructor(options: QuarantineOptions) {
    this.#options = options
    this.#clock = options.clock ?? machineClock
  }

  /** How often each plugin has been quarantined in this process. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  /** The thread of an isolated plugin has died. */
  onCrash(plugin: string, reason: string): void {
    this.#incident(plugin, 'crash', reason)
  }

  /** A plugin has blocked the agent; short stalls are in the log, and borne. */
  onStall(plugin: string, seconds: number, what: string): void {
    if (seconds >= 1) this.#incident(plugin, 'stall', what)
  }

  onTimeout(plugin: string, method: string): void {
    this.#incident(plugin, 'timeout', method)
  }

  /** The plugin threw where nobody could catch it, or left a promise behind that was rejected. */
  onLateError(plugin: string, what: string): void {
    this.#incident(plugin, 'lateError', what)
  }

  /**
   * A plugin that the agent is to be started without.
   *
   * @param until - when it comes back, if that is settled; in ms since 1970
   * @returns when it comes back
   */
  hold(plugin: string, until?: number): Date {
    return new Date(this.#pause(plugin, until))
  }

  /**
   * An operator lets a plugin come back, whose past counts no longer; one that has failed is tried again too.
   *
   * @returns what has become of it; undefined where there is nothing to release
   */
  async release(plugin: string): Promise<PluginReport | undefined> {
    const { host, log } = this.#options
    const state = host.report(plugin)?.state
    if (this.#isStopping || (state !== 'quarantined' && state !== 'failed')) return undefined
    log.info({ plugin }, `plugin '${plugin}' is released by an operator`)
    this.#plugins.get(plugin)?.takeBack?.()
    this.#plugins.delete(plugin)
    this.#options.memory?.forgive(plugin)
    await host.revive(plugin)
    return host.report(plugin)
  }

  /** Nobody comes back any more. */
  stop(): void {
    this.#isStopping = true
    for (const { takeBack } of this.#plugins.values()) takeBack?.()
  }

  #incident(plugin: string, kind: IncidentKind, what: string) {
    const { host } = this.#options
    // What a plugin leaves behind as it goes is no reason to take it out once more.
    if (this.#isStopping || host.report(plugin)?.state !== 'active') return
    const { incidents, until } = this.#watched(plugin)
    // It is about to be taken out, once it is its turn.
    if (until > this.#clock.now()) return
    const reason = incidents.add(kind, what, this.#clock.now())
    if (reason === undefined) return
    incidents.clear()
    void host.quarantine(plugin, reason, new Date(this.#pause(plugin)))
  }

  #pause(plugin: string, settled?: number): number {
    const watched = this.#watched(plugin)
    const now = this.#clock.now()
    if (settled === undefined) {
      const isTrusted = now - watched.until >= trustAfterMs
      watched.pauses = isTrusted ? 1 : watched.pauses + 1
      watched.until = now + pauseSeconds(watched.pauses) * 1000
    } else watched.until = settled
    this.#counts.set(plugin, (this.#counts.get(plugin) ?? 0) + 1)
    this.#options.memory?.paused(plugin, watched.pauses, watched.until)
    watched.takeBack?.()
    watched.takeBack = this.#clock.after(watched.until - now, () => void this.#comeBack(plugin))
    return watched.until
  }

  async #comeBack(plugin: string) {
    const { host, log } = this.#options
    if (this.#isStopping || host.report(plugin)?.state !== 'quarantined') return
    const { pauses } = this.#watched(plugin)
    const next = duration(pauseSeconds(pauses + 1))
    log.info({ plugin }, `plugin '${plugin}' comes back from quarantine; the next time it is out for ${next}`)
    await host.revive(plugin)
  }

  #watched(plugin: string): Watched {
    const known = this.#plugins.get(plugin)
    if (known !== undefined) return known
    const { pauses, until } = this.#options.memory?.known(plugin) ?? { pauses: 0, until: 0 }
    const watched = { incidents: new Incidents(this.#options.limits), pauses, until, takeBack: undefined }
    this.#plugins.set(plugin, watched)
    return watched
  }
}

/** 1, 2, 4 … minutes, and an hour at most. */
export function pauseSeconds(pauses: number): number {
  return Math.min(longestPauseSeconds, shortestPauseSeconds * 2 ** Math.min(pauses - 1, 10))
}

const machineClock: Clock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms).unref()
    return () => clearTimeout(timer)
  },
}
