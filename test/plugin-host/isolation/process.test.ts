import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../../agent-process.ts'
import {
  authorization,
  captureLog,
  enabled,
  root,
  startAgent,
  tempDir,
  writeConfig,
  writePlugins,
} from '../../helper.ts'
import { guests, isolated, post, startGuests } from './guests.ts'

t.test('commands end with the worker that launched them', async t => {
  const { agent } = startGuests(t, { guest: isolated })
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const file = join(tempDir(t), 'pid')
  const running = post(url, 'guest.command', file)
  while (!existsSync(file)) await post(url, 'other.echo', 1)
  const pid = Number(readFileSync(file, 'utf8'))
  t.ok(isRunning(pid))
  await post(url, 'guest.exit')
  await running
  while (isRunning(pid)) await post(url, 'other.echo', 1)
  t.pass('the command has ended')
})

t.test("workers that the plugin makes know 'mmc-agent'", async t => {
  const { agent } = startGuests(t, { guest: isolated })
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  t.equal(await post(url, 'guest.nested'), '"function"')
})

t.test('an option of Node that workers do not take is no hindrance', async t => {
  const { agent } = startGuests(t, { guest: isolated }, ['--max-old-space-size=500'])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  t.match(await post(url, 'guest.exit'), /-32603/)
})

t.test('the signal of a call fires when its client goes away', async t => {
  const plugindirs = writePlugins(t, guests)
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, {
    log,
    plugins: { guest: isolated, other: enabled },
    options: { main: { plugindirs, required: 'other' } },
  })
  const url = await server.listen({ port: 0 })
  const client = request(`${url}/rpc/guest.untilGone`, { method: 'POST', headers: { authorization } })
  client.on('error', () => undefined).end()
  while (!lines.some(({ msg }) => msg === 'waits')) await post(url, 'other.echo', 1)
  client.destroy()
  t.equal(await post(url, 'guest.whenGone'), '"the client went away"')
})

t.test('check imports an isolated plugin in a worker, and ends', async t => {
  const { file } = startGuests(t, { guest: isolated, loops_in_import: isolated })
  const { code, out } = await run(['check', '-f', file])
  t.equal(code, 1)
  t.match(out, /plugin 'guest' 1\.0\.0 would be activated/)
  t.match(out, /plugin 'loops_in_import' is failed: .*import did not finish within 3 s/)
})

t.test('the bundled plugins work isolated', async t => {
  const file = writeConfig(t, {
    plugins: { base: `${enabled}isolate = 1\n`, example: `${enabled}isolate = 1\n` },
    options: { main: { plugindirs: join(root, 'dist/plugins'), required: 'base' } },
  })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  t.equal(await post(url, 'base.getModList'), '["base","example"]')
  t.match(await post(url, 'base.getUptime'), /^\[?"|^\{|^\[/)
  t.match(await (await fetch(`${url}/health/plugins`)).text(), /"active":2/)
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
})

/** Of a command whose thread is gone, its entry stays until the agent itself ends: nobody is left to ask for its exit code. */
function isRunning(pid: number) {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}
