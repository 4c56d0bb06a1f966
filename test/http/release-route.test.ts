import t, { type Test } from 'tap'
import { authorization, enabled, startAgent } from '../helper.ts'

/** An agent whose plugin `good` is taken out after two calls that took too long. */
async function build(t: Test) {
  const app = await startAgent(t, {
    options: { limits: { callseconds: 1, quarantinetimeouts: 2 }, main: { required: 'sick' } },
    plugins: { good: enabled, sick: enabled, throws_in_activate: enabled, declines: enabled },
  })
  const post = (url: string, headers: Record<string, string> = {}, payload = '') =>
    app.server.inject({ method: 'POST', url, headers: { authorization, ...headers }, payload })
  return { ...app, post }
}

t.test('calls that time out take a plugin out, and an operator lets it come back', async t => {
  const { post, server } = await build(t)
  const slow = await Promise.all([post('/rpc/good.never'), post('/rpc/good.never')])
  t.strictSame(
    slow.map(({ statusCode }) => statusCode),
    [504, 504],
  )

  const refused = await post('/rpc/good.nothing')
  t.match(refused.json().error, {
    code: -32001,
    message:
      "Plugin 'good' is not active, it is quarantined: 2 calls timed out within 5 minutes, last good.never",
  })
  t.match((await server.inject('/health/plugins')).json().summary, { quarantined: 1 })

  const released = await post('/plugins/good/release')
  t.equal(released.statusCode, 200)
  t.match(released.json(), { name: 'good', state: 'active', reason: null, comesBackAt: null })
  t.equal((await post('/rpc/good.nothing')).statusCode, 200)
})

t.test('a plugin that has failed is tried again, and the answer says how it went', async t => {
  const { post } = await build(t)
  const answer = await post('/plugins/throws_in_activate/release')
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), { state: 'failed', reason: 'TypeError: no database at db' })
})

t.test('there is nothing to release of others, or no such plugin', async t => {
  const { post } = await build(t)
  for (const [name, state] of [
    ['good', 'active'],
    ['declines', 'declined'],
    ['disabled_by_option', 'disabled'],
  ]) {
    const answer = await post(`/plugins/${name}/release`)
    t.equal(answer.statusCode, 409)
    t.equal(
      answer.json().error.message,
      `Plugin '${name}' is ${state}; only one that is quarantined or has failed can be released`,
    )
  }
  for (const name of ['none', '__proto__', 'constructor']) {
    const answer = await post(`/plugins/${name}/release`)
    t.equal(answer.statusCode, 404)
    t.match(answer.json().error, { code: -32601 })
  }
})

t.test('only POST with the agent’s credentials is taken, of this site, whatever the body', async t => {
  const { post, server } = await build(t)
  const url = '/plugins/throws_in_activate/release'
  t.equal((await server.inject({ method: 'POST', url })).statusCode, 401)
  t.equal((await post(url, { origin: 'https://elsewhere.example' })).statusCode, 403)
  const get = await server.inject({ method: 'GET', url, headers: { authorization } })
  t.strictSame([get.statusCode, get.headers['allow']], [405, 'POST'])
  for (const type of ['text/xml', 'application/json', 'application/x-www-form-urlencoded', 'odd/type']) {
    t.match((await post(url, { 'content-type': type }, 'x')).json(), { name: 'throws_in_activate' }, type)
  }
})

t.test('any other path below /plugins is still that of XML-RPC', async t => {
  const { post } = await build(t)
  const call = '<methodCall><methodName>good.nothing</methodName></methodCall>'
  for (const url of ['/plugins', '/plugins/good', '/plugins/good/release/x']) {
    t.match((await post(url, { 'content-type': 'text/xml' }, call)).body, /<methodResponse>/, url)
  }
})
