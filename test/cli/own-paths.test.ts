import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { startLogging } from '../agent-process.ts'
import { authorization, root, tempDir, writeConfig } from '../helper.ts'

/** Every file below a folder, with what a change of it would change. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => !/(^|\/)node_modules\//.test(path))
    .map(path => {
      const { mtimeMs, size, ino, mode } = statSync(join(folder, path))
      return `${path} ${ino} ${size} ${mtimeMs} ${mode}`
    })
    .sort()
}

t.test(
  'the agent writes nothing but its log, its pid file and the state that a plugin is told to keep',
  async t => {
    const sandbox = tempDir(t)
    const folders = ['home', 'tmp', 'cwd', 'run', 'state'].map(name => join(sandbox, name))
    for (const folder of folders) mkdirSync(folder)
    const [home = '', tmp = '', cwd = '', own = '', state = ''] = folders
    const ini = writeConfig(t, {
      options: {
        main: { plugindirs: 'bundled', required: 'base' },
        daemon: { pidfile: join(own, 'agent.pid') },
        log: { file: join(own, 'agent.log'), level: 'debug' },
      },
      plugins: {
        base: `[main]\ndisable = 0\nstatefile = ${join(state, 'base.json')}\n`,
        example: '[main]\ndisable = 0\n',
      },
    })
    const watched = [
      home,
      tmp,
      cwd,
      dirname(ini),
      join(root, 'dist'),
      join(root, 'config'),
      join(root, 'plugins'),
    ]
    const before = watched.map(listing)

    const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: tmp }
    const { url, end } = await startLogging(t, ini, join(own, 'agent.log'), { cwd, env })
    for (const path of [
      '/docs',
      '/openapi.json',
      '/openapi.yaml',
      '/openrpc.json',
      '/metrics',
      '/health/plugins',
    ])
      t.equal((await fetch(url + path, { headers: { authorization } })).status, 200, path)
    const call = (method: string, params: unknown[]) =>
      fetch(`${url}/jsonrpc`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
    for (const [method, params] of [
      ['example.func1', []],
      ['base.ldapAuth', ['nobody', 'wrong']],
      ['system.listMethods', []],
      ['no.such', []],
    ] as const)
      t.equal((await call(method, [...params])).status, 200, method)
    await end()

    t.strictSame(watched.map(listing), before)
    t.strictSame(readdirSync(own), ['agent.log'], 'the pid file is gone')
    t.strictSame(
      readdirSync(state).filter(name => name !== 'base.json'),
      [],
    )
  },
)
