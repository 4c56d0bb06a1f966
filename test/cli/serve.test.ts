import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { authorization, enabled, writeConfig, writePlugins } from '../helper.ts'

const pidFile = { daemon: { pidfile: 'agent.pid' } }

t.test(
  'the agent says in one line where it listens, takes -d and --port, and ends with 0 at SIGTERM and SIGINT',
  async t => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const file = writeConfig(t, { options: pidFile })
      const agent = startProcess(t, ['-d', '-f', file, '--port', '0', '--host', '127.0.0.1'])
      const url = await agent.url()
      await agent.line(/"msg":"ready"/)
      t.equal(agent.log().match(/listens on/g)?.length, 1)
      t.equal((await fetch(`${url}/health/ready`)).status, 200)
      const pid = join(file, '../agent.pid')
      t.equal(readFileSync(pid, 'utf8'), `${agent.child.pid}\n`)
      agent.child.kill(signal)
      t.strictSame(await agent.exit, [0, null])
      t.notOk(existsSync(pid), 'the pid file is gone')
    }
  },
)

t.test('SIGTERM lets the calls that run finish, refuses new ones, and deactivates the plugins', async t => {
  const plugindirs = writePlugins(t, {
    slow: `
      import { writeFileSync } from 'node:fs'
      let finish
      export const activate = () => true
      export const deactivate = () => writeFileSync(new URL('deactivated', import.meta.url), '')
      export const begin = () => new Promise(resolve => { finish = resolve; console.log('began') })
      process.on('SIGUSR2', () => finish('finished'))`,
  })
  const file = writeConfig(t, {
    options: { main: { plugindirs, required: 'slow' } },
    plugins: { slow: enabled },
  })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const began = new Promise(resolve => agent.child.stdout.once('data', resolve))
  const reply = fetch(`${url}/rpc/slow.begin`, { method: 'POST', headers: { authorization } })
  await began
  agent.child.kill('SIGTERM')
  await agent.line(/SIGTERM: stopping/)
  await t.rejects(fetch(`${url}/health/live`), 'nobody is let in any more')
  agent.child.kill('SIGUSR2')
  t.equal(await (await reply).json(), 'finished')
  t.strictSame(await agent.exit, [0, null])
  t.ok(existsSync(join(plugindirs, 'slow/deactivated')))
})

t.test('a socket that never sent a request does not keep the agent from stopping', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t)])
  const url = new URL(await agent.url())
  await agent.line(/"msg":"ready"/)
  const socket = connect(Number(url.port), url.hostname)
  t.teardown(() => socket.destroy())
  await new Promise(resolve => socket.once('connect', resolve))
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
})

t.test('a second signal ends the agent at once', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t, { options: { limits: { callseconds: 0 } } })])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const lost = t.rejects(fetch(`${url}/rpc/good.never`, { method: 'POST', headers: { authorization } }))
  await fetch(`${url}/health/live`)
  agent.child.kill('SIGTERM')
  await agent.line(/SIGTERM: stopping/)
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [1, null])
  await lost
})

t.test('SIGHUP, SIGUSR1 and SIGUSR2 neither end the agent nor open a debugger', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t)])
  await agent.line(/"msg":"ready"/)
  for (const [signal, words] of [
    ['SIGHUP', /SIGHUP: this version does not reload/],
    ['SIGUSR1', /SIGUSR1: it means nothing to this version/],
    ['SIGUSR2', /SIGUSR2: it means nothing to this version/],
  ] as const) {
    agent.child.kill(signal)
    await agent.line(words)
    t.equal((await fetch(`${await agent.url()}/health/live`)).status, 200, signal)
  }
  t.notMatch(agent.log(), /Debugger listening/)
})

t.test('SIGTERM ends an agent in which a plugin hangs in activate()', async t => {
  const plugins = { good: enabled, hangs_in_activate: enabled }
  const options = { limits: { activateseconds: 3600 } }
  const agent = startProcess(t, ['-f', writeConfig(t, { options, plugins })])
  const url = await agent.url()
  const report = async () => (await fetch(`${url}/health/plugins/hangs_in_activate`)).text()
  while (!/"phase": ?"activate"/.test(await report()));
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  t.match(agent.log(), /a plugin is still being activated, and is not waited for any longer/)
})

t.test('each start that fails says why in one line, with its exit code', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => taken.close())
  await new Promise(resolve => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }

  const cases: [title: string, args: string[], code: number, line: RegExp][] = [
    [
      'no such file',
      ['-f', '/nowhere.ini'],
      3,
      /^mmc-agent: MMC_ERR_CONFIG_UNREADABLE: .*\/nowhere\.ini: there is no such file$/,
    ],
    [
      'a wrong value',
      ['-f', writeConfig(t, { options: { main: { port: 'x' } } })],
      3,
      /\[main\] port = x: must be/,
    ],
    [
      'a plugin directory that is not there',
      ['-f', writeConfig(t, { options: { main: { plugindirs: '/nowhere' } } })],
      3,
      /MMC_ERR_PLUGIN_DIR/,
    ],
    [
      'a required plugin that declines',
      ['-f', writeConfig(t, { options: { main: { required: 'declines' } } })],
      4,
      /MMC_ERR_PLUGIN_REQUIRED: the required plugin 'declines' is not active/,
    ],
    [
      'a port that is taken',
      ['-f', writeConfig(t), '--port', String(port)],
      1,
      /MMC_ERR_LISTEN: cannot listen on 127\.0\.0\.1, port \d+: another process listens there already$/,
    ],
    [
      'an address that is elsewhere',
      ['-f', writeConfig(t), '--host', '192.0.2.1'],
      1,
      /this machine has no such address$/,
    ],
    ['an unknown option', ['--prot', '1'], 2, /unknown option '--prot'/],
    ['an unknown command', ['serv'], 2, /error: /],
  ]
  for (const [title, args, code, line] of cases) {
    const { code: exitCode, err } = await run(args)
    t.equal(exitCode, code, title)
    const words = err
      .split('\n')
      .filter(text => text !== '' && !text.startsWith('{') && !text.startsWith('(Did you mean'))
    t.equal(words.length, 1, `one line: ${err}`)
    t.match(words[0], line)
  }
})
