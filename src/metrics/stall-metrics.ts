import { Counter, type Metric } from 'prom-client'
import type { Stall } from '../watchdog/watchdog.ts'

/** Counts stalls. Labels are names of plugins and of methods that were called, never of functions or files. */
export class StallMetrics {
  readonly metrics: readonly Metric[]
  readonly #count: Counter<'plugin' | 'method'>
  readonly #seconds: Counter<'plugin' | 'method'>

  constructor() {
    const labelNames = ['plugin', 'method'] as const
    this.#count = new Counter({
      name: 'mmc_agent_stalls_total',
      help: 'How often code kept the agent from everything else; no plugin is the agent itself, no method a timer or the like.',
      labelNames,
      registers: [],
    })
    this.#seconds = new Counter({
      name: 'mmc_agent_stall_seconds_total',
      help: 'How long it did, in all.',
      labelNames,
      registers: [],
    })
    this.metrics = [this.#count, this.#seconds]
    // Prometheus sees an increase only where it has seen a number before.
    for (const metric of [this.#count, this.#seconds]) metric.inc({ plugin: '', method: '' }, 0)
  }

  count({ plugin, method, seconds }: Stall): void {
    const labels = { plugin: plugin ?? '', method: method ?? '' }
    this.#count.inc(labels)
    this.#seconds.inc(labels, seconds)
  }
}
