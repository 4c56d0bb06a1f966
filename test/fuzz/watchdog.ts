import { Worker } from 'node:worker_threads'

/** Longer than any batch that another program looks at, too. */
const mostSeconds = 60

/**
 * Ends the process where one input keeps it busy for ever, which it could not see itself, and keeps that input.
 *
 * The input lies in memory that a second thread looks at.
 */
export class Watchdog {
  readonly #memory = new SharedArrayBuffer(8 + 200_000)
  readonly #state = new Int32Array(this.#memory, 0, 2)
  readonly #bytes = new Uint8Array(this.#memory, 8)
  readonly #worker: Worker

  constructor(target: string) {
    this.#worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
      workerData: { memory: this.#memory, target, mostSeconds },
    })
    this.#worker.unref()
  }

  /** Notes what runs next. */
  watch(input: Buffer): void {
    this.#bytes.set(input.subarray(0, this.#bytes.length))
    this.#state[1] = input.length
    Atomics.add(this.#state, 0, 1)
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
