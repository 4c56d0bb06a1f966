import { Counter, Gauge, Histogram, type Metric } from 'prom-client'
import type { CallObserver } from '../rpc/call-observer.ts'
import { type Fault, faultName } from '../rpc/fault.ts'
import type { Method } from '../rpc/method.ts'
import type { MethodRegistry } from '../rpc/method-registry.ts'
import type { Door } from '../rpc/scope.ts'
import { MethodSeries } from './method-series.ts'

/** In seconds. Most methods answer within some ms, commands take longer, and the default limit of a call is 60 s. */
const buckets = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60]

/** A method that has been called. */
interface CalledMethod {
  readonly method: Method
  readonly series: MethodSeries
  readonly timed: { observe(seconds: number): void }
}

/**
 * Counts and times calls. Whatever becomes a label is known beforehand: methods of the registry, doors, names of
 * faults. A call adds to plain numbers; they go to prom-client when somebody asks.
 */
export class CallMetrics implements CallObserver {
  readonly metrics: readonly Metric[]
  readonly #registry: MethodRegistry
  readonly #durations: Histogram<'plugin' | 'method'>
  readonly #called = new Map<string, CalledMethod>()
  /** Of the calls that found no method. */
  readonly #refused = new MethodSeries('', '')
  #revision = -1

  constructor(registry: MethodRegistry) {
    this.#registry = registry
    const series = () => this.#series()
    const refused = this.#refused
    const calls = new Counter({
      name: 'mmc_agent_calls_total',
      help: 'Calls that have ended, by outcome: ok or the name of the fault.',
      labelNames: ['plugin', 'method', 'door', 'outcome'],
      registers: [],
      collect() {
        this.reset()
        for (const { labels, outcomes } of [...series(), refused]) {
          for (const [door, counts] of outcomes) {
            for (const [outcome, count] of counts) this.inc({ ...labels, door, outcome }, count)
          }
        }
      },
    })
    const running = new Gauge({
      name: 'mmc_agent_calls_running',
      help: 'Calls that have not ended yet.',
      labelNames: ['plugin', 'method'],
      registers: [],
      collect() {
        this.reset()
        for (const { labels, running } of series()) this.set(labels, running)
      },
    })
    this.#durations = new Histogram({
      name: 'mmc_agent_call_duration_seconds',
      help: 'Time from the lookup of the method to its result or fault.',
      labelNames: ['plugin', 'method'],
      buckets,
      registers: [],
      collect: () => this.#dropGone(),
    })
    this.metrics = [calls, running, this.#durations]
  }

  begin(method: Method, door: Door): (fault?: Fault) => void {
    const called = this.#find(method)
    const { series, timed } = called
    const start = performance.now()
    series.running += 1
    return fault => {
      series.running -= 1
      series.count(door, outcomeOf(fault))
      // Of a method that has gone meanwhile, nothing must come back.
      if (this.#called.get(method.name) === called) timed.observe((performance.now() - start) / 1000)
    }
  }

  refuse(door: Door, fault: Fault): void {
    this.#refused.count(door, outcomeOf(fault))
  }

  #find(method: Method): CalledMethod {
    const known = this.#called.get(method.name)
    if (known?.method === method) return known
    // A plugin that came back has new methods under the old names.
    if (known !== undefined) this.#drop(known)
    const { owner, name } = method
    const timed = this.#durations.labels(owner, name)
    const called = { method, series: new MethodSeries(owner, name), timed }
    this.#called.set(name, called)
    return called
  }

  #series() {
    this.#dropGone()
    return [...this.#called.values()].map(({ series }) => series)
  }

  #dropGone() {
    if (this.#revision === this.#registry.revision) return
    this.#revision = this.#registry.revision
    const methods = new Set(this.#registry.list())
    for (const called of this.#called.values()) if (!methods.has(called.method)) this.#drop(called)
  }

  #drop({ method: { owner, name } }: CalledMethod) {
    this.#durations.remove(owner, name)
    this.#called.delete(name)
  }
}

function outcomeOf(fault: Fault | undefined) {
  return fault === undefined ? 'ok' : faultName(fault.code)
}
