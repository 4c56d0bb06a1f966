import { setTimeout as sleep } from 'node:timers/promises'

/** How often to look whether a group that was asked to end has ended; no event tells. */
const lookMs = 20

const running = new Set<ProcessGroup>()

/** Learns of every group of this thread that begins or is released. */
export type GroupWatcher = (leader: number, isRunning: boolean) => void

let watcher: GroupWatcher = () => {}

/** For a thread that may end without a word: somebody else must then end its groups. */
export function watchProcessGroups(watch: GroupWatcher): void {
  watcher = watch
}

/**
 * A command with all its children: the command leads a process group of its own, and signals go to the group.
 * Until it is released, the group also ends with this process, unless a signal that nobody listens to ends
 * it: then Node tells no one.
 */
export class ProcessGroup {
  readonly #id: number
  #empty = false

  /** @param leader - the pid of a process that was started detached */
  constructor(leader: number) {
    this.#id = leader
    if (running.size === 0) process.on('exit', killRunning)
    running.add(this)
    watcher(leader, true)
  }

  /** Asks the group to end and, after `graceMs`, ends it. Resolves once nobody is left or SIGKILL is sent. */
  async end(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs
    this.#signal('SIGTERM')
    while (this.isAlive()) {
      const left = deadline - performance.now()
      if (left <= 0) return this.kill()
      await sleep(Math.min(left, lookMs))
    }
  }

  kill(): void {
    this.#signal('SIGKILL')
  }

  /**
   * Whether anyone is left. To be asked when the leader has ended: the number of a group that is found empty
   * is never used again, as the system may give it to somebody else.
   */
  isAlive(): boolean {
    return this.#signal(0)
  }

  /** The command has ended: what it may have left in the background is no longer our concern. */
  release(): void {
    running.delete(this)
    watcher(this.#id, false)
    if (running.size === 0) process.off('exit', killRunning)
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#empty) return false
    try {
      process.kill(-this.#id, signal)
    } catch (error) {
      // EPERM: somebody is there who has become another user.
      this.#empty = (error as NodeJS.ErrnoException).code !== 'EPERM'
    }
    return !this.#empty
  }
}

/** At the exit there is no time for a grace. */
function killRunning() {
  for (const group of running) group.kill()
}
