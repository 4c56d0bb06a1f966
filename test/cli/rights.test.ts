import { appendFileSync, chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { checkOutputs } from '../../src/cli/outputs.ts'
import { loadAgentConfig } from '../../src/config/agent-config.ts'
import { checkAgentFiles } from '../../src/config/file-guard.ts'
import { AgentError } from '../../src/errors.ts'
import { run, startProcess } from '../agent-process.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { authorization, captureLog, enabled, tempDir, writeConfig, writePlugins } from '../helper.ts'
import { rootOnly, stranger } from '../root-only.ts'

/** The files of one agent. */
interface Files {
  /** agent.ini. */
  readonly ini: string
  /** The folder that it lies in. */
  readonly etc: string
  /** The directory of plugins. */
  readonly plugins: string
}

function agentFiles(t: Test, options: Record<string, Record<string, string | number>> = {}): Files {
  const source = 'export const activate = () => true'
  const plugins = writePlugins(t, { one: source, two: source })
  const ini = writeConfig(t, {
    options: { ...options, main: { plugindirs: plugins, required: 'one', ...options['main'] } },
    plugins: { one: enabled, two: enabled },
  })
  return { ini, etc: dirname(ini), plugins }
}

interface Case {
  readonly title: string
  readonly options?: Record<string, Record<string, string | number>>
  /** Makes it unsafe. */
  readonly spoil: (files: Files) => void
  readonly code: number
  /** The words of the refusal, with `~` for the folder of the configuration and `+` for that of the plugins. */
  readonly words: string
}

const refusal = (what: string, why: string, cure: string) =>
  `MMC_ERR_CONFIG_UNSAFE: ${what} is not safe for an agent that runs as root: ${why}; [main] allowunsafe = 1 allows it, and this mends it: ${cure}`

const cases: Case[] = [
  {
    title: 'the file of the agent',
    spoil: ({ ini }) => chmodSync(ini, 0o666),
    code: 3,
    words: refusal('~/agent.ini', 'everybody can write to ~/agent.ini', 'chmod go-w ~/agent.ini'),
  },
  {
    title: 'its .local',
    spoil: ({ ini }) => {
      writeFileSync(`${ini}.local`, '')
      chownSync(`${ini}.local`, stranger, 0)
    },
    code: 3,
    words: refusal(
      '~/agent.ini.local',
      `~/agent.ini.local belongs to user ${stranger}`,
      'chown root ~/agent.ini.local',
    ),
  },
  {
    title: 'the folder of the file of the agent',
    spoil: ({ etc }) => chmodSync(etc, 0o770),
    code: 3,
    words: refusal('~/agent.ini', 'its group can write to ~', 'chmod go-w ~'),
  },
  {
    title: 'the folder of the files of plugins',
    spoil: ({ etc }) => chmodSync(join(etc, 'plugins'), 0o777),
    code: 3,
    words: refusal('~/plugins', 'everybody can write to ~/plugins', 'chmod go-w ~/plugins'),
  },
  {
    title: 'the directory of plugins',
    spoil: ({ plugins }) => chownSync(plugins, stranger, 0),
    code: 3,
    words: refusal('+', `+ belongs to user ${stranger}`, 'chown root +'),
  },
  {
    title: 'the folder of the log',
    options: { log: { file: 'log/agent.log' } },
    spoil: ({ etc }) => {
      mkdirSync(join(etc, 'log'))
      chmodSync(join(etc, 'log'), 0o777)
    },
    code: 3,
    words: refusal('~/log/agent.log', 'everybody can write to ~/log', 'chmod go-w ~/log'),
  },
  {
    title: 'a log that is a link to a file of somebody else',
    options: { log: { file: 'agent.log' } },
    spoil: ({ etc }) => {
      writeFileSync(join(etc, 'theirs'), '')
      chownSync(join(etc, 'theirs'), stranger, 0)
      symlinkSync('theirs', join(etc, 'agent.log'))
    },
    code: 3,
    words: refusal('~/agent.log', `~/theirs belongs to user ${stranger}`, 'chown root ~/theirs'),
  },
  {
    title: 'the folder of the pid file',
    options: { daemon: { pidfile: 'run/agent.pid' } },
    spoil: ({ etc }) => {
      mkdirSync(join(etc, 'run'))
      chownSync(join(etc, 'run'), stranger, 0)
    },
    code: 3,
    words: refusal('~/run/agent.pid', `~/run belongs to user ${stranger}`, 'chown root ~/run'),
  },
  {
    title: 'the file of a required plugin',
    spoil: ({ etc }) => chmodSync(join(etc, 'plugins/one.ini'), 0o666),
    code: 4,
    words: refusal('one.ini', 'everybody can write to one.ini', 'chmod go-w one.ini'),
  },
  {
    title: 'the .local of another plugin',
    spoil: ({ etc }) => {
      writeFileSync(join(etc, 'plugins/two.ini.local'), '')
      chmodSync(join(etc, 'plugins/two.ini.local'), 0o666)
    },
    code: 0,
    words: refusal('two.ini.local', 'everybody can write to two.ini.local', 'chmod go-w two.ini.local'),
  },
  {
    title: 'the folder of a plugin',
    spoil: ({ plugins }) => chmodSync(join(plugins, 'two'), 0o775),
    code: 0,
    words: refusal('two', 'its group can write to two', 'chmod go-w two'),
  },
  {
    title: 'a file in the folder of a plugin',
    spoil: ({ plugins }) => {
      mkdirSync(join(plugins, 'two/my data'))
      writeFileSync(join(plugins, 'two/my data/x.json'), '')
      chmodSync(join(plugins, 'two/my data/x.json'), 0o666)
    },
    code: 0,
    words: refusal('two', "everybody can write to 'my data/x.json'", "chmod go-w 'my data/x.json'"),
  },
]

/** What a start comes to, up to the port that is not opened. */
async function start(t: Test, { ini, etc, plugins }: Files) {
  const plain = (text: string) => text.replaceAll(etc, '~').replaceAll(plugins, '+')
  const { log, lines } = captureLog()
  const told: string[] = []
  try {
    const config = loadAgentConfig(ini)
    told.push(...checkAgentFiles(config), ...checkOutputs(config, undefined).warnings)
    const app = await buildApp(config, log)
    t.teardown(() => app.stop())
    await app.start()
    told.push(...lines.filter(({ level }) => level === 40).map(({ msg }) => String(msg)))
    return { code: 0, words: app.host.report('two')?.reason ?? '', warnings: told.map(plain) }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
    return { code: error.exitCode, words: plain(error.message), warnings: told.map(plain) }
  }
}

for (const { title, options = {}, spoil, code, words } of cases) {
  t.test(`root does not trust what others can write to: ${title}`, { skip: rootOnly }, async t => {
    const files = agentFiles(t, options)
    const isUnsafe = / is not safe for an agent that runs as root: /
    const before = await start(t, files)
    t.match(before, { code: 0, words: '' }, 'fine before')
    t.notMatch(before.warnings.join('\n'), isUnsafe)

    spoil(files)
    const after = await start(t, files)
    t.equal(after.code, code)
    t.match(after.words, words)

    appendFileSync(files.ini, '\n[main]\nallowunsafe = 1\n')
    const allowed = await start(t, files)
    t.match(allowed, { code: 0, words: '' }, 'allowed')
    const warnings = allowed.warnings.filter(line => isUnsafe.test(line))
    t.not(warnings.length, 0)
    for (const warning of warnings) t.match(warning, /: .*; mend it with: ch(mod|own) \S+ /)
  })
}

t.test('check says the same as a start, with its exit code', { skip: rootOnly }, async t => {
  const checked: [spoil: (files: Files) => void, code: number, words: RegExp][] = [
    [({ ini }) => chmodSync(ini, 0o666), 3, /MMC_ERR_CONFIG_UNSAFE: .*; [^;]* chmod go-w \S+agent\.ini\n$/],
    [({ plugins }) => chmodSync(plugins, 0o777), 3, /MMC_ERR_CONFIG_UNSAFE: .* chmod go-w \S+\n$/],
    [
      ({ plugins }) => chmodSync(join(plugins, 'one'), 0o777),
      4,
      /plugin 'one' is failed: MMC_ERR_CONFIG_UNSAFE/,
    ],
    [
      ({ plugins }) => chmodSync(join(plugins, 'two'), 0o777),
      1,
      /plugin 'two' is failed: MMC_ERR_CONFIG_UNSAFE/,
    ],
  ]
  const runs = checked.map(async ([spoil, code, words]) => {
    const files = agentFiles(t)
    spoil(files)
    const { code: exitCode, out, err } = await run(['check', '-f', files.ini])
    t.equal(exitCode, code)
    t.match(out + err, words)
    appendFileSync(files.ini, '\n[main]\nallowunsafe = 1\n')
    t.match(await run(['check', '-f', files.ini]), { code: 0, out: /\nwarning: .* is not safe for/ })
  })
  await Promise.all(runs)
})

t.test(
  "the private key and the certificates are nobody else's",
  { skip: rootOnly || withoutOpenssl },
  async t => {
    const files = agentFiles(t, { main: { enablessl: 1, localcert: 'key.pem', cacert: 'cert.pem' } })
    const { key, certificate } = selfSigned(t, 'localhost')
    writeFileSync(join(files.etc, 'key.pem'), key)
    writeFileSync(join(files.etc, 'cert.pem'), certificate)
    chmodSync(join(files.etc, 'key.pem'), 0o620)
    t.match(await start(t, files), {
      code: 3,
      words: refusal('~/key.pem', 'its group can write to ~/key.pem', 'chmod go-w ~/key.pem'),
    })

    chmodSync(join(files.etc, 'key.pem'), 0o600)
    for (const verifypeer of [0, 1]) {
      appendFileSync(files.ini, `\n[main]\nverifypeer = ${verifypeer}\n`)
      chmodSync(join(files.etc, 'cert.pem'), 0o666)
      t.match(
        await start(t, files),
        {
          code: 3,
          words: refusal('~/cert.pem', 'everybody can write to ~/cert.pem', 'chmod go-w ~/cert.pem'),
        },
        `the other file, with verifypeer = ${verifypeer}`,
      )
    }
    appendFileSync(files.ini, '\n[main]\nverifypeer = 0\n')
    chmodSync(join(files.etc, 'cert.pem'), 0o644)

    chmodSync(join(files.etc, 'key.pem'), 0o644)
    chmodSync(files.etc, 0o755)
    chmodSync(files.ini, 0o600)
    const { code, warnings } = await start(t, files)
    t.equal(code, 0)
    t.match(warnings, [
      '~/key.pem: everybody can read the private key in it; mend it with: chmod o-r ~/key.pem',
    ])
  },
)

t.test('a start refuses in one line, before it opens the log', { skip: rootOnly }, async t => {
  const files = agentFiles(t, { log: { file: 'agent.log' } })
  chmodSync(files.ini, 0o666)
  const { code, out, err } = await run(['-f', files.ini])
  t.equal(code, 3)
  t.equal(out, '')
  t.match(err, /^mmc-agent: MMC_ERR_CONFIG_UNSAFE: [^\n]*\n$/)
  t.match(await run(['methods', '-f', files.ini]), { code: 1, err: /MMC_ERR_NO_ANSWER/ }, 'others only read')
})

t.test(
  'a plugin that others can write to is failed, and nothing else is; health shows no path of this machine',
  { skip: rootOnly },
  async t => {
    const { ini, plugins } = agentFiles(t)
    chmodSync(join(plugins, 'two/index.js'), 0o666)
    const agent = startProcess(t, ['-f', ini])
    const url = await agent.url()
    await agent.line(/"msg":"ready"/)
    const report = async (name: string) =>
      (await (await fetch(`${url}/health/plugins/${name}`, { headers: { authorization } })).json()) as object
    t.match(await report('one'), { state: 'active' })
    const two = await report('two')
    t.match(two, { state: 'failed', phase: 'config', reason: /everybody can write to index\.js; / })
    t.notMatch(JSON.stringify(two), plugins)
    t.match(agent.log(), `chmod go-w ${plugins}/two/index.js`, 'the log has the command')
  },
)

t.test('a disabled plugin may be whose it likes', { skip: rootOnly }, async t => {
  const files = agentFiles(t)
  writeFileSync(join(files.etc, 'plugins/two.ini'), '[main]\ndisable = 1\n')
  chmodSync(join(files.plugins, 'two/index.js'), 0o666)
  t.match(await start(t, files), { code: 0, words: /^\[main\] disable = 1 in two\.ini$/ })
})

const secrets: [title: string, spoil: (files: Files) => void, warnings: string[]][] = [
  [
    'the password of the agent',
    ({ ini }) => chmodSync(ini, 0o644),
    ['~/agent.ini: everybody can read the password in it; mend it with: chmod o-r ~/agent.ini'],
  ],
  [
    'a password in .local, which is the one that counts',
    ({ ini }) => {
      chmodSync(ini, 0o644)
      writeFileSync(`${ini}.local`, '[main]\npassword = other\n')
      chmodSync(`${ini}.local`, 0o644)
    },
    ['~/agent.ini.local: everybody can read the password in it; mend it with: chmod o-r ~/agent.ini.local'],
  ],
  [
    'the shipped password, which is no secret',
    ({ ini }) => {
      appendFileSync(ini, '\n[main]\npassword = s3cr3t\n')
      chmodSync(ini, 0o644)
    },
    [],
  ],
  [
    'the secret of a plugin',
    ({ etc }) => {
      writeFileSync(join(etc, 'plugins/two.ini'), `${enabled}[ldap]\nbindpasswd = x\n`)
      chmodSync(join(etc, 'plugins/two.ini'), 0o644)
    },
    [
      "plugin 'two': ~/plugins/two.ini: everybody can read [ldap] bindpasswd; mend it with: chmod o-r ~/plugins/two.ini",
    ],
  ],
  [
    'an empty secret of a plugin, and other options',
    ({ etc }) => {
      writeFileSync(join(etc, 'plugins/two.ini'), `${enabled}[ldap]\npassword =\nuri = x\n`)
      chmodSync(join(etc, 'plugins/two.ini'), 0o644)
    },
    [],
  ],
]

for (const [title, spoil, warnings] of secrets) {
  t.test(`whoever can read a secret is warned about: ${title}`, async t => {
    const files = agentFiles(t)
    chmodSync(files.etc, 0o755)
    chmodSync(join(files.etc, 'plugins'), 0o755)
    chmodSync(files.ini, 0o600)
    spoil(files)
    const { code, warnings: told } = await start(t, files)
    t.equal(code, 0)
    t.strictSame(
      told.filter(line => line.includes('everybody can read')),
      warnings,
    )
  })
}

t.test('whoever is not root is refused nothing', { skip: rootOnly }, async t => {
  const { ini, etc, plugins } = agentFiles(t, { daemon: { user: stranger, group: stranger } })
  // As root it reads its own files, as the other user those of the plugins.
  for (const path of [etc, join(etc, 'plugins'), plugins, join(plugins, 'one')]) chmodSync(path, 0o755)
  for (const path of [join(etc, 'plugins'), plugins, join(plugins, 'one')]) chownSync(path, stranger, 0)
  t.match(await run(['check', '-f', ini]), { code: 0, out: /plugin 'one' 1\.0\.0 would be activated/ })
})

t.test(
  'a path with a blank in it is quoted, so that the command can be copied',
  { skip: rootOnly },
  async t => {
    const folder = join(tempDir(t), 'my agent')
    mkdirSync(folder)
    const ini = join(folder, 'agent.ini')
    writeFileSync(ini, '[main]\nlogin = a\npassword = b\n')
    chmodSync(ini, 0o666)
    t.throws(() => checkAgentFiles(loadAgentConfig(ini)), {
      code: 'MMC_ERR_CONFIG_UNSAFE',
      message: `this mends it: chmod go-w '${ini}'`,
    })
  },
)
