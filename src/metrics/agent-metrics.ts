import { setTimeout } from 'node:timers/promises'
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client'
import { lateErrors } from '../late-errors.ts'
import { lostLogLines } from '../log-writer.ts'
import type { PluginHost } from '../plugin-host/plugin-host.ts'
import type { CallMetrics } from './call-metrics.ts'
import { pluginMetrics } from './plugin-metrics.ts'
import type { StallMetrics } from './stall-metrics.ts'

export interface AgentMetricsOptions {
  readonly version: string
  readonly calls: CallMetrics
  readonly stalls: StallMetrics
  readonly host: Pick<PluginHost, 'isReady' | 'reports'>
  /** How often each plugin has been quarantined. */
  readonly quarantine: { readonly counts: ReadonlyMap<string, number> }
  /** What can be counted, each by its size. */
  readonly sessions: { readonly size: number }
  readonly connections: { readonly size: number }
}

/** How often the event loop is looked at, in ms. Each look wakes an idle process. */
const eventLoopPrecisionMs = 20

/** All metrics of one agent, in a registry of its own. */
export class AgentMetrics {
  readonly #register = new Registry()
  readonly #refused: Counter<'status'>
  readonly #cut: Counter<'reason'>
  #processMetrics: Promise<void> | undefined

  constructor({ version, calls, stalls, host, quarantine, sessions, connections }: AgentMetricsOptions) {
    this.#refused = new Counter({
      name: 'mmc_agent_requests_refused_total',
      help: 'Requests that were answered before any call was looked at, by HTTP status.',
      labelNames: ['status'],
      registers: [],
    })
    this.#cut = new Counter({
      name: 'mmc_agent_connections_cut_total',
      help: 'Connections that the agent has ended to keep within its limits, by reason.',
      labelNames: ['reason'],
      registers: [],
    })
    // Zeros: Prometheus sees an increase only where it has seen a number before.
    for (const reason of ['replaced', 'refused', 'slow_reader']) this.#cut.inc({ reason }, 0)
    const metrics: Metric[] = [
      buildInfo(version),
      ...pluginMetrics(host),
      ...calls.metrics,
      this.#refused,
      this.#cut,
      pluginCounter(
        host,
        'mmc_agent_late_errors_total',
        'Errors that nobody caught, and rejections that nobody waited for; no plugin is the agent itself.',
        lateErrors,
        [''],
      ),
      lostLinesCounter(),
      ...stalls.metrics,
      pluginCounter(
        host,
        'mmc_agent_quarantines_total',
        'How often the plugin has been quarantined.',
        () => quarantine.counts,
      ),
      sizeGauge('mmc_agent_sessions', 'Users that are logged in.', sessions),
      sizeGauge('mmc_agent_connections', 'Open connections of clients.', connections),
    ]
    for (const metric of metrics) this.#register.registerMetric(metric)
  }

  get contentType(): string {
    return this.#register.contentType
  }

  /** Counts a request that was refused with an HTTP status. */
  countRefusal(status: number): void {
    this.#refused.inc({ status })
  }

  /** Counts a connection that was ended to keep within `[limits]`. */
  countCut(reason: string): void {
    this.#cut.inc({ reason })
  }

  /** All metrics in Prometheus' text format. */
  async write(): Promise<string> {
    this.#processMetrics ??= this.#beginProcessMetrics()
    await this.#processMetrics
    return this.#register.metrics()
  }

  /** Not before somebody asks: watching the event loop and the garbage collector costs an idle agent CPU time, for ever. */
  async #beginProcessMetrics() {
    collectDefaultMetrics({
      register: this.#register,
      eventLoopMonitoringPrecision: eventLoopPrecisionMs,
    })
    // Before its second look the monitor of the event loop knows nothing, and prom-client would show 9223372036 s.
    await setTimeout(3 * eventLoopPrecisionMs)
  }
}

function buildInfo(version: string): Metric {
  const info = new Gauge({
    name: 'mmc_agent_build_info',
    help: 'Always 1; the label holds the version of the agent.',
    labelNames: ['version'],
    registers: [],
  })
  info.set({ version }, 1)
  return info
}

function sizeGauge(name: string, help: string, counted: { readonly size: number }): Metric {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(counted.size)
    },
  })
}

function lostLinesCounter(): Metric {
  return new Counter({
    name: 'mmc_agent_log_lines_lost_total',
    help: 'Lines that could not be written to the log.',
    registers: [],
    collect() {
      this.reset()
      this.inc(lostLogLines())
    },
  })
}

function pluginCounter(
  host: Pick<PluginHost, 'reports'>,
  name: string,
  help: string,
  counts: () => ReadonlyMap<string, number>,
  others: readonly string[] = [],
): Metric {
  return new Counter({
    name,
    help,
    labelNames: ['plugin'],
    registers: [],
    collect() {
      this.reset()
      const counted = counts()
      // Zeros too: Prometheus sees an increase only where it has seen a number before.
      for (const plugin of [...others, ...host.reports().map(({ name }) => name)]) {
        this.inc({ plugin }, counted.get(plugin) ?? 0)
      }
    },
  })
}
