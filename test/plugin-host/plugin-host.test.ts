import t from 'tap'
import type { Phase, PluginState } from '../../src/plugin-host/plugin-state.ts'
import { authorization, captureLog, enabled, startAgent } from '../helper.ts'

interface LifeCase {
  readonly name: string
  readonly state: PluginState
  readonly phase: Phase
  readonly reason: string | RegExp | null
}

const lives: readonly LifeCase[] = [
  { name: 'good', state: 'active', phase: 'activate', reason: null },
  {
    name: 'disabled_by_option',
    state: 'disabled',
    phase: 'config',
    reason: '[main] disable = 1 in disabled_by_option.ini',
  },
  {
    name: 'disabled_without_option',
    state: 'disabled',
    phase: 'config',
    reason:
      '[main] disable is missing in disabled_without_option.ini; disabled unless it says [main] disable = 0',
  },
  {
    name: 'disabled_without_file',
    state: 'disabled',
    phase: 'config',
    reason: 'there is no disabled_without_file.ini; disabled unless it says [main] disable = 0',
  },
  {
    name: 'declines',
    state: 'declined',
    phase: 'activate',
    reason: 'activate() returned false: no systemd on this machine',
  },
  { name: 'declines_silently', state: 'declined', phase: 'activate', reason: 'activate() returned false' },
  { name: 'throws_on_import', state: 'failed', phase: 'import', reason: 'cannot read place.conf' },
  {
    name: 'syntax_error',
    state: 'failed',
    phase: 'import',
    reason: 'MMC_ERR_PLUGIN_SYNTAX: index.js is not JavaScript at (line:column): Unexpected token (3:0)',
  },
  {
    name: 'throws_in_activate',
    state: 'failed',
    phase: 'activate',
    reason: 'TypeError: no database at db',
  },
  { name: 'rejects_in_activate', state: 'failed', phase: 'activate', reason: "thrown value: 'just a text'" },
  {
    name: 'hangs_in_import',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_STEP_TIME: import did not finish within 3 s; end it sooner, or raise [limits] activateseconds',
  },
  {
    name: 'hangs_in_activate',
    state: 'failed',
    phase: 'activate',
    reason:
      'MMC_ERR_PLUGIN_STEP_TIME: activate() did not finish within 3 s; end it sooner, or raise [limits] activateseconds',
  },
  {
    name: 'no_activate',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_EXPORT: activate() is not exported; every plugin exports activate, getVersion, getApiVersion, getRevision',
  },
  {
    name: 'wrong_answer',
    state: 'failed',
    phase: 'activate',
    reason:
      "MMC_ERR_PLUGIN_RESULT: activate() returned 'yes'; it must return true to be exported or false to decline",
  },
  {
    name: 'no_version',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_EXPORT: getApiVersion() is not exported; every plugin exports activate, getVersion, getApiVersion, getRevision',
  },
  {
    name: 'odd_version',
    state: 'failed',
    phase: 'import',
    reason: 'MMC_ERR_PLUGIN_RESULT: getVersion() returned 123; it must return a string',
  },
  {
    name: 'circle_a',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_CIRCLE: dependsOn makes a circle: circle_a → circle_b → circle_a; take one of them out',
  },
  {
    name: 'circle_b',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_CIRCLE: dependsOn makes a circle: circle_b → circle_a → circle_b; take one of them out',
  },
  {
    name: 'needs_missing',
    state: 'failed',
    phase: 'import',
    reason:
      "MMC_ERR_PLUGIN_MISSING_DEPENDENCY: 'needs_missing' needs 'not_there', which is in no plugin directory",
  },
  {
    name: 'needs_declined',
    state: 'failed',
    phase: 'import',
    reason:
      "MMC_ERR_PLUGIN_MISSING_DEPENDENCY: 'needs_declined' needs 'declines', which is declined (activate() returned false: no systemd on this machine)",
  },
  { name: 'needs_good', state: 'active', phase: 'activate', reason: null },
  {
    name: 'needs_module',
    state: 'failed',
    phase: 'import',
    reason: /^Cannot find package 'a-package-that-nobody-has' imported from index\.js$/,
  },
  {
    name: 'odd_error',
    state: 'failed',
    phase: 'activate',
    reason: '{ code: 1 }',
  },
  {
    name: 'syntax_error_inside',
    state: 'failed',
    phase: 'import',
    reason: /^MMC_ERR_PLUGIN_SYNTAX_INSIDE: index\.js, or a file that it imports, cannot be loaded: /,
  },
  {
    name: 'commonjs',
    state: 'failed',
    phase: 'import',
    reason:
      "MMC_ERR_PLUGIN_COMMONJS: index.js exports nothing as an ES module; write 'export function …' in place of module.exports, and import in place of require()",
  },
  {
    name: 'commonjs_package',
    state: 'failed',
    phase: 'import',
    reason:
      'MMC_ERR_PLUGIN_PACKAGE_TYPE: Node reads index.js as CommonJS because of package.json; put a package.json with { "type": "module" } into the plugin\'s folder',
  },
  { name: 'exports_then', state: 'active', phase: 'activate', reason: null },
  { name: 'exports_everything', state: 'active', phase: 'activate_2', reason: null },
  {
    name: 'fails_in_activate_2',
    state: 'failed',
    phase: 'activate_2',
    reason: 'MMC_ERR_PLUGIN_RESULT: activate_2() returned false; it must return true',
  },
  {
    name: 'needs_failed_in_2',
    state: 'failed',
    phase: 'activate',
    reason: /^MMC_ERR_PLUGIN_MISSING_DEPENDENCY: .* 'fails_in_activate_2', which is failed/,
  },
  {
    name: 'odd_method_name',
    state: 'failed',
    phase: 'import',
    reason: /^MMC_ERR_METHOD_NAME: 'odd_method_name.odd name' cannot be called over the wire/,
  },
  {
    name: 'odd_noauth',
    state: 'failed',
    phase: 'import',
    reason: "MMC_ERR_PLUGIN_EXPORT: NOAUTHNEEDED names 'mispelt', which is none of the plugin's methods",
  },
  {
    name: 'bad_config',
    state: 'failed',
    phase: 'activate',
    reason: 'ConfigException: [main] path must name a directory',
  },
  {
    name: 'bad_ini',
    state: 'failed',
    phase: 'config',
    reason: 'ConfigException: bad_ini.ini: [main] disable = perhaps: must be 0 or 1',
  },
  {
    name: 'Bad-Name',
    state: 'failed',
    phase: 'config',
    reason: "the folder's name must match ^[a-z][a-z0-9_]{0,31}$; rename the folder",
  },
  {
    name: 'system',
    state: 'failed',
    phase: 'config',
    reason: "the name 'system' belongs to the agent; rename the folder",
  },
  {
    name: 'only_typescript',
    state: 'failed',
    phase: 'config',
    reason: 'there is no index.js: run mmc-agent build on the folder',
  },
]

const left = [
  'late_rejection',
  'timer_throws',
  'throws_forever',
  'sick',
  'blocks',
  'blocks_in_activate',
  'exits_in_activate',
]

t.test(
  'whatever goes wrong in a plugin is its own failure, told in words, beside others that answer',
  async t => {
    const plugins = Object.fromEntries(lives.map(({ name }) => [name, enabled]))
    Object.assign(plugins, {
      disabled_by_option: '[main]\ndisable = 1\n',
      disabled_without_option: '[main]\nother = 1\n',
      bad_ini: '[main]\ndisable = perhaps\n',
    })
    delete plugins['disabled_without_file']
    const { log, lines } = captureLog()
    const { host, registry, server } = await startAgent(t, {
      plugins,
      log,
      options: { limits: { activateseconds: 3 } },
    })

    for (const { name, state, phase, reason } of lives) {
      await t.test(`${name} is ${state}`, async t => {
        const report = host.report(name)
        t.match(report, { name, state, phase, required: name === 'good' })
        if (reason instanceof RegExp) t.match(report?.reason, reason)
        else t.equal(report?.reason, reason)
        if (state !== 'active') {
          t.equal(report?.methods, 0)
          t.notOk(registry.list().some(({ owner, plugin }) => owner === name && plugin !== null))
        }
      })
    }

    t.equal(host.report('not_a_plugin'), undefined, 'a folder without an index file is no plugin')
    t.strictSame(
      host.reports().map(({ name }) => name),
      [...lives.map(({ name }) => name), ...left].sort(),
      'every plugin is reported, by name',
    )

    const response = await server.inject({
      method: 'POST',
      url: '/rpc/good.greet',
      headers: { authorization },
      payload: ['Ada'],
    })
    t.equal(response.body, '"Hello, Ada"', 'the good plugin answers')

    t.strictSame(
      registry
        .list()
        .filter(({ owner }) => owner === 'exports_everything')
        .map(({ name }) => name.slice('exports_everything.'.length)),
      ['arrow', 'asynchronous', 'declared', 'getApiVersion', 'getRevision', 'getVersion', 'reExported'],
      'functions of the module itself are methods, and nothing else',
    )
    const then = await server.inject({
      method: 'POST',
      url: '/rpc/exports_then.then',
      headers: { authorization },
    })
    t.equal(then.body, '"an ordinary method"', 'an export called then is a method like any other')

    const broken = await server.inject({
      method: 'POST',
      url: '/rpc/throws_in_activate.x',
      headers: { authorization },
    })
    t.equal(broken.statusCode, 503)
    t.match(broken.json().error, {
      code: -32001,
      message: "Plugin 'throws_in_activate' is not active, it is failed: TypeError: no database at db",
    })
    t.match(
      lines.find(({ plugin }) => plugin === 'throws_in_activate'),
      { level: 50, err: { stack: /throws_in_activate\/index\.js/, message: /\/var\/lib\/secret\/db/ } },
      'the log has the whole error',
    )
    t.equal(
      Reflect.get(globalThis, 'deactivatedAfterFailure'),
      true,
      'what had been activated is deactivated when it fails later',
    )
  },
)
