import t from 'tap'
import { isolated, post, startGuests } from './guests.ts'

t.test('an agent stops while a worker loops, and deactivates those that listen', async t => {
  const { agent } = startGuests(t, { guest: isolated, stubborn: isolated })
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const looping = post(url, 'guest.loop').catch(String)
  t.equal(await post(url, 'other.echo', 1), '1')
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  await looping
  t.match(agent.log(), /plugin 'stubborn': deactivate\(\) failed: .* did not finish within 3 s/)
})

t.test('a worker that is idle is deactivated and ends', async t => {
  const { agent } = startGuests(t, { guest: isolated })
  await agent.line(/"msg":"ready"/)
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  t.match(agent.log(), /"plugin":"guest","msg":"deactivated"/)
})

t.test('a step that does not end, or ends the worker, is the failure of its plugin', async t => {
  const { agent } = startGuests(t, {
    loops_in_import: isolated,
    loops_in_activate: isolated,
    exits_in_activate: isolated,
  })
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const health = await (await fetch(`${url}/health/plugins`)).text()
  t.match(health, /import did not finish within 3 s/)
  t.match(health, /activate\(\) did not finish within 3 s/)
  t.match(health, /the plugin's worker ended: called process.exit\(4\)/)
  t.match(await post(url, 'loops_in_activate.x'), /-32001/)
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
})
