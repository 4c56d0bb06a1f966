import t, { type Test } from 'tap'
import type { App } from '../../../src/app.ts'
import { authorization, captureLog, enabled, startAgent, writePlugins } from '../../helper.ts'
import { contractPlugin } from './contract-plugin.ts'

interface Agent extends Pick<App, 'server' | 'host'> {
  readonly lines: Record<string, unknown>[]
}

/** The same plugin in the agent's own thread and in one of its own; each thing is asked of both. */
async function startBoth(t: Test): Promise<readonly [inside: Agent, isolated: Agent]> {
  const start = async (ini: string) => {
    const { log, lines } = captureLog()
    const dir = writePlugins(t, contractPlugin)
    const plugins = { contract: ini, other: enabled }
    const options = {
      main: { plugindirs: dir, required: 'contract', requirelogin: 1 },
      limits: { callseconds: 1 },
    }
    const { server, host } = await startAgent(t, { plugins, options, log })
    return { server, host, lines }
  }
  return [
    await start(`${enabled}[contract]\nword = told\n`),
    await start(`${isolatedIni}[contract]\nword = told\n`),
  ]
}

const isolatedIni = `${enabled}isolate = 1\n`

/** What one client gets for calls that it makes in a row: status and body. */
async function answers({ server }: Agent, calls: readonly Call[]): Promise<unknown[]> {
  let cookie = ''
  const found: unknown[] = []
  for (const [method, params = []] of calls) {
    const response = await server.inject({
      method: 'POST',
      url: '/jsonrpc',
      headers: { authorization, ...(cookie === '' ? {} : { cookie }) },
      payload: { jsonrpc: '2.0', id: 1, method, params },
    })
    cookie = response.cookies.map(({ name, value }) => `${name}=${value}`).join('; ') || cookie
    found.push(withoutReference(response.body))
  }
  return found
}

type Call = readonly [method: string, params?: readonly unknown[] | object]

function withoutReference(text: string) {
  return text.replace(/reference [0-9a-f]{8}/g, 'reference …')
}

const login: Call = ['contract.login', ['ada']]

const cases: readonly (readonly [title: string, calls: readonly Call[], expected: RegExp])[] = [
  [
    'every kind of value comes back as it went',
    [login, ['contract.echo', [{ a: [1, -2.5, 'ü', null, true, {}] }]]],
    /"ü"/,
  ],
  [
    'what a method sees of its parameters',
    [login, ['contract.kinds', [1, 'x', null, [], { a: 1 }]]],
    /"number","string","object","array","object"/,
  ],
  [
    'a parameter that is left out has its default',
    [login, ['contract.withDefault', { b: 2 }]],
    /"a is 7, b is 2"/,
  ],
  ['all kinds of results', [login, ['contract.results']], /"bytes":"AQI="/],
  ['bytes that lie in a larger buffer', [login, ['contract.slice']], /"aGk="/],
  ['a member called __proto__', [login, ['contract.protoMember']], /"__proto__":1/],
  ['nothing', [login, ['contract.nothing']], /"result":null/],
  ['a fault without a code', [login, ['contract.fault']], /-32500.*refused/],
  ['a fault with code and data', [login, ['contract.faultWithData']], /404.*"why":"gone"/],
  ['a fault with a code of the agent', [login, ['contract.faultReserved']], /-32500/],
  ['a fault whose data no wire carries', [login, ['contract.faultOddData']], /-32603/],
  ['an error', [login, ['contract.error']], /-32603.*reference …/],
  ['a text that is thrown', [login, ['contract.throwText']], /-32603/],
  ['null that is thrown', [login, ['contract.throwNull']], /-32603/],
  ['a promise that is rejected', [login, ['contract.rejects']], /-32603/],
  ['a result in a circle', [login, ['contract.circle']], /-32603/],
  ['a result that is a Map', [login, ['contract.map']], /-32603/],
  ['a result behind a Proxy that throws', [login, ['contract.proxy']], /-32603/],
  ['a getter is asked once', [login, ['contract.getter']], /"asked":1/],
  ['a promise that never settles', [login, ['contract.never']], /-32003.*took longer than 1 s/],
  [
    'the signal fires when the time is up',
    [login, ['contract.untilAborted'], ['contract.lastReason']],
    /took longer than 1 s \(\[limits\] callseconds\)"/,
  ],
  [
    'what a call says of itself',
    [login, ['contract.facts']],
    /"contract.facts","jsonrpc","127.0.0.1","ada",true,"contract"/,
  ],
  ['before a login', [['contract.echo', [1]]], /8003/],
  ['a method that needs no login', [['contract.whoami']], /"nobody"/],
  ['a login counts for the next call', [login, ['contract.whoami']], /"ada"/],
  ['a login does not count in its own call', [['contract.loginAndTell', ['ada']]], /"nobody"/],
  [
    'a login does not count after a throw',
    [['contract.loginAndThrow', ['ada']], ['contract.whoami']],
    /"nobody"/,
  ],
  [
    'a login does not count with a result that is false',
    [['contract.loginAndDecline', ['ada']], ['contract.whoami']],
    /"nobody"/,
  ],
  ['a logout counts', [login, ['contract.logout'], ['contract.whoami']], /"nobody"/],
  [
    'the last of login and logout counts',
    [login, ['contract.loginThenLogout', ['eve']], ['contract.whoami']],
    /"nobody"/,
  ],
  ['a login without a name', [['contract.login', ['']]], /-32603/],
  [
    'too many attempts',
    Array.from({ length: 6 }, (): Call => ['contract.attempt', ['eve']]),
    /-32006.*Too many failed logins/,
  ],
  ['a call of another plugin', [login, ['contract.askOther', ['other.whoami', []]]], /"ada"/],
  [
    'a call of another plugin before a login',
    [['contract.askOther', ['other.echo', [1]]]],
    /"8003: Authentication needed: other.echo"/,
  ],
  ['a fault of another plugin', [login, ['contract.askOther', ['other.fault', []]]], /"409: busy"/],
  [
    'a fault of another plugin that is let through',
    [login, ['contract.passOn', ['other.fault', []]]],
    /409.*busy/,
  ],
  [
    'a fault of the agent that is let through',
    [login, ['contract.passOn', ['other.not_there', []]]],
    /-32500/,
  ],
  [
    'a call that goes round and round',
    [login, ['contract.round']],
    /more than 32 methods have called each other/,
  ],
  ['another method logs in, and the call knows', [['contract.loginByOther']], /\["nobody","bob"\]/],
  ['a call in the name of the plugin', [['contract.askAsPlugin', ['other.whoami', []]]], /"nobody"/],
  ['the settings', [login, ['contract.word']], /"told"/],
  ['a method called constructor', [login, ['contract.constructor']], /"constructed"/],
  ['too many parameters', [login, ['contract.nothing', [1]]], /-32602/],
  ['an unknown parameter', [login, ['contract.withDefault', { c: 1 }]], /-32602/],
]

t.test('a plugin behaves the same in a worker of its own', async t => {
  const both = await startBoth(t)
  for (const [title, calls, expected] of cases) {
    await t.test(title, async t => {
      const [inside, isolated] = await Promise.all(both.map(agent => answers(agent, calls)))
      t.match(inside?.at(-1), expected)
      t.strictSame(isolated, inside)
    })
  }

  await t.test('the log has the same', async t => {
    const [inside, isolated] = both.map(({ lines }) =>
      lines.filter(({ plugin }) => plugin === 'contract').map(logged),
    )
    t.strictSame(sorted(isolated ?? []), sorted(inside ?? []))
    t.match(JSON.stringify(isolated), /boom.*index\.js/, 'with the stack of the plugin')
  })

  await t.test('health and versions', async t => {
    const [inside, isolated] = both.map(({ host }) => host.report('contract'))
    const shape = {
      state: 'active',
      version: '1.0.0',
      methods: inside?.methods,
      health: { status: 'warn', output: 'so so' },
    }
    t.match(inside, shape)
    t.match(isolated, shape)
  })
})

/** A line without what differs from run to run. */
function logged({ level, msg, method, err, said }: Record<string, unknown>) {
  const { type, message, stack } = (err ?? {}) as Record<string, string | undefined>
  const first = stack
    ?.split('\n')
    .find(line => line.includes('index.js'))
    ?.replace(/\(?file:.*\/(?=index)/, '')
  return JSON.stringify({ level, msg: withoutReference(String(msg)), method, type, message, first, said })
}

function sorted(lines: readonly string[]) {
  return [...lines].sort()
}

const outcomes: readonly (readonly [title: string, source: string])[] = [
  ['declines', `export const activate = () => currentPlugin().decline('no room')`],
  ['declines silently', 'export const activate = () => false'],
  ['answers something else', `export const activate = () => ({ a: 1 })`],
  ['throws in activate()', `export function activate() { throw new TypeError('no database') }`],
  ['rejects with a text', `export const activate = () => Promise.reject('only a text')`],
  ['throws on import', `throw new Error('not today')\nexport const activate = () => true`],
  ['exports no activate()', 'export const x = 1'],
  ['has a mistake', 'export const activate = ('],
  ['fails in activate_2()', 'export const activate = () => true\nexport const activate_2 = () => 5'],
  [
    'has wrong settings',
    `export const activate = () => { throw new ConfigException('[main] path is missing') }`,
  ],
  [
    'names a method that it does not have',
    `export const NOAUTHNEEDED = ['x']\nexport const activate = () => true`,
  ],
  ['has a health() that is wrong', `export const activate = () => true\nexport const health = () => 'fine'`],
  [
    'has a health() that throws',
    `export const activate = () => true\nexport const health = () => { throw new Error('ill') }`,
  ],
]

t.test('what goes wrong in a step is told in the same words', async t => {
  for (const [title, source] of outcomes) {
    await t.test(`a plugin that ${title}`, async t => {
      const report = async (ini: string) => {
        const imports = `import { ConfigException, currentPlugin } from 'mmc-agent'\n`
        const plugindirs = writePlugins(t, {
          fixture: imports + source,
          good: 'export const activate = () => true',
        })
        const { host } = await startAgent(t, {
          plugins: { fixture: ini, good: enabled },
          options: { main: { plugindirs } },
        })
        const { since: _since, timingsMs: _timings, health, ...rest } = host.report('fixture') ?? {}
        return { ...rest, health: health && { ...health, checkedAt: '' } }
      }
      const inside = await report(enabled)
      t.ok(inside.reason ?? inside.health)
      t.strictSame(await report(isolatedIni), inside)
    })
  }
})
