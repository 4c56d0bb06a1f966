/** What a plugin can do that nobody should have to bear again and again. */
export type IncidentKind = 'crash' | 'stall' | 'timeout' | 'lateError'

/** How much of it is borne. */
export interface IncidentLimits {
  /** Incidents longer ago than this count no longer. */
  readonly windowSeconds: number
  /** How many of each kind are too many; 0: any number is borne. */
  readonly most: Readonly<Record<IncidentKind, number>>
}

/** `2 calls timed out within …`, and `1 call …` for a limit of one. */
const words: Readonly<Record<IncidentKind, (count: string, isOne: boolean) => string>> = {
  crash: (count, isOne) => `its thread died ${isOne ? 'once' : `${count} times`}`,
  stall: (count, isOne) => `it blocked the agent for a second or more ${isOne ? 'once' : `${count} times`}`,
  timeout: (count, isOne) => `${count} ${isOne ? 'call' : 'calls'} timed out`,
  lateError: (count, isOne) => `${count} ${isOne ? 'error' : 'errors'} that nobody caught`,
}

/** The recent incidents of one plugin. */
export class Incidents {
  readonly #limits: IncidentLimits
  readonly #times = new Map<IncidentKind, number[]>()

  constructor(limits: IncidentLimits) {
    this.#limits = limits
  }

  /**
   * Counts one.
   *
   * @param what - the last of them in words, such as the method that timed out
   * @param now - in ms
   * @returns why it is enough; undefined while it is borne
   */
  add(kind: IncidentKind, what: string, now: number): string | undefined {
    const { windowSeconds, most } = this.#limits
    const limit = most[kind]
    if (limit === 0) return undefined
    const times = (this.#times.get(kind) ?? []).filter(time => now - time < windowSeconds * 1000)
    times.push(now)
    this.#times.set(kind, times)
    if (times.length < limit) return undefined
    const told = words[kind](String(times.length), times.length === 1)
    return `${told} within ${duration(windowSeconds)}${what === '' ? '' : `, last ${what}`}`
  }

  clear(): void {
    this.#times.clear()
  }
}

/** `5 minutes`, `90 s`. */
export function duration(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? '1 hour' : `${seconds / 3600} hours`
  if (seconds % 60 === 0) return seconds === 60 ? '1 minute' : `${seconds / 60} minutes`
  return `${seconds} s`
}
