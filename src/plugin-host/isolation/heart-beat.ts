const beatsPerSecond = 4

/** Finds out when the other side's event loop stands still. */
export class HeartBeat {
  /** Called once, when no ping has been answered for the limit. */
  blocked: () => void = () => {}
  /** Called at each beat that finds no answer. */
  missed: () => void = () => {}
  readonly #mostMissed: number
  readonly #ping: () => void
  readonly #timer: NodeJS.Timeout
  #isWaiting = false
  #missed = 0

  constructor(limitSeconds: number, ping: () => void) {
    this.#mostMissed = limitSeconds * beatsPerSecond
    this.#ping = ping
    this.#timer = setInterval(() => this.beat(), 1000 / beatsPerSecond).unref()
  }

  /**
   * Four times in a second of the agent's own time: when the agent itself has stood still, or the whole machine has slept, one beat
   * has passed and not the limit.
   */
  beat(): void {
    if (this.#isWaiting) this.#miss()
    else {
      this.#isWaiting = true
      this.#ping()
    }
  }

  #miss() {
    this.#missed += 1
    this.missed()
    if (this.#missed < this.#mostMissed) return
    this.stop()
    this.blocked()
  }

  answered(): void {
    this.#isWaiting = false
    this.#missed = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
