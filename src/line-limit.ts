/** So many lines of one plugin about the same are written: what goes on for ever must not bury all else. */
const linesPerMinute = 10
const minuteMs = 60_000

/** Lets some lines of each name through in each while, and tells at its end how many there were besides. */
export class LineLimit {
  readonly #most: number
  readonly #whileMs: number
  readonly #tellRest: (name: string, more: number) => void
  /** Of each name, the lines of the while that runs. */
  readonly #running = new Map<string, { count: number; timer: NodeJS.Timeout }>()

  /** @param tellRest - is called only where lines were held back */
  constructor(
    tellRest: (name: string, more: number) => void,
    { most = linesPerMinute, whileMs = minuteMs }: { most?: number; whileMs?: number } = {},
  ) {
    this.#most = most
    this.#whileMs = whileMs
    this.#tellRest = tellRest
  }

  /** Counts a line, and says whether it is to be written. */
  allows(name: string): boolean {
    const running = this.#running.get(name) ?? this.#begin(name)
    running.count += 1
    return running.count <= this.#most
  }

  end(): void {
    for (const { timer } of this.#running.values()) clearTimeout(timer)
    this.#running.clear()
  }

  #begin(name: string) {
    const running = { count: 0, timer: setTimeout(() => this.#finish(name), this.#whileMs).unref() }
    this.#running.set(name, running)
    return running
  }

  #finish(name: string) {
    const more = (this.#running.get(name)?.count ?? 0) - this.#most
    this.#running.delete(name)
    if (more > 0) this.#tellRest(name, more)
  }
}
