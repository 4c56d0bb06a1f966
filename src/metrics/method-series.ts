import type { Door } from '../rpc/scope.ts'

/** The numbers of one method. */
export class MethodSeries {
  readonly labels: { readonly plugin: string; readonly method: string }
  /** How many calls have ended so, by door and outcome. */
  readonly outcomes = new Map<Door, Map<string, number>>()
  running = 0

  constructor(plugin: string, method: string) {
    this.labels = { plugin, method }
  }

  count(door: Door, outcome: string): void {
    let counts = this.outcomes.get(door)
    if (counts === undefined) {
      counts = new Map()
      this.outcomes.set(door, counts)
    }
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
}
