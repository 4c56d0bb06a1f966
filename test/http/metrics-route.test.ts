import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { version } from '../../src/version.ts'
import { authorization, buildAgent, credentials, enabled, startAgent } from '../helper.ts'
import { samplesOf, typesOf } from '../metrics/reading.ts'
import { writeCall } from '../wires/xml-client.ts'

async function scrape({ server }: Pick<App, 'server'>): Promise<string> {
  return (await server.inject('/metrics')).body
}

const calls = 'mmc_agent_calls_total'

/** The labels of a call's counter. */
const call = (method: string, door: string, outcome: string) =>
  `{plugin="${method.split('.')[0]}",method="${method}",door="${door}",outcome="${outcome}"}`

t.test('Prometheus gets its text format, which nobody keeps', async t => {
  const { server } = await startAgent(t)
  const response = await server.inject('/metrics')
  t.equal(response.statusCode, 200)
  t.equal(response.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  t.equal(response.headers['cache-control'], 'no-store')
  const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1'
  const other = await server.inject({ url: '/metrics', headers: { accept, 'accept-encoding': 'gzip' } })
  t.equal(other.headers['content-type'], response.headers['content-type'], 'whatever is asked for')
  t.equal(other.headers['content-encoding'], 'gzip')

  const head = await server.inject({ method: 'HEAD', url: '/metrics' })
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  t.ok(Number(head.headers['content-length']) > 1000)
})

t.test('credentials, origins and verbs are judged as on the health pages', async t => {
  const hidden = { options: { main: { publichealth: 0 } } }
  const foreign = { origin: 'https://other.example' }
  const cases: [title: string, options: object, ask: object, status: number][] = [
    ['without credentials', {}, {}, 200],
    ['with wrong credentials', {}, { headers: { authorization: 'Basic eDp5' } }, 200],
    ['without credentials where health is not public', hidden, {}, 401],
    ['with them', hidden, { headers: { authorization } }, 200],
    ['from a page of another site', {}, { headers: foreign }, 403],
    ['POST', {}, { method: 'POST', headers: { authorization } }, 405],
    ['DELETE', {}, { method: 'DELETE', headers: { authorization } }, 405],
  ]
  for (const [title, options, ask, status] of cases) {
    const { server } = await startAgent(t, options)
    const response = await server.inject({ url: '/metrics', ...ask })
    t.equal(response.statusCode, status, title)
    if (status === 405) t.equal(response.headers['allow'], 'GET, HEAD')
  }
})

t.test('it answers while the agent is starting, and says so', async t => {
  const app = await buildAgent(t)
  await app.server.inject({ method: 'POST', url: '/rpc/good.nothing', headers: { authorization } })
  const before = await scrape(app)
  t.strictSame(samplesOf(before, 'mmc_agent_ready'), { '': 0 })
  t.strictSame(samplesOf(before, 'mmc_agent_build_info'), { [`{version="${version}"}`]: 1 })
  t.strictSame(samplesOf(before, calls), {
    '{plugin="",method="",door="rpc",outcome="pluginNotActive"}': 1,
  })
  await app.start()
  t.strictSame(samplesOf(await scrape(app), 'mmc_agent_ready'), { '': 1 })
})

/** Asks at each of the doors, and waits for the answers. */
function doors(t: Test, { server }: Pick<App, 'server'>) {
  const post = async (url: string, type: string, payload: string) => {
    const { statusCode } = await server.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': type },
      payload,
    })
    t.ok(statusCode < 600)
  }
  return {
    rpc: (method: string, ...params: unknown[]) =>
      post(`/rpc/${method}`, 'application/json', JSON.stringify(params)),
    jsonrpc: (body: unknown) => post('/jsonrpc', 'application/json', JSON.stringify(body)),
    xmlrpc: (method: string, ...params: RpcValue[]) => post('/RPC2', 'text/xml', writeCall(method, params)),
  }
}

t.test('a call counts by plugin, method, door and outcome', async t => {
  const app = await startAgent(t)
  const { rpc, jsonrpc, xmlrpc } = doors(t, app)
  await rpc('good.echo', 1)
  await rpc('good.echo', 2)
  await jsonrpc([
    { jsonrpc: '2.0', id: 1, method: 'good.echo', params: [3] },
    { jsonrpc: '2.0', method: 'good.echo', params: [4] },
  ])
  await xmlrpc('good.echo', 'x')
  await rpc('good.greet')
  await rpc('good.throwsError')
  await rpc('good.plainFault', 'no')
  await rpc('good.fault', 'no', 17)
  await rpc('good.fault', 'no', 18)
  await rpc('good.relay', 'good.later', ['x'])
  await rpc('system.listMethods')
  t.strictSame(samplesOf(await scrape(app), calls), {
    [call('good.echo', 'rpc', 'ok')]: 2,
    [call('good.echo', 'jsonrpc', 'ok')]: 2,
    [call('good.echo', 'xmlrpc', 'ok')]: 1,
    [call('good.greet', 'rpc', 'invalidParams')]: 1,
    [call('good.throwsError', 'rpc', 'internalError')]: 1,
    [call('good.plainFault', 'rpc', 'applicationError')]: 1,
    [call('good.fault', 'rpc', 'Fault')]: 2,
    [call('good.relay', 'rpc', 'ok')]: 1,
    [call('good.later', 'plugin', 'ok')]: 1,
    [call('system.listMethods', 'rpc', 'ok')]: 1,
  })
})

t.test('a multicall counts, and each of its entries', async t => {
  const app = await startAgent(t)
  await doors(t, app).xmlrpc('system.multicall', [
    { methodName: 'good.nothing', params: [] },
    { methodName: 'good.none', params: [] },
  ])
  t.strictSame(samplesOf(await scrape(app), calls), {
    '{plugin="",method="",door="xmlrpc",outcome="methodNotFound"}': 1,
    [call('good.nothing', 'xmlrpc', 'ok')]: 1,
    [call('system.multicall', 'xmlrpc', 'ok')]: 1,
  })
})

t.test('nothing that strangers, users or plugins say can be read there', async t => {
  const app = await startAgent(t, {
    plugins: { good: enabled, declines: enabled, throws_in_activate: enabled },
  })
  const { rpc, jsonrpc, xmlrpc } = doors(t, app)
  const word = 'inVented'
  await rpc(`good.${word}`)
  await rpc(`${word}.${word}`)
  await jsonrpc({ jsonrpc: '2.0', id: word, method: `${word}"} 1\n${word} 1`, params: { [word]: word } })
  await xmlrpc(`good.${word}`)
  await xmlrpc('good.login', word)
  await rpc('good.plainFault', word)
  await rpc('good.echo', word)
  await app.server.inject({ url: `/${word}`, headers: { authorization, 'user-agent': word } })
  await app.server.inject({ method: 'POST', url: `/rpc/${word}`, headers: { origin: `https://${word}` } })
  const text = await scrape(app)
  t.notMatch(text, new RegExp(word, 'i'))
  for (const secret of Object.values(credentials)) t.notOk(text.includes(`"${secret}"`))
  t.notMatch(text, /\/(work|home|tmp|root|var|usr)\//, 'no path of this machine')
  t.notMatch(text, /nowhere to go|declined:/, 'and no reason in words')
})

t.test('a request that is refused counts by its status', async t => {
  const app = await startAgent(t, { options: { limits: { bodybytes: 1024 } } })
  const refused: [status: number, ask: object][] = [
    [400, { url: '/%' }],
    [401, { method: 'POST', url: '/jsonrpc' }],
    [401, { url: '/nowhere' }],
    [403, { url: '/health/live', headers: { origin: 'https://other.example' } }],
    [404, { url: '/nowhere', headers: { authorization } }],
    [405, { method: 'PUT', url: '/jsonrpc', headers: { authorization } }],
    [
      413,
      {
        method: 'POST',
        url: '/rpc/good.echo',
        headers: { authorization, 'content-type': 'application/json' },
        payload: ' '.repeat(1025),
      },
    ],
    [
      415,
      {
        method: 'POST',
        url: '/jsonrpc',
        headers: { authorization, 'content-type': 'text/plain' },
        payload: 'x',
      },
    ],
  ]
  for (const [status, ask] of refused) t.equal((await app.server.inject(ask)).statusCode, status)
  t.strictSame(samplesOf(await scrape(app), 'mmc_agent_requests_refused_total'), {
    '{status="400"}': 1,
    '{status="401"}': 2,
    '{status="403"}': 1,
    '{status="404"}': 1,
    '{status="405"}': 1,
    '{status="413"}': 1,
    '{status="415"}': 1,
  })
})

t.test('each plugin stands in one state and one status', async t => {
  const app = await startAgent(t, {
    plugins: { good: enabled, declines: enabled, sick: enabled, throws_in_activate: enabled },
  })
  const states = async (metric: string, plugin: string) => {
    const samples = Object.entries(samplesOf(await scrape(app), metric))
    return samples
      .filter(([labels, value]) => labels.startsWith(`{plugin="${plugin}"`) && value === 1)
      .map(([labels]) => /,\w+="(\w+)"/.exec(labels)?.[1])
  }
  const expected: [plugin: string, state: string, status: string][] = [
    ['good', 'active', 'pass'],
    ['sick', 'active', 'fail'],
    ['declines', 'declined', 'warn'],
    ['throws_in_activate', 'failed', 'warn'],
    ['disabled_by_option', 'disabled', 'pass'],
  ]
  for (const [plugin, state, status] of expected) {
    t.strictSame(await states('mmc_agent_plugin_state', plugin), [state], plugin)
    t.strictSame(await states('mmc_agent_plugin_status', plugin), [status], plugin)
  }
  await app.host.stop()
  t.strictSame(await states('mmc_agent_plugin_state', 'good'), ['stopped'])
  t.strictSame(await states('mmc_agent_plugin_status', 'good'), ['fail'])
})

t.test('the calls of a plugin that is taken out are no longer there', async t => {
  const app = await startAgent(t)
  await doors(t, app).rpc('good.nothing')
  t.match(await scrape(app), /method="good\.nothing"/)
  await app.host.stop()
  t.notMatch(await scrape(app), /method="good\.nothing"/)
})

t.test('users who are logged in and open connections are counted', async t => {
  const app = await startAgent(t)
  const count = async (metric: string) => samplesOf(await scrape(app), metric)['']
  t.equal(await count('mmc_agent_sessions'), 0)
  await doors(t, app).rpc('good.login', 'ada')
  t.equal(await count('mmc_agent_sessions'), 1)

  t.equal(await count('mmc_agent_connections'), 0)
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 })
  const text = await (await fetch(`${url}/metrics`)).text()
  t.equal(samplesOf(text, 'mmc_agent_connections')[''], 1)
})

t.test('what is no HTTP counts as refused', async t => {
  const app = await startAgent(t)
  const { port } = new URL(await app.server.listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), '127.0.0.1')
  socket.end('no http at all\r\n\r\n')
  await once(socket.resume(), 'close')
  t.strictSame(samplesOf(await scrape(app), 'mmc_agent_requests_refused_total'), { '{status="400"}': 1 })
})

t.test('names, types and words are as Prometheus wants them', async t => {
  const text = await scrape(await startAgent(t))
  const own = [...typesOf(text)].filter(([name]) => name.startsWith('mmc_agent_'))
  t.ok(own.length > 10)
  for (const [name, type] of own) {
    t.match(name, /^[a-z_]+$/)
    t.equal(name.endsWith('_total'), type === 'counter', name)
    t.match(text, new RegExp(`^# HELP ${name} \\S.*\\.$`, 'm'))
  }
  const lag = samplesOf(text, 'nodejs_eventloop_lag_min_seconds')['']
  t.ok(lag !== undefined && lag < 100, 'the first answer has sound numbers too')
})

/** Debian's package is for Debian's Python, whatever other comes first in the path. */
const python = ['/usr/bin/python3', 'python3'].find(
  python => spawnSync(python, ['-c', 'import prometheus_client']).status === 0,
)
const skip =
  python === undefined && process.env['CI'] === undefined
    ? "Python's prometheus_client is missing: apt-get install python3-prometheus-client"
    : false

const script = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families as families
print(json.dumps([
  [family.name, family.type, family.documentation, [[s.name, s.labels, str(s.value)] for s in family.samples]]
  for family in families(sys.stdin.read())
]))`

type Family = [name: string, type: string, help: string, samples: [string, Record<string, string>, string][]]

t.test("Prometheus' own reader for Python takes it, and sees every metric in it", { skip }, async t => {
  const app = await startAgent(t)
  const { rpc } = doors(t, app)
  await rpc('good.echo', 1)
  await rpc('good.throwsError')
  const text = await scrape(app)
  const { status, stdout, stderr } = spawnSync(python ?? 'python3', ['-c', script], {
    input: text,
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  const families = JSON.parse(stdout) as Family[]
  // It leaves the _total of counters away.
  const seen = families.map(([name, type]) => [type === 'counter' ? `${name}_total` : name, type])
  t.strictSame(seen, [...typesOf(text)])
  for (const [name, , help] of families) t.not(help, '', name)
  const counted = families.find(([name]) => name === 'mmc_agent_calls')?.[3]
  t.strictSame(counted, [
    [calls, { plugin: 'good', method: 'good.echo', door: 'rpc', outcome: 'ok' }, '1.0'],
    [calls, { plugin: 'good', method: 'good.throwsError', door: 'rpc', outcome: 'internalError' }, '1.0'],
  ])
})
