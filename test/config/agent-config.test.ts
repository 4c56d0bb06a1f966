import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t, { type Test } from 'tap'
import { type ConfigOverrides, loadAgentConfig, shippedConfigFile } from '../../src/config/agent-config.ts'
import { root, tempDir } from '../helper.ts'

const login = 'login = mmc\npassword = mine\n'

function load(t: Test, text: string, { local, ...overrides }: ConfigOverrides & { local?: string } = {}) {
  const file = join(tempDir(t), 'agent.ini')
  writeFileSync(file, text)
  if (local !== undefined) writeFileSync(`${file}.local`, local)
  return loadAgentConfig(file, overrides)
}

t.test('a file needs nothing but login and password', async t => {
  const config = load(t, `[main]\n${login}`)
  t.match(config, {
    host: '127.0.0.1',
    port: 7080,
    login: 'mmc',
    password: 'mine',
    required: ['base'],
    requireLogin: true,
    corsOrigins: [],
    publicHealth: true,
    pidFile: undefined,
    bodyBytes: 4_194_304,
    callSeconds: 60,
    logLevel: 'info',
    pluginDirs: [join(root, 'dist/plugins')],
    pluginConfDir: join(config.file, '../plugins'),
    warnings: [],
  })
})

t.test('the shipped file works, and warns of its password at every start', async t => {
  const config = loadAgentConfig(shippedConfigFile)
  t.match(config, { host: '127.0.0.1', port: 7080, login: 'mmc', password: 's3cr3t', requireLogin: false })
  t.match(config.warnings, [/\[main\] password is the one that everybody knows/])
})

t.test('with the shipped password the agent listens on a loopback address only', async t => {
  const text = (host: string, password = 's3cr3t') =>
    `[main]\nlogin = a\npassword = ${password}\nhost = ${host}\n`
  for (const host of ['127.0.0.1', '127.0.1.1', '::1', 'localhost']) load(t, text(host))
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'agent.example', '127.0.0.1.example', '128.0.0.1']) {
    for (const password of ['s3cr3t', '{base64}czNjcjN0']) {
      t.throws(() => load(t, text(host, password)), { code: 'MMC_ERR_CONFIG_VALUE', exitCode: 3 }, host)
    }
    load(t, text(host, 'mine'))
  }
  t.throws(() => load(t, text('127.0.0.1'), { host: '0.0.0.0' }), {
    message: /--host: \[main\] host = 0\.0\.0\.0: with/,
  })
})

t.test('relative paths are relative to the file', async t => {
  const dir = tempDir(t)
  mkdirSync(join(dir, 'etc'))
  const file = join(dir, 'etc/agent.ini')
  writeFileSync(
    file,
    `[main]\n${login}plugindirs = ../mine, bundled, /abs\npluginconfdir = conf\n[daemon]\npidfile = ../run/pid\n[log]\nfile = log`,
  )
  t.match(loadAgentConfig(file), {
    pluginDirs: [join(dir, 'mine'), join(root, 'dist/plugins'), '/abs'],
    pluginConfDir: join(dir, 'etc/conf'),
    pidFile: join(dir, 'run/pid'),
    logFile: join(dir, 'etc/log'),
  })
})

t.test('what stands in .local overrides single options, and the command line both', async t => {
  const config = load(t, `[main]\n${login}port = 1\nhost = ::1`, {
    local: '[main]\nport = 2\nrequired = a, b',
  })
  t.match(config, { host: '::1', port: 2, login: 'mmc', required: ['a', 'b'] })
  t.match(load(t, `[main]\n${login}port = 1`, { local: '[main]\nport = 2', port: '0', host: '::1' }), {
    host: '::1',
    port: 0,
  })
})

const wrong: [line: string, message: RegExp][] = [
  ['port = 65536', /\[main\] port = 65536: must be a whole number from 0 to 65535$/],
  ['port = http', /\[main\] port = http: must be a whole number/],
  ['port =', /\[main\] port = : must be a whole number/],
  ['port = -1', /port = -1/],
  ['port = 80.5', /port = 80\.5/],
  ['host =', /\[main\] host = : must be a text that is not empty$/],
  ['requirelogin = maybe', /requirelogin = maybe: must be 1, 0, yes, no, true, false, on or off$/],
  ['enablessl = ssl', /enablessl = ssl: must be 1, 0, yes, no, true, false, on or off$/],
  ['privkey =', /\[main\] privkey = : must be a text that is not empty$/],
  ['[log]\nlevel = loud', /\[log\] level = loud: must be one of trace, debug, info/],
  ['[limits]\nbodybytes = 10', /\[limits\] bodybytes = 10: must be a whole number from 1024/],
  ['[daemon]\numask = 9', /\[daemon\] umask = 9: must be an octal number/],
]

for (const [line, message] of wrong) {
  t.test(`a wrong value is one line and exit code 3: ${JSON.stringify(line)}`, async t => {
    t.throws(() => load(t, `[main]\n${login}${line}\n`), { exitCode: 3, message })
  })
}

t.test('a wrong value is shown with the file that it stands in', async t => {
  t.throws(() => load(t, `[main]\n${login}`, { local: '[main]\nport = x' }), {
    message: /agent\.ini\.local: \[main\] port/,
  })
  t.throws(() => load(t, `[main]\n${login}`, { port: 'x' }), {
    message: /--port: \[main\] port = x: must be/,
  })
})

t.test('a missing login or password says what it is for', async t => {
  t.throws(() => load(t, '[main]\npassword = x'), {
    code: 'MMC_ERR_CONFIG_MISSING',
    exitCode: 3,
    message: /agent\.ini: \[main\] login is missing: clients must name themselves with it \(HTTP Basic\)$/,
  })
  t.throws(() => load(t, ''), { code: 'MMC_ERR_CONFIG_MISSING' })
})

t.test('a password may be written in base64, and is never shown', async t => {
  t.equal(load(t, '[main]\nlogin = a\npassword = {base64}cMOkc3M=').password, 'päss')
  t.throws(() => load(t, '[main]\nlogin = a\npassword = {base64}!!'), {
    message: /\[main\] password = \(not shown\): must be/,
  })
})

t.test('a file that is not there, or no ini file, is one line', async t => {
  t.throws(() => loadAgentConfig('/nowhere/agent.ini'), {
    exitCode: 3,
    message: 'MMC_ERR_CONFIG_UNREADABLE: cannot read /nowhere/agent.ini: there is no such file',
  })
  t.throws(() => load(t, 'port = 1'), { code: 'MMC_ERR_CONFIG_SYNTAX', message: /agent\.ini, line 1: / })
})

t.test('an unknown option is a warning that names the nearest known one', async t => {
  const cases: [line: string, warning: RegExp][] = [
    ['prot = 80', /\[main\] prot is unknown; did you mean port\?$/],
    ['requirelogins = 0', /did you mean requirelogin\?$/],
    ['pidfile = x', /\[main\] pidfile is unknown; did you mean \[daemon\] pidfile\?$/],
    ['[limits]\ncallsecond = 1', /\[limits\] callsecond is unknown; did you mean callseconds\?$/],
    ['zzz = 1', /\[main\] zzz is unknown$/],
    ['[other]\nport = 1', /\[other\] port is unknown; did you mean \[main\] port\?$/],
  ]
  for (const [line, warning] of cases) {
    const { warnings } = load(t, `[main]\n${login}${line}\n`)
    t.equal(warnings.length, 1)
    t.match(warnings[0], warning)
  }
})

t.test(
  'a file of the original works: its own options are named as not used, its logging sections as a whole',
  async t => {
    const { warnings, user, group } = load(
      t,
      `[main]\n${login}multithreading = 1\nmaxthreads = 20\nenablessl = 0\nverifypeer = 0\nlocalcert = k.pem\n` +
        '[daemon]\nuser = mmc\ngroup = 100\n[loggers]\nkeys = root\n[handler_hand01]\nargs = (1, )\n[formatter_form01]\nformat = %(asctime)s',
    )
    t.strictSame([user, group], ['mmc', '100'])
    t.strictSame(
      warnings.map(line => line.replace(/^.*agent\.ini: /, '')),
      [
        '[main] multithreading is not used: calls never block each other',
        '[main] maxthreads is not used: [limits] callsatonce bounds the calls that run at once',
        ...['loggers', 'handler_hand01', 'formatter_form01'].map(
          section => `[${section}] is not used: what is logged and where is set in [log]`,
        ),
      ],
    )
  },
)

const tlsCases: [title: string, lines: string, files: string[] | undefined][] = [
  [
    '0, the default, means no TLS, whatever files are named',
    'localcert = k\ncacert = c\nverifypeer = 1',
    undefined,
  ],
  [
    'with verifypeer = 0, localcert is the key and cacert the certificate',
    'enablessl = 1\nlocalcert = keys/k\ncacert = ../c',
    ['key: [main] localcert = keys/k', 'certificate: [main] cacert = ../c'],
  ],
  [
    'with verifypeer = 1, localcert is both and cacert the CA of the clients',
    'enablessl = 1\nverifypeer = 1\nlocalcert = l\ncacert = c',
    ['key: [main] localcert = l', 'certificate: [main] localcert = l', 'clientCa: [main] cacert = c'],
  ],
  [
    'the old names privkey and certfile work',
    'enablessl = 1\nprivkey = k\ncertfile = c',
    ['key: [main] privkey = k', 'certificate: [main] certfile = c'],
  ],
  [
    'the new names go before the old ones',
    'enablessl = 1\nprivkey = old\nlocalcert = k\ncacert = c\ncertfile = old',
    ['key: [main] localcert = k', 'certificate: [main] cacert = c'],
  ],
]

for (const [title, lines, files] of tlsCases) {
  t.test(`enablessl: ${title}`, async t => {
    const { tls, file, warnings } = load(t, `[main]\n${login}${lines}\n`)
    const found = Object.entries(tls ?? {}).map(
      ([what, { option, path }]) => `${what}: ${option} = ${relative(dirname(file), path)}`,
    )
    t.strictSame(tls && found, files)
    t.strictSame(warnings, [])
  })
}

t.test('enablessl = 1 without a file is one line that says what the file must hold', async t => {
  const cases: [lines: string, message: RegExp][] = [
    [
      '',
      /\[main\] localcert is missing: enablessl = 1 needs it; with verifypeer = 0 it holds the private key of/,
    ],
    [
      'privkey = k',
      /\[main\] cacert is missing: .*; with verifypeer = 0 it holds the certificate of the server$/,
    ],
    [
      'verifypeer = 1',
      /localcert is missing: .*; with verifypeer = 1 it holds the private key and the certificate of/,
    ],
    [
      'verifypeer = 1\nlocalcert = l',
      /cacert is missing: .*; with verifypeer = 1 it holds the certificate of the CA/,
    ],
  ]
  for (const [lines, message] of cases) {
    t.throws(() => load(t, `[main]\n${login}enablessl = 1\n${lines}\n`), {
      code: 'MMC_ERR_CONFIG_MISSING',
      exitCode: 3,
      message,
    })
  }
})
