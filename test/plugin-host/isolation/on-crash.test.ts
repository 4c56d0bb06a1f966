import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { PluginHost } from '../../../src/plugin-host/plugin-host.ts'
import { Dispatcher } from '../../../src/rpc/dispatcher.ts'
import { MethodRegistry } from '../../../src/rpc/method-registry.ts'
import { enabled, tempDir, writePlugins } from '../../helper.ts'

const limits = { maxDepth: 64, maxValues: 1000 }

t.test('whoever watches for crashes can quarantine the plugin before it is started anew', async t => {
  const pluginConfDir = join(tempDir(t), 'plugins')
  mkdirSync(pluginConfDir)
  writeFileSync(join(pluginConfDir, 'fragile.ini'), `${enabled}isolate = 1\n`)
  const registry = new MethodRegistry()
  const log = pino({ level: 'silent' })
  const crashes: unknown[] = []
  let quarantined = Promise.resolve()
  const host: PluginHost = new PluginHost({
    pluginDirs: [
      writePlugins(t, {
        fragile: 'export const activate = () => true\nexport const exit = code => process.exit(code)',
      }),
    ],
    pluginConfDir,
    required: [],
    activateTimeoutMs: 20_000,
    healthTimeoutMs: 5000,
    limits,
    allowUnsafe: false,
    nil: false,
    bigint: 'double',
    registry,
    log,
    call: () => Promise.reject(new Error('nobody calls')),
    onCrash: (...crash) => {
      crashes.push(crash)
      if (crashes.length === 2) quarantined = host.quarantine('fragile', 'it has crashed twice')
    },
  })
  t.teardown(() => host.stop())
  await host.load()
  await host.activate()
  const dispatcher = new Dispatcher({
    registry,
    requireLogin: false,
    callTimeoutMs: 60_000,
    admission: { maxCalls: 10, maxCallsPerSession: 10, maxCallsPerMethod: 10, maxWaiting: 0, waitMs: 1000 },
    maxNameLength: 255,
    ...limits,
  })
  dispatcher.open()
  const exit = (code: number) =>
    dispatcher.dispatch(
      { method: 'fragile.exit', params: [code] },
      {
        door: 'rpc',
        session: { user: null, hasChanged: false },
        attempts: { begin() {}, succeeded() {} },
        rights: 'caller',
        depth: 0,
        clientAddress: null,
        requestId: '1',
        log,
        sessionId: undefined,
        check: async () => undefined,
        signal: new AbortController().signal,
      },
    )
  t.match(await exit(1), { fault: { code: -32603 } })
  t.match(await exit(2), { fault: { code: -32603 } }, 'it waited for the restart')
  await quarantined
  t.strictSame(crashes, [
    ['fragile', 'called process.exit(1)'],
    ['fragile', 'called process.exit(2)'],
  ])
  t.match(host.report('fragile'), { state: 'quarantined', reason: 'it has crashed twice' })
  t.match(await exit(3), { fault: { code: -32001 } })
  await host.revive('fragile')
  t.equal(host.report('fragile')?.state, 'active')
})
