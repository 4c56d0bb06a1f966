import t, { type Test } from 'tap'
import { startProcess } from './agent-process.ts'
import { authorization, enabled, writeConfig, writePlugins } from './helper.ts'
import { samplesOf } from './metrics/reading.ts'

t.test(
  'a timer that throws and a promise left behind are logged and counted with their plugin, and the agent goes on',
  async t => {
    const file = writeConfig(t, {
      plugins: { good: enabled, timer_throws: enabled, late_rejection: enabled },
    })
    const agent = startProcess(t, ['-f', file])
    const url = await agent.url()
    const call = async (method: string) => {
      const response = await fetch(`${url}/rpc/${method}`, { method: 'POST', headers: { authorization } })
      return response.json()
    }

    const [timer] = await agent.line(/.*threw an error that nobody caught.*/)
    t.match(JSON.parse(timer), { level: 50, plugin: 'timer_throws', err: { message: 'thrown by a timer' } })

    await agent.line(/"msg":"ready"/)
    t.equal(await call('late_rejection.leaveRejection'), true)
    const [rejection] = await agent.line(/.*left a promise behind that was rejected.*/)
    t.match(JSON.parse(rejection), {
      plugin: 'late_rejection',
      method: 'late_rejection.leaveRejection',
      err: { message: 'left behind' },
    })

    t.equal(await call('good.nothing'), null)
    const metrics = await (await fetch(`${url}/metrics`)).text()
    t.match(samplesOf(metrics, 'mmc_agent_late_errors_total'), {
      '{plugin="timer_throws"}': 1,
      '{plugin="late_rejection"}': 1,
      '{plugin="good"}': 0,
      '{plugin=""}': 0,
    })
    agent.child.kill('SIGTERM')
    t.strictSame(await agent.exit, [0, null])
  },
)

t.test(
  'a timer that throws for ever takes its plugin out, and writes ten lines a minute at most',
  async t => {
    const file = writeConfig(t, { plugins: { good: enabled, throws_forever: enabled } })
    const agent = startProcess(t, ['-f', file])
    const url = await agent.url()
    await agent.line(
      /'throws_forever' is quarantined until .*: 50 errors that nobody caught within 5 minutes/,
    )

    const count = async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text()
      return samplesOf(metrics, 'mmc_agent_late_errors_total')['{plugin="throws_forever"}'] ?? 0
    }
    const atFirst = await count()
    while ((await count()) < atFirst + 20);
    t.equal(agent.log().match(/threw an error that nobody caught/g)?.length, 10)
    const report = await (await fetch(`${url}/health/plugins/throws_forever`)).json()
    t.match(report, { state: 'quarantined' })
  },
)

t.test('what one method throws late for ever does not bury what another throws', async t => {
  const { agent, call } = await startBroken(t)
  await call('broken.throwEleven')
  await agent.line(/in broken\.throwEleven threw an error/)
  await call('broken.throwOnce')
  await agent.line(/in broken\.throwOnce threw an error that nobody caught/)
  t.equal(agent.log().match(/in broken\.throwEleven threw an error/g)?.length, 10)
})

t.test('an error in queueMicrotask() is known to be of the plugin whose file it came from', async t => {
  const { agent, call } = await startBroken(t)
  await call('broken.throwInMicrotask')
  t.ok(await agent.line(/plugin 'broken'.* threw an error that nobody caught/))
})

async function startBroken(t: Test) {
  const broken = `
export const activate = () => true
export const throwEleven = () => { for (let n = 0; n < 11; n += 1) setImmediate(() => { throw new Error('one of eleven') }) }
export const throwOnce = () => { setImmediate(() => { throw new Error('once') }) }
export const throwInMicrotask = () => { queueMicrotask(() => { throw new Error('in a microtask') }) }
`
  const main = { plugindirs: `${writePlugins(t, { broken })}, bundled`, required: 'broken' }
  const file = writeConfig(t, { plugins: { broken: enabled }, options: { main } })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const call = (method: string) =>
    fetch(`${url}/rpc/${method}`, { method: 'POST', headers: { authorization } })
  return { agent, call }
}
