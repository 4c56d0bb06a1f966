import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import t, { type Test } from 'tap'
import { childEnvironment } from '../../src/shell/child-environment.ts'
import { version } from '../../src/version.ts'
import { forms } from './forms.ts'
import { missing } from './missing.ts'

/** Gives the agent's environment these variables for one test; undefined takes one away. */
function setEnv(t: Test, variables: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name]
    t.teardown(() => setVariable(name, before))
    setVariable(name, value)
  }
}

function setVariable(name: string, value: string | undefined) {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

const agent = { HOME: '/home/agent', TZ: undefined, LANG: 'de_DE.UTF-8', LC_ALL: 'C.UTF-8', AWS_SECRET: 'x' }
const clean = { PATH: '/usr/bin:/bin', HOME: '/home/agent', LANG: 'C', MMC_AGENT: version }

await t.test('a command gets PATH, HOME, LANG=C and MMC_AGENT, and nothing else of the agent', async t => {
  setEnv(t, { ...agent, PATH: '/usr/bin:/bin' })
  t.strictSame(childEnvironment(), clean)
})

await t.test('a command gets TZ where the agent has it', async t => {
  setEnv(t, { ...agent, PATH: '/usr/bin:/bin', TZ: 'Europe/Paris' })
  t.strictSame(childEnvironment(), { ...clean, TZ: 'Europe/Paris' })
})

await t.test('an agent without PATH and HOME gives the usual ones', async t => {
  for (const none of [undefined, '']) {
    setEnv(t, { PATH: none, HOME: none })
    const { PATH, HOME } = childEnvironment()
    t.equal(PATH, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
    t.equal(HOME, none === undefined ? homedir() : '/')
  }
})

await t.test("what the plugin adds comes on top, or in place of the agent's", async t => {
  setEnv(t, { ...agent, PATH: '/usr/bin:/bin' })
  t.strictSame(childEnvironment({ LANG: 'C.UTF-8', EMPTY: '' }), { ...clean, LANG: 'C.UTF-8', EMPTY: '' })
})

await t.test('what a program finds in its environment is exactly that', async t => {
  const script = `
    import { shLaunch } from ${shellModule('sh-launch')}
    import { shLaunchDeferred } from ${shellModule('sh-launch-deferred')}
    const options = { env: { ADDED: 'a b\\nc=d' } }
    const results = [await shLaunchDeferred(['env', '-0'], options), shLaunch(['env', '-0'], options)]
    console.log(JSON.stringify(results.map(({ out }) => out.split('\\0').sort())))
  `
  // Through env -i: tap adds variables to every process that a test starts.
  const variables = [
    'PATH=/usr/bin:/bin',
    'HOME=/home/agent',
    'LANG=de_DE.UTF-8',
    'AWS_SECRET=x',
    'PWD=/x',
    'MMC_AGENT=y',
  ]
  const args = ['-i', ...variables, process.execPath, '--input-type=module', '--eval', script]
  const found: unknown = JSON.parse(execFileSync('env', args, { encoding: 'utf8' }))
  const expected = [
    '',
    'ADDED=a b\nc=d',
    'HOME=/home/agent',
    'LANG=C',
    `MMC_AGENT=${version}`,
    'PATH=/usr/bin:/bin',
  ]
  t.strictSame(found, [expected, expected])
})

for (const [form, launch] of forms) {
  await t.test(`${form}: messages are in English whatever the agent's language`, async t => {
    setEnv(t, agent)
    const { err } = await launch(['cat', '/no/such/file'])
    t.equal(err, 'cat: /no/such/file: No such file or directory\n')
  })

  await t.test(`${form}: no shell reads ~/.bashrc`, { skip: missing('bash') }, async t => {
    setEnv(t, { HOME: t.testdir({ '.bashrc': 'echo from .bashrc\n', '.profile': 'echo from .profile\n' }) })
    for (const [command, options] of [
      ['echo done', {}],
      ['echo done', { input: 'x' }],
      [['bash', '-c', 'echo done'], {}],
    ] as const) {
      t.equal((await launch(command, options)).out, 'done\n')
    }
  })
}

function shellModule(name: string) {
  return JSON.stringify(new URL(`../../src/shell/${name}.js`, import.meta.url))
}
