const longestPauseMs = 60_000

/** A plugin that has lived so long is forgiven its earlier deaths. */
const forgivenAfterMs = 5 * 60_000

/**
 * How long a plugin waits before it is started anew: not at all after its first death, then 1 s, 2 s, 4 s … at most 60 s,
 * and not at all again after 5 minutes without a death.
 */
export class RestartPauses {
  readonly #now: () => number
  #deaths = 0
  #lastDeath = Number.NEGATIVE_INFINITY

  /** @param now - the time, in ms; for tests. Default: a clock that never jumps */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** A death has happened; returns the pause that follows, in ms. */
  next(): number {
    const now = this.#now()
    if (now - this.#lastDeath >= forgivenAfterMs) this.#deaths = 0
    this.#lastDeath = now
    this.#deaths += 1
    return this.#deaths === 1 ? 0 : Math.min(longestPauseMs, 1000 * 2 ** (this.#deaths - 2))
  }
}
