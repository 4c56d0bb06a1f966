import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type AgentOptions,
  buildAgent,
  captureLog,
  enabled,
  fixturePlugins,
  root,
  startAgent,
  writePlugins,
} from '../helper.ts'

/** A plugin that writes down what is done to it. */
function telling(name: string, source = ''): string {
  return `
const tell = step => (globalThis.steps ??= []).push('${name} ' + step)
tell('import')
export const activate = () => (tell('activate'), true)
export const activate_2 = () => (tell('activate_2'), true)
export const deactivate = () => tell('deactivate')
${source}`
}

function takeSteps(): string[] {
  const steps: string[] = Reflect.get(globalThis, 'steps') ?? []
  Reflect.set(globalThis, 'steps', [])
  return steps
}

/** An agent whose plugins are these sources, all of them enabled; the first is required. */
function withPlugins(
  t: Test,
  sources: Readonly<Record<string, string>>,
  log?: AgentOptions['log'],
): AgentOptions {
  return {
    options: {
      limits: { activateseconds: 3 },
      main: { plugindirs: writePlugins(t, sources), required: Object.keys(sources)[0] ?? '' },
    },
    plugins: Object.fromEntries(Object.keys(sources).map(name => [name, enabled])),
    ...(log && { log }),
  }
}

t.test(
  'plugins are activated required ones first, then as they depend on each other, then by name',
  async t => {
    const app = await startAgent(
      t,
      withPlugins(t, {
        zero: telling('zero'),
        alpha: telling('alpha', "export const dependsOn = ['gamma']"),
        beta: telling('beta'),
        gamma: telling('gamma'),
      }),
    )
    t.strictSame(takeSteps(), [
      ...['alpha', 'beta', 'gamma', 'zero'].map(name => `${name} import`),
      ...['zero', 'gamma', 'alpha', 'beta'].map(name => `${name} activate`),
      ...['zero', 'gamma', 'alpha', 'beta'].map(name => `${name} activate_2`),
    ])
    await app.stop()
    t.strictSame(
      takeSteps(),
      ['beta', 'alpha', 'gamma', 'zero'].map(name => `${name} deactivate`),
      'and deactivated in reverse',
    )
    t.equal(app.host.report('beta')?.state, 'stopped')
  },
)

t.test('a required plugin needs no ini file to be enabled', async t => {
  const app = await startAgent(t, { plugins: {} })
  t.equal(app.host.report('good')?.state, 'active')
})

t.test('a required plugin that is not active ends the start, with why', async t => {
  const cases: [required: string, plugins: Record<string, string>, message: RegExp][] = [
    ['declines', {}, /'declines' is not active: it is declined \(activate\(\) returned false: no systemd/],
    [
      'good',
      { good: '[main]\ndisable = 1\n' },
      /'good' is not active: it is disabled \(\[main\] disable = 1/,
    ],
    [
      'base',
      {},
      /'base' is not active: it is not in .*; name its directory in \[main\] plugindirs, where 'bundled'/,
    ],
  ]
  for (const [required, plugins, message] of cases) {
    const app = await buildAgent(t, { options: { main: { required } }, plugins })
    await t.rejects(app.start(), { code: 'MMC_ERR_PLUGIN_REQUIRED', exitCode: 4, message })
  }
})

t.test('of two plugins with one name the first directory wins, and that is reported', async t => {
  const { log, lines } = captureLog()
  const dirs = `${fixturePlugins}, ${root}test/fixtures/plugins-beside`
  const app = await startAgent(t, { options: { main: { plugindirs: dirs } }, log })
  t.equal(app.host.report('good')?.state, 'active')
  t.ok(
    lines.some(({ msg }) => /plugins-beside\/good is not loaded: a plugin 'good' stands/.test(String(msg))),
  )
})

t.test('a plugin directory that cannot be read is an error of the configuration', async t => {
  const app = await buildAgent(t, { options: { main: { plugindirs: '/nowhere/at/all' } } })
  await t.rejects(app.start(), {
    code: 'MMC_ERR_PLUGIN_DIR',
    exitCode: 3,
    message:
      'MMC_ERR_PLUGIN_DIR: cannot read the plugin directory /nowhere/at/all: ENOENT; mend [main] plugindirs',
  })
})

t.test('a plugin may call the methods of active plugins while it is activated', async t => {
  const app = await startAgent(
    t,
    withPlugins(t, {
      first: 'export const activate = () => true\nexport const answer = x => x + 1',
      second: `
        import { currentPlugin } from 'mmc-agent'
        export const dependsOn = ['first']
        let found
        export const activate = async () => (found = await currentPlugin().call('first.answer', 41)) === 42`,
    }),
  )
  t.equal(app.host.report('second')?.state, 'active')
})

t.test("a plugin's signal fires when the plugin is stopped or was not activated", async t => {
  const source = `
    import { currentPlugin } from 'mmc-agent'
    export function activate() {
      const { name, signal } = currentPlugin()
      signal.addEventListener('abort', () => (globalThis.steps ??= []).push(name + ' ended'))
      return name !== 'declining'
    }`
  const app = await startAgent(t, withPlugins(t, { staying: source, declining: source }))
  t.strictSame(takeSteps(), ['declining ended'])
  await app.stop()
  t.strictSame(takeSteps(), ['staying ended'])
})

t.test('deactivate() that throws or hangs keeps no other plugin from its own', async t => {
  const app = await startAgent(
    t,
    withPlugins(t, {
      base: telling('base'),
      hanging: 'export const activate = () => true\nexport const deactivate = () => new Promise(() => {})',
      throwing:
        "export const activate = () => true\nexport const deactivate = () => { throw new Error('no') }",
    }),
  )
  takeSteps()
  await app.stop()
  t.strictSame(takeSteps(), ['base deactivate'])
  t.strictSame(
    app.host.reports().map(({ state }) => state),
    ['stopped', 'stopped', 'stopped'],
  )
})

t.test(
  'health() is asked at the start, and whatever is wrong with it is failing health and nothing else',
  async t => {
    const app = await startAgent(t, {
      plugins: { good: enabled, sick: enabled },
    })
    t.match(app.host.report('good'), { status: 'pass', health: { status: 'pass', output: 'all fine' } })
    t.match(app.host.report('sick'), {
      state: 'active',
      status: 'fail',
      reason: null,
      health: {
        status: 'fail',
        output:
          "health() returned { state: 'bad' }; expected { status: 'pass' | 'warn' | 'fail', output?: string }",
      },
    })
  },
)

t.test(
  'what activate() may have set up is undone when it fails or takes too long, and not when it declines',
  async t => {
    const undone = (name: string, activate: string) => `
    export const activate = ${activate}
    export const deactivate = () => { (globalThis.steps ??= []).push('${name} undone') }`
    await startAgent(
      t,
      withPlugins(t, {
        base: 'export const activate = () => true',
        declining: undone('declining', '() => false'),
        hanging: undone('hanging', '() => new Promise(() => {})'),
        throwing: undone('throwing', "() => { throw new Error('no') }"),
      }),
    )
    t.strictSame(takeSteps(), ['hanging undone', 'throwing undone'])
  },
)

t.test('a stop in the middle of the start activates nothing more, and undoes what was begun', async t => {
  const app = await buildAgent(
    t,
    withPlugins(t, {
      base: `
        export const deactivate = () => { globalThis.steps.push('base undone') }
        export const activate = () => new Promise(resolve => {
          globalThis.finishActivation = () => resolve(true)
          globalThis.activationBegan()
        })`,
      later: telling('later'),
    }),
  )
  const began = new Promise(resolve => Reflect.set(globalThis, 'activationBegan', resolve))
  takeSteps()
  const started = app.start()
  await began
  const stopped = app.host.stop()
  Reflect.get(globalThis, 'finishActivation')()
  await Promise.all([started, stopped])
  t.strictSame(takeSteps(), ['later import', 'base undone'])
})

t.test('a plugin that is taken out is quarantined, and begins anew when it is revived', async t => {
  const { host, registry } = await startAgent(
    t,
    withPlugins(t, { first: telling('first'), other: telling('other') }),
  )
  takeSteps()
  await host.quarantine('other', 'it did harm')
  t.strictSame(takeSteps(), ['other deactivate'])
  t.match(host.report('other'), { state: 'quarantined', status: 'warn', reason: 'it did harm', methods: 0 })
  t.throws(() => registry.resolve('other.getVersion'), {
    code: -32001,
    message: "Plugin 'other' is not active, it is quarantined: it did harm",
  })

  await host.revive('other')
  t.strictSame(takeSteps(), ['other activate', 'other activate_2'])
  t.match(host.report('other'), { state: 'active', status: 'pass', reason: null })
  t.equal(registry.resolve('other.getVersion').owner, 'other')

  await host.revive('other')
  t.strictSame(takeSteps(), [], 'what is active goes on')
})

t.test('a plugin that begins anew has its settings and its signal anew', async t => {
  const { host, registry, config } = await startAgent(
    t,
    withPlugins(t, {
      first: telling('first'),
      other: `
import { currentPlugin, PluginConfig } from 'mmc-agent'
let settings, signal
export function activate() {
  settings = PluginConfig.load().options('own')
  signal = currentPlugin().signal
  return true
}
export const state = () => [settings, signal.aborted]`,
    }),
  )
  const state = () => registry.resolve('other.state').invoke([], async () => null)
  t.strictSame(state(), [[], false])
  await host.quarantine('other', 'it did harm')
  writeFileSync(join(config.pluginConfDir, 'other.ini'), '[main]\ndisable = 0\n[own]\nword = 1\n')
  await host.revive('other')
  t.strictSame(state(), [['word'], false])

  await host.quarantine('other', 'it did harm again')
  writeFileSync(join(config.pluginConfDir, 'other.ini'), '[main]\ndisable = 1\n')
  await host.revive('other')
  t.match(host.report('other'), { state: 'disabled' })
})
