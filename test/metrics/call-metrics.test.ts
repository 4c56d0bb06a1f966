import { Registry } from 'prom-client'
import t from 'tap'
import { CallMetrics } from '../../src/metrics/call-metrics.ts'
import { Fault, FaultCode } from '../../src/rpc/fault.ts'
import type { Method } from '../../src/rpc/method.ts'
import { MethodRegistry } from '../../src/rpc/method-registry.ts'
import { samplesOf } from './reading.ts'

const method = (name: string): Method => ({
  name,
  owner: name.split('.')[0] ?? '',
  plugin: null,
  parameters: null,
  result: {},
  schemas: {},
  documentation: { summary: '' },
  access: 'anyone',
  invoke: () => null,
})

/** The metrics of two plugins with a method each. */
function build() {
  const registry = new MethodRegistry()
  const [a, b] = [method('a.run'), method('b.run')]
  registry.register('a', [a])
  registry.register('b', [b])
  const calls = new CallMetrics(registry)
  const register = new Registry()
  for (const metric of calls.metrics) register.registerMetric(metric)
  const samples = async (metric: string) => samplesOf(await register.metrics(), metric)
  return {
    registry,
    calls,
    a,
    b,
    counts: () => samples('mmc_agent_calls_total'),
    running: () => samples('mmc_agent_calls_running'),
    timed: () => samples('mmc_agent_call_duration_seconds_count'),
    text: () => register.metrics(),
  }
}

const aRun = '{plugin="a",method="a.run"}'
const bRun = '{plugin="b",method="b.run"}'

t.test('a call is running until it ends, and is counted and timed then', async t => {
  const { calls, a, counts, running, timed } = build()
  const endFirst = calls.begin(a, 'xmlrpc')
  const endSecond = calls.begin(a, 'rpc')
  t.strictSame(await running(), { [aRun]: 2 })
  t.strictSame(await counts(), {})
  t.strictSame(await timed(), {})

  endFirst()
  endSecond(new Fault('no', { code: FaultCode.timedOut }))
  t.strictSame(await running(), { [aRun]: 0 })
  t.strictSame(await counts(), {
    '{plugin="a",method="a.run",door="xmlrpc",outcome="ok"}': 1,
    '{plugin="a",method="a.run",door="rpc",outcome="timedOut"}': 1,
  })
  t.strictSame(await timed(), { [aRun]: 2 })
})

t.test('an outcome is ok or the name of a fault; all codes of methods are one', async t => {
  const { calls, a, counts } = build()
  const outcomes: [code: number, outcome: string][] = [
    ...Object.entries(FaultCode).map(([name, code]): [number, string] => [code, name]),
    [1, 'Fault'],
    [2, 'Fault'],
    [-5, 'Fault'],
  ]
  for (const [code] of outcomes) calls.begin(a, 'rpc')(new Fault('no', { code }))
  const names = Object.keys(await counts()).map(labels => /outcome="(\w+)"/.exec(labels)?.[1])
  t.strictSame(names, [...new Set(outcomes.map(([, name]) => name))])
  t.equal((await counts())['{plugin="a",method="a.run",door="rpc",outcome="Fault"}'], 3)
})

t.test('a call that finds no method counts by its door and outcome', async t => {
  const { calls, counts, timed } = build()
  const refused = (code: number) => new Fault('no', { code })
  calls.refuse('jsonrpc', refused(FaultCode.methodNotFound))
  calls.refuse('jsonrpc', refused(FaultCode.methodNotFound))
  calls.refuse('xmlrpc', refused(FaultCode.tooBusy))
  t.strictSame(await counts(), {
    '{plugin="",method="",door="jsonrpc",outcome="methodNotFound"}': 2,
    '{plugin="",method="",door="xmlrpc",outcome="tooBusy"}': 1,
  })
  t.strictSame(await timed(), {})
})

t.test('a plugin that goes away takes its series with it, and the others stay', async t => {
  const { registry, calls, a, b, counts, running, timed, text } = build()
  calls.begin(a, 'rpc')()
  calls.begin(b, 'rpc')()
  registry.withdraw('a', 'gone')
  t.strictSame(Object.keys(await counts()), ['{plugin="b",method="b.run",door="rpc",outcome="ok"}'])
  t.strictSame(await running(), { [bRun]: 0 })
  t.strictSame(await timed(), { [bRun]: 1 })
  t.notMatch(await text(), /plugin="a"/)
})

t.test('a call that outlives its plugin brings nothing back', async t => {
  const { registry, calls, a, text } = build()
  const end = calls.begin(a, 'rpc')
  registry.withdraw('a', 'gone')
  await text()
  end()
  t.notMatch(await text(), /plugin="a"/)
})

t.test('a plugin that comes back begins anew, whether or not anybody looked meanwhile', async t => {
  const { registry, calls, a, counts, running, timed } = build()
  calls.begin(a, 'rpc')()
  const endOld = calls.begin(a, 'rpc')
  registry.withdraw('a', 'gone')
  const again = method('a.run')
  registry.register('a', [again])
  calls.begin(again, 'rpc')()
  endOld()
  t.strictSame(await counts(), { '{plugin="a",method="a.run",door="rpc",outcome="ok"}': 1 })
  t.strictSame(await running(), { [aRun]: 0 })
  t.strictSame(await timed(), { [aRun]: 1 })
})
