import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { authorization, tempDir, writeConfig } from '../helper.ts'

function ask(
  socketPath: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path, agent: false, headers }, response => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
      .once('error', reject)
      .end()
  })
}

t.test('the agent listens on a Unix socket with mode and owner, and leaves nothing behind', async t => {
  const socket = join(tempDir(t), 'agent.sock')
  const owner = `${process.getuid?.()}:${process.getgid?.()}`
  const file = writeConfig(t, { options: { main: { socket, socketmode: '0600', socketowner: owner } } })
  const agent = startProcess(t, ['-f', file])
  await agent.line(/"ready"/)
  t.match(agent.log(), `listens on ${socket}`)
  t.equal(statSync(socket).mode & 0o777, 0o600)

  t.equal(await ask(socket, '/health/live', { host: 'any.example' }), 200, 'by any name')
  t.equal(await ask(socket, '/openapi.json'), 401)
  t.equal(await ask(socket, '/openapi.json', { authorization }), 200)
  t.match(await run(['call', '-f', file, 'good.greet', 'Ada']), { code: 0, out: '"Hello, Ada"\n' })

  t.match(await run(['-f', file]), {
    code: 1,
    err: /MMC_ERR_SOCKET: .*agent\.sock: another process listens there already/,
  })
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  t.notOk(existsSync(socket))
})

t.test('the socket of an agent that was killed is taken over', async t => {
  const socket = join(tempDir(t), 'agent.sock')
  const file = writeConfig(t, { options: { main: { socket } } })
  const first = startProcess(t, ['-f', file])
  await first.line(/"ready"/)
  first.child.kill('SIGKILL')
  await first.exit
  t.ok(existsSync(socket))

  const second = startProcess(t, ['-f', file])
  await second.line(/"ready"/)
  t.equal(await ask(socket, '/health/live'), 200)
  t.equal(statSync(socket).mode & 0o777, 0o660, 'unless the file says otherwise')
  second.child.kill('SIGTERM')
  await second.exit
})

t.test('a link that somebody puts in the place of the socket gives nothing else away', async t => {
  const dir = tempDir(t)
  const [socket, victim, bin] = [join(dir, 'agent.sock'), join(dir, 'victim'), join(dir, 'bin')]
  writeFileSync(victim, 'precious', { mode: 0o600 })
  mkdirSync(bin)
  const exchange = `#!/bin/sh\nln -sf ${victim} ${socket}\necho "$@" >${join(dir, 'arguments')}\n`
  writeFileSync(join(bin, 'chown'), exchange, { mode: 0o700 })
  const main = { socket, socketmode: '0666', socketowner: `${process.getuid?.()}` }
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
  const agent = startProcess(t, ['-f', writeConfig(t, { options: { main } })], { env })
  await agent.line(/"ready"/)
  t.ok(lstatSync(socket).isSymbolicLink())
  t.equal(statSync(victim).mode & 0o777, 0o600)
  t.match(readFileSync(join(dir, 'arguments'), 'utf8'), /^-h -- /)
})

t.test('a socket that cannot be made ends the start with one line', async t => {
  const dir = tempDir(t)
  const plain = join(dir, 'plain')
  writeFileSync(plain, 'precious')
  const foreign = join(dir, 'foreign')
  const server = createServer().listen(foreign)
  t.teardown(() => server.close())
  const cases: [options: Record<string, string>, words: RegExp][] = [
    [{ socket: plain }, /: there is something else than a socket; mend \[main\] socket\n$/],
    [{ socket: foreign }, /: another process listens there already; /],
    [{ socket: join(dir, 'no/such/folder') }, /: there is no such folder; /],
    [
      { socket: join(dir, 'own'), socketowner: 'nobody-of-this-name' },
      /: it cannot be given to nobody-of-this-name: /,
    ],
  ]
  for (const [main, words] of cases) {
    const { code, err } = await run(['-f', writeConfig(t, { options: { main } })])
    t.equal(code, 1)
    t.match(err, words)
    t.match(err, /^.*mmc-agent: MMC_ERR_SOCKET: cannot listen on the Unix socket .*\n$/s)
  }
  t.match(await run(['-f', writeConfig(t, { options: { main: { socket: 'x', socketowner: '-R root' } } })]), {
    code: 3,
    err: /\[main\] socketowner = -R root: must be user, user:group or :group/,
  })
})
