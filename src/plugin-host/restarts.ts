import { RestartPauses } from './restart-pauses.ts'

/** The restarts of plugins whose workers have died: how long each waits, and which are still to come. */
export class Restarts {
  readonly #pauses = new Map<string, RestartPauses>()
  readonly #planned = new Map<string, NodeJS.Timeout>()

  /** A worker has died; returns how long its plugin is to wait, in ms. */
  pauseAfterDeath(plugin: string): number {
    const pauses = this.#pauses.get(plugin) ?? new RestartPauses()
    this.#pauses.set(plugin, pauses)
    return pauses.next()
  }

  plan(plugin: string, pauseMs: number, restart: () => void): void {
    const timer = setTimeout(() => {
      this.#planned.delete(plugin)
      restart()
    }, pauseMs)
    this.#planned.set(plugin, timer.unref())
  }

  /** Returns whether there was one to come. */
  cancel(plugin: string): boolean {
    clearTimeout(this.#planned.get(plugin))
    return this.#planned.delete(plugin)
  }

  cancelAll(): void {
    for (const plugin of this.#planned.keys()) this.cancel(plugin)
  }
}
