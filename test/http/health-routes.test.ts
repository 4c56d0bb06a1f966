import t from 'tap'
import { version } from '../../src/version.ts'
import { authorization, buildAgent, enabled, startAgent } from '../helper.ts'

t.test(
  'until the plugins are active, live passes, ready fails and calls are answered "starting"',
  async t => {
    const app = await buildAgent(t)
    const ask = (url: string) => app.server.inject(url)
    const call = () =>
      app.server.inject({ method: 'POST', url: '/rpc/good.nothing', headers: { authorization } })

    t.equal((await ask('/health/live')).statusCode, 200)
    t.equal((await ask('/health/ready')).statusCode, 503)
    const starting = await call()
    t.equal(starting.statusCode, 503)
    t.match(starting.json().error, { code: -32001, message: 'The agent is starting' })

    await app.start()
    t.equal((await ask('/health/ready')).statusCode, 200)
    t.equal((await call()).statusCode, 200)

    await app.host.stop()
    t.equal((await ask('/health/ready')).statusCode, 503, 'and fails again without the required plugins')
  },
)

t.test('the page of the plugins says what each is and why, and is always 200', async t => {
  const { server } = await startAgent(t, {
    plugins: {
      good: enabled,
      declines: enabled,
      throws_in_activate: enabled,
      disabled_by_option: '[main]\ndisable=1\n',
    },
  })
  const response = await server.inject('/health/plugins')
  t.equal(response.statusCode, 200)
  t.match(response.headers['content-type'], /^application\/health\+json/)
  const health = response.json()
  t.match(health, { status: 'warn', version, summary: { active: 1, declined: 1, failed: 1, quarantined: 0 } })
  t.equal(health.summary.disabled, health.plugins.length - 3)

  const good = health.plugins.find(({ name }: { name: string }) => name === 'good')
  t.match(good, {
    state: 'active',
    status: 'pass',
    required: true,
    reason: null,
    since: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    phase: 'activate',
    timingsMs: { config: Number, import: Number, activate: Number },
    version: '1.2.3',
    apiVersion: '1:0:0',
    revision: 7,
    health: { status: 'pass', output: 'all fine', checkedAt: String },
  })
  t.notMatch(response.body, /\/(work|home|tmp|root|var|usr)\//, 'no path of this machine')
})

t.test('one plugin has a page of its own', async t => {
  const { server } = await startAgent(t)
  t.match((await server.inject('/health/plugins/good')).json(), { name: 'good', state: 'active' })
  for (const name of ['none', '__proto__', 'constructor']) {
    t.equal((await server.inject(`/health/plugins/${name}`)).statusCode, 404)
  }
})

t.test('a dashboard that has this very answer gets 304', async t => {
  const { server } = await startAgent(t)
  for (const url of ['/health/plugins', '/health/plugins/good']) {
    const first = await server.inject(url)
    const etag = String(first.headers['etag'])
    const ask = async (tag: string) =>
      (await server.inject({ url, headers: { 'if-none-match': tag } })).statusCode
    t.equal(await ask(etag), 304)
    t.equal(await ask(etag.replace('W/', '')), 304)
    t.equal(await ask(`"other", ${etag}`), 304)
    t.equal(await ask('*'), 304)
    t.equal(await ask('"other"'), 200)
    t.equal(await ask(''), 200)
  }
})

t.test('a health check that finds nothing new leaves the ETag as it is, a new state does not', async t => {
  const app = await startAgent(t)
  const etag = async () => (await app.server.inject('/health/plugins')).headers['etag']
  const before = await etag()
  await app.host.checkHealth()
  t.equal(await etag(), before)
  await app.host.stop()
  t.not(await etag(), before)
})

t.test('the worst status counts, and what is required counts more', async t => {
  const status = async (options: Parameters<typeof startAgent>[1]) =>
    (await (await startAgent(t, options)).server.inject('/health/plugins')).json().status
  t.equal(await status({}), 'pass', 'disabled plugins are no trouble')
  t.equal(await status({ plugins: { good: enabled, declines: enabled } }), 'warn')
  t.equal(await status({ plugins: { good: enabled, sick: enabled, declines: enabled } }), 'fail')
})
