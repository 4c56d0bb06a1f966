import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { findAccount } from '../../src/cli/account.ts'
import { run, startLogging, startProcess } from '../agent-process.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { authorization, enabled, writeConfig, writePlugins } from '../helper.ts'
import { rootOnly, stranger } from '../root-only.ts'

/** An agent that gives up root's rights, with a plugin that tells who it is, and folders that everybody can look into. */
function agentOf(
  t: Test,
  daemon: Record<string, string | number>,
  main: Record<string, string | number> = {},
) {
  const plugindirs = writePlugins(t, {
    who: `
      import { shLaunchDeferred } from 'mmc-agent'
      export const activate = () => true
      export const ids = () => [process.getuid(), process.geteuid(), process.getgid(), process.getegid(), ...process.getgroups()]
      export const command = async text => (await shLaunchDeferred(text)).out
      export const root = () => { try { process.setuid(0); return true } catch { return false } }`,
  })
  const ini = writeConfig(t, {
    options: { main: { plugindirs, required: 'who', ...main }, daemon, log: { file: 'log/agent.log' } },
    plugins: { who: enabled },
  })
  const etc = dirname(ini)
  mkdirSync(join(etc, 'log'))
  mkdirSync(join(etc, 'run'))
  for (const path of [etc, plugindirs, join(etc, 'log'), join(etc, 'run')]) chmodSync(path, 0o755)
  return { ini, etc, log: join(etc, 'log/agent.log'), pid: join(etc, 'run/agent.pid') }
}

async function ready(t: Test, { ini, log }: { ini: string; log: string }) {
  const env = { ...process.env, MMC_AGENT_CREDENTIALS: 'a:secret', MMC_AGENT_USER_PASSWORD: 'secret' }
  const { agent, url, end } = await startLogging(t, ini, log, { env })
  const call = async (method: string, ...params: unknown[]) => {
    const body = JSON.stringify(params)
    const headers = { authorization, 'content-type': 'application/json' }
    return await (await fetch(`${url}/rpc/who.${method}`, { method: 'POST', headers, body })).json()
  }
  return { agent, call, end }
}

const accounts: [title: string, daemon: Record<string, string | number>, ids: number[]][] = [
  [
    'a user by its number, and a group',
    { user: stranger, group: 4242 },
    [stranger, stranger, 4242, 4242, 4242],
  ],
  ['a number without a name, and a group', { user: 54_321, group: 4242 }, [54_321, 54_321, 4242, 4242, 4242]],
  ['a group alone', { group: 4242 }, [0, 0, 4242, 4242]],
]

for (const [title, daemon, ids] of accounts) {
  t.test(`the agent runs as ${title}, supplementary groups too`, { skip: rootOnly }, async t => {
    const files = agentOf(t, daemon)
    const { agent, call, end } = await ready(t, files)
    const found = (await call('ids')) as number[]
    t.strictSame(found.slice(0, ids.length), ids)
    const status = readFileSync(`/proc/${agent.child.pid}/status`, 'utf8')
    const [uid, , gid] = ids
    t.match(status, `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t${gid}\t${gid}\t${gid}\t${gid}\n`)
    if (uid !== 0) {
      t.strictSame(found.slice(4), [4242], 'no group of root is left')
      t.match(status, /CapPrm:\t0+\nCapEff:\t0+\n/)
      t.equal(await call('root'), false)
    }
    await end()
  })
}

t.test(
  'after it has listened it is nobody, with the group and the home that the system says; log and pid file go on',
  { skip: rootOnly },
  async t => {
    const { name, gid, home } = findAccount({ user: String(stranger) }) ?? {}
    t.type(name, 'string')
    const files = agentOf(t, { user: name ?? '', pidfile: 'run/agent.pid' })
    const { call, end, agent } = await ready(t, files)
    t.strictSame(((await call('ids')) as number[]).slice(0, 4), [stranger, stranger, gid, gid])
    t.match(await call('command', 'id -u; echo $HOME; env'), `${stranger}\n${home}\n`)
    const told = String(await call('command', 'env'))
    t.match(told, /^MMC_AGENT=/m)
    t.notMatch(told, /secret|USER|LOGNAME/)
    t.notMatch(await call('command', 'ls -l /proc/self/fd'), /agent\.(log|pid)/, 'no file of the agent')

    t.equal(statSync(`${files.ini}.state`).uid, stranger, 'the state file is handed over')
    const log = statSync(files.log)
    t.strictSame([log.uid, log.gid, log.mode & 0o777], [stranger, gid, 0o640])
    const pid = statSync(files.pid)
    t.strictSame([pid.uid, pid.mode & 0o777], [0, 0o644], 'whoever may change it chooses what -k ends')
    t.equal(readFileSync(files.pid, 'utf8'), `${agent.child.pid}\n`)

    await end()
    t.match(readFileSync(files.log, 'utf8'), /"msg":"stopped"/)
    t.equal(readFileSync(files.pid, 'utf8'), '', 'what it may not remove it empties')
    writeFileSync(files.log, '')
    const again = await ready(t, files)
    t.match(await run(['-k', '-f', files.ini]), { code: 0, err: '' })
    await again.agent.exit
  },
)

t.test(
  'in folders of the user, log and pid file are made with the rights of the user, and removed',
  { skip: rootOnly },
  async t => {
    const files = agentOf(t, { user: stranger, group: stranger, pidfile: 'run/agent.pid' })
    for (const folder of ['log', 'run']) chownSync(join(files.etc, folder), stranger, stranger)
    const { call, end } = await ready(t, files)
    t.equal(statSync(files.log).uid, stranger)
    t.equal(statSync(files.pid).uid, stranger)

    // As logrotate does it.
    renameSync(files.log, `${files.log}.1`)
    await call('ids')
    await end()
    t.match(readFileSync(files.log, 'utf8'), /"msg":"stopped"/)
    t.notOk(existsSync(files.pid))
  },
)

t.test('a link in a folder of the user leads root nowhere', { skip: rootOnly }, async t => {
  const files = agentOf(t, { user: stranger, group: stranger })
  chownSync(join(files.etc, 'log'), stranger, stranger)
  const victim = join(files.etc, 'victim')
  writeFileSync(victim, 'as it was')
  chmodSync(victim, 0o600)
  symlinkSync(victim, files.log)
  t.match(await run(['-f', files.ini]), { code: 3, err: /MMC_ERR_LOG_FILE: .*: EACCES; / })
  t.equal(readFileSync(victim, 'utf8'), 'as it was')
  t.equal(statSync(victim).uid, 0)
})

t.test(
  'a log in a folder of root goes on after the user can no longer look there',
  { skip: rootOnly },
  async t => {
    const files = agentOf(t, { user: stranger, group: stranger })
    chmodSync(join(files.etc, 'log'), 0o700)
    for (const start of ['first', 'second']) {
      const { end } = await ready(t, files)
      await end()
      t.match(readFileSync(files.log, 'utf8'), /"msg":"stopped"/, start)
      writeFileSync(files.log, '')
    }
  },
)

t.test('the plugins are begun as the user', { skip: rootOnly }, async t => {
  const plugindirs = writePlugins(t, {
    early: `
      const atImport = process.geteuid()
      let atActivation
      export const activate = () => { atActivation = process.geteuid(); return true }
      export const seen = () => [atImport, atActivation, process.env.HOME, process.env.USER ?? null, process.env.LOGNAME ?? null]`,
  })
  chmodSync(plugindirs, 0o755)
  const ini = writeConfig(t, {
    options: { main: { plugindirs, required: 'early' }, daemon: { user: 54_321, group: 4242 } },
    plugins: { early: enabled },
  })
  chmodSync(dirname(ini), 0o755)
  const agent = startProcess(t, ['-f', ini])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const reply = await fetch(`${url}/rpc/early.seen`, { method: 'POST', headers: { authorization } })
  t.strictSame(await reply.json(), [54_321, 54_321, '/', null, null])
  t.match(agent.log(), /"msg":"runs as user 54321, group 4242"/)
})

t.test(
  'a key that the user cannot read anew is told of once, at the start',
  { skip: rootOnly || withoutOpenssl },
  async t => {
    const files = agentOf(
      t,
      { user: stranger, group: stranger },
      { enablessl: 1, localcert: 'key.pem', cacert: 'cert.pem' },
    )
    const { key, certificate } = selfSigned(t, 'localhost')
    writeFileSync(join(files.etc, 'key.pem'), key, { mode: 0o600 })
    writeFileSync(join(files.etc, 'cert.pem'), certificate)
    const { end } = await ready(t, files)
    await end()
    const told = readFileSync(files.log, 'utf8').match(/\[main\] localcert = \S*key\.pem: permission denied/g)
    t.equal(told?.length, 1)
    t.match(await run(['check', '-f', files.ini]), {
      code: 0,
      out: /\nwarning: MMC_ERR_TLS_UNREADABLE: \[main\] localcert .*; new files are taken up when the agent starts again\n/,
    })
  },
)

t.test('what cannot be become is one line, with its exit code', { skip: rootOnly }, async t => {
  const cases: [daemon: Record<string, string | number>, code: number, words: RegExp][] = [
    [
      { user: 'nobody-of-the-test' },
      3,
      /MMC_ERR_RUN_AS: \[daemon\] user = nobody-of-the-test: there is no such user$/,
    ],
    [{ group: 'none-of-the-test' }, 3, /\[daemon\] group = none-of-the-test: there is no such group$/],
    [
      { user: 54_321 },
      3,
      /\[daemon\] user = 54321: the system knows no group of this number; set \[daemon\] group too$/,
    ],
    [{ user: 4_294_967_296 }, 3, /there is no such user$/],
    [{ user: 4_294_967_295, group: 1 }, 3, /there is no such user$/],
  ]
  for (const [daemon, code, words] of cases) {
    t.throws(() => findAccount(wanted(daemon)), { exitCode: code, message: words })
  }
  t.equal(process.geteuid?.(), 0, 'root is root again')
  t.equal(process.getegid?.(), 0)
  const files = agentOf(t, { user: 'nobody-of-the-test' })
  t.match(await run(['-f', files.ini]), { code: 3, err: /^mmc-agent: MMC_ERR_RUN_AS: [^\n]*\n$/ })
  t.match(await run(['check', '-f', files.ini]), { code: 3, err: /^mmc-agent: MMC_ERR_RUN_AS: [^\n]*\n$/ })
})

t.test('whoever is not root may name itself, and nobody else', { skip: rootOnly }, async t => {
  process.setegid?.(4242)
  process.seteuid?.(stranger)
  t.teardown(() => {
    process.seteuid?.(0)
    process.setegid?.(0)
  })
  t.match(findAccount({ user: String(stranger) }), { uid: stranger, gid: 4242 })
  t.match(findAccount({ user: String(stranger), group: '4242' }), { uid: stranger, gid: 4242 })
  t.match(findAccount({ group: '4242' }), { uid: stranger, gid: 4242 })
  t.throws(() => findAccount({ user: '54321' }), {
    code: 'MMC_ERR_RUN_AS_REFUSED',
    exitCode: 1,
    message: `[daemon] user = 54321: the agent may not become it; start it as root, or take the option out to run as user ${stranger}, group 4242`,
  })
  t.throws(() => findAccount({ group: '4243' }), { code: 'MMC_ERR_RUN_AS_REFUSED', exitCode: 1 })
})

function wanted(daemon: Record<string, string | number>) {
  return Object.fromEntries(Object.entries(daemon).map(([name, value]) => [name, String(value)]))
}
