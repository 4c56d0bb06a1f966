import type { Logger } from 'pino'
import t, { type Test } from 'tap'
import { surviveLateErrors } from '../../../src/late-errors.ts'
import { authorization, captureLog, enabled, startAgent, writePlugins } from '../../helper.ts'

const sources = {
  fragile: `
import { currentCall, shLaunchDeferred } from 'mmc-agent'
import { writeFileSync } from 'node:fs'
let calls = 0
export const activate = () => true
export const count = () => ++calls
export const echo = value => value
export function loop() { for (;;); }
export const exit = code => process.exit(code)
export function eat() { const all = []; for (;;) all.push({ all: [1, 2, 3] }) }
export function eatNumbers() { const all = []; for (let i = 0; ; i += 1) all.push(i) }
export function eatMap() { const all = new Map(); for (let i = 0; ; i += 1) all.set(i, i) }
export const eatAtOnce = () => { globalThis.all = new Array(3e7).fill(0); return new Promise(() => {}) }
export const eatBuffers = () => { globalThis.all = Buffer.alloc(40e6, 1); return new Promise(() => {}) }
export const waits = () => new Promise(() => {})
export const throwLater = () => { setTimeout(() => { throw new RangeError('from a timer') }); return true }
export const rejectLater = () => { Promise.reject(new RangeError('left behind')); return true }
export const dieOfError = () => {
  process.removeAllListeners('uncaughtException')
  setTimeout(() => { throw new RangeError('nobody catches') })
  return new Promise(() => {})
}
export const print = () => { console.log('to stdout'); console.error('to stderr'); return true }
export const flood = () => { for (let i = 0; i < 5000; i += 1) currentCall().log.info({ i }, 'flood'); return true }
export const large = megabytes => 'x'.repeat(megabytes * 2 ** 20 - 100)
export async function command(file) {
  await shLaunchDeferred('echo $$ > ' + file + '; exec sleep 600', { timeoutMs: 0 })
}
`,
  steady: 'export const activate = () => true\nexport const echo = value => value',
}

interface Fragile {
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>
  readonly host: Awaited<ReturnType<typeof startAgent>>['host']
  readonly log: Logger
  readonly lines: Record<string, unknown>[]
}

async function start(t: Test, ini = ''): Promise<Fragile> {
  const { log, lines } = captureLog()
  const plugindirs = writePlugins(t, sources)
  const { server, host } = await startAgent(t, {
    log,
    plugins: { fragile: `${enabled}isolate = 1\n${ini}`, steady: enabled },
    options: {
      main: { plugindirs, required: 'steady' },
      limits: { activateseconds: 20, replybytes: 128 * 2 ** 20 },
    },
  })
  const call = async (method: string, ...params: readonly unknown[]) => {
    const payload = { jsonrpc: '2.0', id: 1, method, params }
    const { json } = await server.inject({
      method: 'POST',
      url: '/jsonrpc',
      headers: { authorization },
      payload,
    })
    const { result, error } = json() as { result?: unknown; error?: { code: number; message: string } }
    return error === undefined ? result : `${error.code} ${error.message.replace(/[0-9a-f]{8}$/, '…')}`
  }
  return { call, host, log, lines }
}

const deaths: readonly (readonly [
  title: string,
  method: string,
  params: readonly unknown[],
  ini: string,
  cause: string,
])[] = [
  ['an endless loop', 'loop', [], 'isolateseconds = 1\n', 'blocked for 1 s'],
  ['process.exit()', 'exit', [3], '', 'called process.exit(3)'],
  ['out of memory', 'eat', [], 'isolatememory = 32\n', 'out of memory: more than 32 MB'],
  ['an array that grows', 'eatNumbers', [], 'isolatememory = 32\n', 'out of memory: more than 32 MB'],
  ['a Map that grows', 'eatMap', [], 'isolatememory = 32\n', 'out of memory: more than 32 MB'],
  ['one large array', 'eatAtOnce', [], 'isolatememory = 32\n', 'out of memory: more than 32 MB'],
  ['too many bytes in buffers', 'eatBuffers', [], 'isolatememory = 32\n', 'out of memory: more than 32 MB'],
  [
    'an error that nobody catches',
    'dieOfError',
    [],
    '',
    'an error that nobody caught: RangeError: nobody catches',
  ],
]

for (const [title, method, params, ini, cause] of deaths) {
  t.test(`${title} is one failed call, and the plugin is started anew`, async t => {
    const { call, host, lines } = await start(t, ini)
    t.equal(await call('fragile.count'), 1)
    t.equal(await call('fragile.count'), 2)
    const waiting = call('fragile.waits')
    const dying = call(`fragile.${method}`, ...params)
    const queued = method === 'loop' ? call('fragile.echo', 'queued') : undefined
    t.equal(await call('steady.echo', 'steady'), 'steady', 'another plugin answers')
    const failed = (name: string) =>
      `-32603 fragile.${name} failed; the agent's log has the cause, reference …`
    t.equal(await dying, failed(method))
    t.equal(await waiting, failed('waits'), 'what ran beside it fails too')
    if (queued !== undefined) t.equal(await queued, 'queued', 'what it had not begun is done by the next')
    t.equal(await call('fragile.count'), 1, 'a call afterwards finds the plugin as new')
    t.match(host.report('fragile'), { state: 'active', reason: null })
    t.match(
      lines.find(line => line['method'] === `fragile.${method}` && line['level'] === 50),
      { plugin: 'fragile', err: { message: `the plugin's worker ended: ${cause}` } },
    )
    t.ok(
      lines.some(({ msg }) => msg === `plugin 'fragile': its worker has ended: ${cause}; it is started anew`),
    )
  })
}

t.test('after its second death a plugin pauses, and says so', async t => {
  const { call, host, lines } = await start(t)
  await call('fragile.exit', 1)
  t.equal(await call('fragile.echo', 1), 1)
  await call('fragile.exit', 0)
  const reason = 'called process.exit(0); it is started anew in 1 s'
  t.match(host.report('fragile'), { state: 'failed', reason, methods: 0 })
  t.equal(await call('fragile.echo', 1), `-32001 Plugin 'fragile' is not active, it is failed: ${reason}`)
  await host.revive('fragile')
  t.equal(host.report('fragile')?.state, 'active', 'the pause can be cut short')
  t.equal(await call('fragile.echo', 2), 2)
  t.equal(lines.filter(({ msg }) => /its worker has ended/.test(String(msg))).length, 2)
})

t.test('a quarantine ends the worker and the restart that was planned', async t => {
  const { call, host } = await start(t)
  await call('fragile.exit', 1)
  await call('fragile.echo', 1)
  await call('fragile.exit', 1)
  await host.quarantine('fragile', 'it dies too often')
  t.match(host.report('fragile'), { state: 'quarantined', reason: 'it dies too often' })
  t.equal(
    await call('fragile.echo', 1),
    "-32001 Plugin 'fragile' is not active, it is quarantined: it dies too often",
  )
  await host.revive('fragile')
  t.equal(await call('fragile.echo', 1), 1)
  await host.quarantine('fragile', 'again')
  t.match(host.report('fragile'), { state: 'quarantined', reason: 'again' }, 'an active one too')
})

t.test('errors that come late are logged and counted, and the worker lives on', async t => {
  const { call, log, lines } = await start(t)
  t.teardown(surviveLateErrors(log))
  t.equal(await call('fragile.count'), 1)
  for (const [method, text, what] of [
    ['throwLater', 'from a timer', 'threw an error that nobody caught'],
    ['rejectLater', 'left behind', 'left a promise behind that was rejected'],
  ] as const) {
    t.equal(await call(`fragile.${method}`), true)
    while (!lines.some(({ msg }) => msg === `plugin 'fragile' in fragile.${method} ${what}`))
      await call('fragile.echo', 1)
    t.match(
      lines.find(({ msg }) => String(msg).endsWith(what)),
      {
        level: 50,
        plugin: 'fragile',
        method: `fragile.${method}`,
        err: { type: 'RangeError', message: text },
      },
    )
  }
  t.equal(await call('fragile.count'), 2)
})

t.test(
  'what a plugin prints goes to the log, and a flood of lines does not run ahead of the agent',
  async t => {
    const { call, lines } = await start(t)
    await call('fragile.print')
    while (lines.filter(({ stream }) => stream !== undefined).length < 2) await call('fragile.echo', 1)
    t.match(
      lines
        .filter(({ stream }) => stream !== undefined)
        .sort((a, b) => Number(a['level']) - Number(b['level'])),
      [
        { level: 30, plugin: 'fragile', stream: 'stdout', msg: 'to stdout' },
        { level: 40, plugin: 'fragile', stream: 'stderr', msg: 'to stderr' },
      ],
    )
    t.equal(await call('fragile.flood'), true)
    const flood = lines.filter(({ msg }) => msg === 'flood')
    t.strictSame(
      flood.map(({ i }) => i),
      Array.from({ length: 5000 }, (_, i) => i),
    )
  },
)

t.test('a result of up to 64 MB crosses, and more is the error of its method', async t => {
  const { call, lines } = await start(t)
  t.equal(String(await call('fragile.large', 64)).length, 64 * 2 ** 20 - 100)
  t.match(await call('fragile.large', 65), /^-32603/)
  t.ok(lines.some(line => /holds more than 64 MB/.test(JSON.stringify(line['err'] ?? ''))))
})
