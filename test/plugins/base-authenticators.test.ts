import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { FileAuthenticator } from '../../plugins/base/authentication/file-authenticator.ts'
import { buildAgent, captureLog, startAgent } from '../helper.ts'
import { baseOptions, call, loggedIn, startBase, writeUsers } from './base-agent.ts'

/** Authenticators that know one password each, and tell in the log that they were asked. */
const plugins = {
  two: `
    import { currentPlugin } from 'mmc-agent'
    const authenticator = (name, password, user = given => given) => ({
      authenticate: async (given, word) => {
        currentPlugin().log.info({ asked: name })
        return word === password ? { user: user(given), attributes: {} } : null
      },
    })
    export function activate() {
      const { registerAuthenticator } = currentPlugin()
      currentPlugin().registerAuthenticator('first', authenticator('first', 'one'))
      currentPlugin().registerAuthenticator('second', authenticator('second', 'two'))
      currentPlugin().registerAuthenticator('alias', authenticator('alias', 'three', given => given.replace('alias of ', '')))
      currentPlugin().registerAuthenticator('broken', { authenticate: async () => { throw new Error('no server') } })
      currentPlugin().registerAuthenticator('unfit', { ...authenticator('unfit', 'one'), validate: async () => { throw new Error('no such server') } })
      return true
    }`,
}

const chains: readonly {
  rule: string
  ini: string
  user: string
  password: string
  asked: readonly string[]
  result: unknown
}[] = [
  {
    rule: 'they are asked in the order of the configuration, and the first to say yes decides',
    ini: 'method = first second',
    user: 'ada',
    password: 'one',
    asked: ['first'],
    result: true,
  },
  {
    rule: 'a no leads on to the next',
    ini: 'method = second, first',
    user: 'ada',
    password: 'one',
    asked: ['second', 'first'],
    result: true,
  },
  {
    rule: 'nobody logs in when all say no',
    ini: 'method = first second',
    user: 'ada',
    password: 'none',
    asked: ['first', 'second'],
    result: false,
  },
  {
    rule: 'a user in exclude is not for that authenticator, however the name is spelt',
    ini: 'method = first second\n[authentication_first]\nexclude = bob, ada',
    user: 'ADA',
    password: 'one',
    asked: ['second'],
    result: false,
  },
  {
    rule: 'a user whom all exclude is asked of none',
    ini: 'method = first\n[authentication_first]\nexclude = ada',
    user: 'ada',
    password: 'one',
    asked: [],
    result: false,
  },
  {
    rule: 'exclude counts for the name that the directory answers, too',
    ini: 'method = alias\n[authentication_alias]\nexclude = ada',
    user: 'alias of Ada',
    password: 'three',
    asked: ['alias'],
    result: false,
  },
  {
    rule: 'a user in authonly is for that authenticator only',
    ini: 'method = first second\n[authentication_second]\nauthonly = ada',
    user: 'ada',
    password: 'one',
    asked: ['second'],
    result: false,
  },
  {
    rule: 'authonly counts for the name that the directory answers, too',
    ini: 'method = alias second\n[authentication_second]\nauthonly = ada',
    user: 'alias of ada',
    password: 'three',
    asked: ['alias', 'second'],
    result: false,
  },
  {
    rule: 'an authenticator with authonly is open to all who are in nobody’s',
    ini: 'method = first second\n[authentication_second]\nauthonly = ada',
    user: 'bob',
    password: 'two',
    asked: ['first', 'second'],
    result: true,
  },
  {
    rule: 'an exception ends the chain',
    ini: 'method = second broken first',
    user: 'ada',
    password: 'one',
    asked: ['second'],
    result: undefined,
  },
  {
    rule: 'one that cannot work is left out where it is not mandatory, and keeps its users',
    ini: 'method = unfit first missing\n[authentication_unfit]\nmandatory = 0\nauthonly = ada\n[authentication_missing]\nmandatory = no',
    user: 'ada',
    password: 'one',
    asked: [],
    result: false,
  },
]

for (const { rule, ini, user, password, asked, result } of chains) {
  t.test(rule, async t => {
    const { log, lines } = captureLog()
    const app = await startBase(t, { plugins, log, ini: `[authentication]\n${ini}\n` })
    t.equal((await call(app, 'base.ldapAuth', [user, password])).result, result)
    t.strictSame(
      lines.flatMap(line => line['asked'] ?? []),
      asked,
    )
  })
}

t.test('the agent does not start without a mandatory authenticator', async t => {
  const cases: [string, RegExp][] = [
    [
      'method = file frist',
      /\[authentication\] method names 'frist': no active plugin has registered it; known: alias, .*file, first, /,
    ],
    ['method = unfit', /\[authentication\] method names 'unfit': no such server/],
    ['method = first\n[authentication_first]\nmandatory = perhaps', /mandatory = perhaps: must be 1, 0/],
  ]
  for (const [ini, reason] of cases) {
    const app = await buildAgent(t, await baseOptions(t, { plugins, ini: `[authentication]\n${ini}\n` }))
    await t.rejects(app.start(), { code: 'MMC_ERR_PLUGIN_REQUIRED', exitCode: 4, message: reason })
  }
})

t.test('one that is left out is named in the log', async t => {
  const { log, lines } = captureLog()
  await startBase(t, {
    log,
    ini: '[authentication]\nmethod = file nis\n[authentication_nis]\nmandatory = 0\n',
  })
  t.ok(
    lines.some(({ msg }) =>
      /^\[authentication\] method names 'nis': .*mandatory = 0 allows$/.test(String(msg)),
    ),
  )
})

t.test('what a plugin registers goes with it, and no other can take its name', async t => {
  const { log, lines } = captureLog()
  const options = await baseOptions(t, {
    log,
    plugins: {
      declines: `
        import { currentPlugin } from 'mmc-agent'
        export function activate() { currentPlugin().registerAuthenticator('gone', {}); return false }`,
      thief: `
        import { currentPlugin } from 'mmc-agent'
        export function activate() { currentPlugin().registerAuthenticator('file', {}); return true }`,
    },
    ini: '[authentication]\nmethod = file gone\n',
  })
  const app = await buildAgent(t, options)
  await t.rejects(app.start(), { message: /'gone': no active plugin has registered it; known: .*file/ })
  t.ok(
    lines.some(({ msg }) =>
      /'thief' failed: the name 'file' is taken: another authenticator/.test(String(msg)),
    ),
  )
})

t.test('provisioners run after the password was right, and one that fails fails the login', async t => {
  const provisioner = `
    import { currentPlugin } from 'mmc-agent'
    const seen = []
    export function activate() {
      currentPlugin().registerProvisioner('account', {
        async provision({ user, attributes }) {
          if (user === 'bob') throw new Error('secret of the provisioner')
          seen.push({ user, attributes })
        },
      })
      return true
    }
    export const provisioned = () => seen
  `
  const { log, lines } = captureLog()
  const app = await startBase(t, {
    log,
    plugins: { provisioner },
    users: { ada: 'a', bob: 'b', eve: 'e' },
    ini: '[provisioning]\nmethod = account\n[provisioning_account]\nexclude = eve\n',
  })
  await call(app, 'base.ldapAuth', ['ada', 'wrong'])
  const failed = await call(app, 'base.ldapAuth', ['bob', 'b'])
  t.match(failed, {
    fault: {
      code: 8007,
      message: "ProvisioningError: the login could not be completed; the agent's log says why",
    },
    cookie: undefined,
  })
  t.ok(lines.some(line => line['provisioner'] === 'account' && line['user'] === 'bob'))
  await loggedIn(app, 'eve', 'e')
  const cookie = await loggedIn(app, 'Ada', 'a')
  t.strictSame((await call(app, 'provisioner.provisioned', [], cookie)).result, [
    { user: 'ada', attributes: {} },
  ])
})

t.test('the file of users is read again when it has changed', async t => {
  const file = await writeUsers(t, { ada: 'old' })
  const authenticator = new FileAuthenticator(file, captureLog().log)
  t.match(await authenticator.authenticate('ada', 'old'), { user: 'ada' })
  renameSync(await writeUsers(t, { ada: 'new', bob: 'b' }), file)
  t.equal(await authenticator.authenticate('ada', 'old'), null)
  t.match(await authenticator.authenticate('ADA', 'new'), { user: 'ada' })
  t.match(await authenticator.find('bob'), { user: 'bob' })
  t.equal(await authenticator.find('eve'), null)
  renameSync(await writeUsers(t, { eve: 'e' }), `${file}.local`)
  t.match(await authenticator.authenticate('eve', 'e'), { user: 'eve' })
})

t.test('a line that is no hash is named in the log, not shown, and keeps nobody else out', async t => {
  const { log, lines } = captureLog()
  const file = await writeUsers(t, { ada: 'a' })
  writeFileSync(`${file}.local`, '[users]\nbob = plain secret\nweak = scrypt$2$1$1$AAAAAAAAAAA=$AAAA\n')
  const authenticator = new FileAuthenticator(file, log)
  await authenticator.validate()
  t.match(await authenticator.authenticate('ada', 'a'), { user: 'ada' })
  t.equal(await authenticator.authenticate('bob', 'plain secret'), null)
  t.equal(await authenticator.authenticate('weak', ''), null)
  t.match(
    lines.map(({ msg }) => msg),
    [/'bob' is no hash.*mmc-agent passwd bob --file/, /'weak' is no hash/],
  )
  t.notMatch(JSON.stringify(lines), 'plain secret')
})

t.test('a file that everybody may read is a warning, one that everybody may write to is refused', async t => {
  const { log, lines } = captureLog()
  const file = await writeUsers(t, { ada: 'a' })
  chmodSync(file, 0o644)
  await new FileAuthenticator(file, log).validate()
  t.match(lines, [{ level: 40, msg: `everybody may read the hashes in ${file}: chmod 600 ${file}` }])
  chmodSync(file, 0o666)
  await t.rejects(new FileAuthenticator(file, log).validate(), {
    message: /^everybody may write to .*: chmod 600/,
  })
})

t.test('a file that is not there, or no longer, lets nobody in', async t => {
  const options = await baseOptions(t)
  const base = '[main]\ndisable = 0\n[authentication_file]\nusers = none.ini\n'
  const app = await buildAgent(t, { ...options, plugins: { base } })
  await t.rejects(app.start(), { message: /method names 'file': .*none\.ini/ })

  const file = await writeUsers(t, { ada: 'a' })
  const running = await startAgent(t, { ...options, plugins: { base: base.replace('none.ini', file) } })
  await loggedIn(running, 'ada', 'a')
  renameSync(file, `${file}.gone`)
  t.match(await call(running, 'base.ldapAuth', ['ada', 'a']), { fault: { code: 8006 } })
})

t.test('without a file there are no users, and the agent starts', async t => {
  const { log, lines } = captureLog()
  const options = await baseOptions(t, { log })
  const app = await startAgent(t, { ...options, plugins: {} })
  t.match(await call(app, 'base.ldapAuth', ['ada', 'correct horse']), { result: false })
  t.ok(lines.some(({ msg }) => String(msg).startsWith('nobody can log in by a file')))
})
