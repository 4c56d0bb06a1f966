import t from 'tap'
import { startProcess } from '../agent-process.ts'
import { authorization, enabled, writeConfig } from '../helper.ts'
import { samplesOf } from '../metrics/reading.ts'

const plugins = { good: enabled, blocks: enabled }

/** Calls a method of an agent, and waits for its answer. */
function caller(url: string) {
  return async (method: string, ...params: unknown[]) => {
    const headers = { authorization, 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: JSON.stringify(params) }
    return (await fetch(`${url}/rpc/${method}`, request)).json() as Promise<unknown>
  }
}

t.test('whoever blocks the agent is named, with method, file and line', async t => {
  const file = writeConfig(t, { plugins: { ...plugins, blocks_in_activate: enabled } })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  const call = caller(url)
  await agent.line(
    /plugin 'blocks_in_activate' blocked the event loop for \d\.\d s in activate\(\) \(index\.js:3\)/,
  )

  const stalls: readonly [method: string, parameter: number, line: RegExp][] = [
    ['blocks.inMethod', 700, /in blocks\.inMethod \(spin\.js:4\)/],
    ['blocks.afterAwait', 700, /in blocks\.afterAwait \(spin\.js:4\)/],
    ['blocks.inTimer', 700, /in blocks\.inTimer \(spin\.js:4\)/],
    ['blocks.inCommand', 0.7, /in blocks\.inCommand \(index\.js:29\)/],
  ]
  for (const [method, parameter, words] of stalls) {
    await call(method, parameter)
    const [line] = await agent.line(new RegExp(`.*blocked the event loop for \\d\\.\\d s ${words.source}.*`))
    t.match(JSON.parse(line), { level: 40, plugin: 'blocks', method }, method)
  }

  const metrics = await (await fetch(`${url}/metrics`)).text()
  t.match(samplesOf(metrics, 'mmc_agent_stalls_total'), {
    '{plugin="blocks_in_activate",method=""}': 1,
    ...Object.fromEntries(stalls.map(([method]) => [`{plugin="blocks",method="${method}"}`, 1])),
  })
  const seconds = samplesOf(metrics, 'mmc_agent_stall_seconds_total')
  t.ok(seconds['{plugin="blocks",method="blocks.inMethod"}'])
})

t.test('whoever was interrupted for it goes on as if nothing had been', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t, { plugins })])
  const call = caller(await agent.url())
  await agent.line(/"msg":"ready"/)
  t.strictSame(await call('blocks.afterwards', 700), {
    hasRun: false,
    limit: true,
    prepare: true,
    inspector: null,
  })
  await agent.line(/blocked the event loop for \d\.\d s in blocks\.afterwards \(spin\.js:4\)/)
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
})

t.test('with stallms = 0 nobody looks', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t, { plugins, options: { limits: { stallms: 0 } } })])
  const call = caller(await agent.url())
  await agent.line(/"msg":"ready"/)
  t.equal(await call('blocks.inMethod', 700), 'done')
  t.equal(await call('blocks.inMethod', 1), 'done')
  t.notMatch(agent.log(), /blocked the event loop/)
})
