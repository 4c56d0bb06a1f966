import type { Worker } from 'node:worker_threads'

/**
 * How much more than its limit a worker may hold, in MB, before V8 acts. V8 ends a worker that reaches its limit in small steps,
 * and the whole process for one large step, such as a Map or an array that grows: so the limit is watched from outside.
 */
export const reserveMb = 1024

/** Since Node 22.16. */
interface Statistics {
  getHeapStatistics?(): Promise<{ used_heap_size: number; external_memory: number }>
}

/** Watches the memory of a worker that does not answer: what it holds is then a guess, garbage included. */
export class WorkerMemory {
  readonly #worker: Worker & Statistics
  readonly #mostBytes: number
  #known = 0
  #rssThen = 0

  constructor(worker: Worker, limitMb: number) {
    this.#worker = worker
    this.#mostBytes = (limitMb + reserveMb / 2) * 2 ** 20
  }

  /** The worker is asked now. */
  ask(): void {
    this.#rssThen = process.memoryUsage.rss()
  }

  /** The worker has said how much it uses. */
  answered(bytes: number): void {
    this.#known = bytes
  }

  /** Whether a worker that has not answered holds too much. Never rejects. */
  async isTooMuch(): Promise<boolean> {
    return (await this.#estimate()) > this.#mostBytes
  }

  async #estimate(): Promise<number> {
    if (this.#worker.getHeapStatistics === undefined) {
      // What the process has grown by, while one worker does nothing but work, is that worker's.
      return this.#known + process.memoryUsage.rss() - this.#rssThen
    }
    try {
      const { used_heap_size, external_memory } = await this.#worker.getHeapStatistics()
      return used_heap_size + external_memory
    } catch {
      // It has ended meanwhile.
      return 0
    }
  }
}
