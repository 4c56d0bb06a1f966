import t from 'tap'
import { FaultCode, type FaultName } from '../../src/rpc/fault.ts'
import { faultStatus } from '../../src/rpc/fault-status.ts'
import { authorization, enabled, startAgent } from '../helper.ts'

// design: the table of errors.
const statuses: Record<FaultName, number> = {
  parseError: 400,
  unsupportedEncoding: 400,
  invalidCharacter: 400,
  invalidRequest: 400,
  methodNotFound: 404,
  invalidParams: 400,
  internalError: 500,
  applicationError: 422,
  pluginNotActive: 503,
  tooBusy: 503,
  timedOut: 504,
  tooLarge: 413,
  forbidden: 403,
  tooManyAttempts: 429,
  badCredentials: 401,
  loginRequired: 403,
  noSecurityContext: 403,
}

t.test("each code has its HTTP status, and a method's own code is 422", async t => {
  for (const [name, code] of Object.entries(FaultCode)) {
    t.equal(faultStatus(code), statuses[name as FaultName], name)
  }
  t.equal(faultStatus(42), 422)
})

t.test('one method per path: parameters in the body, the result as the answer', async t => {
  const { server } = await startAgent(t, { plugins: { good: enabled, declines: enabled } })
  const cases: [path: string, body: string | undefined, status: number, answer: unknown][] = [
    ['good.greet', '["Ada"]', 200, 'Hello, Ada'],
    ['good.greet', '{"name":"Ada","loud":true}', 200, 'HELLO, ADA'],
    ['good.nothing', undefined, 200, null],
    ['good.nothing', '', 200, null],
    ['good.nothing', '[]', 200, null],
    ['good.nothing', '{}', 200, null],
    ['getVersion', undefined, 200, String],
    ['good%2Enothing', undefined, 200, null],
    ['good.none', '[]', 404, { error: { code: -32601, message: "No method 'good.none'" } }],
    ['x'.repeat(250), '[]', 404, { error: { code: -32601 } }],
    ['x'.repeat(5000), '[]', 404, { error: { code: -32601 } }],
    ['%', '[]', 400, { error: { code: -32600 } }],
    ['declines.x', '[]', 503, { error: { code: -32001 } }],
    ['good.greet', '[]', 400, { error: { code: -32602 } }],
    ['good.greet', '{', 400, { error: { code: -32700, message: /at character 1/ } }],
    ['good.greet', '"Ada"', 400, { error: { code: -32600 } }],
    ['good.greet', 'null', 400, { error: { code: -32600 } }],
    ['good.plainFault', '["no"]', 422, { error: { code: -32500, message: 'no' } }],
    ['good.fault', '["no",8003]', 403, { error: { code: 8003, message: 'no', data: { hint: 'mend it' } } }],
    ['good.throwsError', '[]', 500, { error: { code: -32603 } }],
    ['good.notANumber', '[]', 500, { error: { code: -32603 } }],
    ['good.echo', '['.repeat(70) + ']'.repeat(70), 413, { error: { code: -32004 } }],
  ]
  for (const [path, payload, status, answer] of cases) {
    const response = await server.inject({
      method: 'POST',
      url: `/rpc/${path}`,
      headers: { authorization, ...(payload && { 'content-type': 'application/json' }) },
      ...(payload !== undefined && { payload }),
    })
    t.equal(response.statusCode, status, `${path.slice(0, 20)} ${payload?.slice(0, 20)}`)
    t.match(response.headers['content-type'], /^application\/json/)
    t.match(response.json(), answer)
  }
})

t.test('where there is no body, its type does not matter; a body of another type is refused', async t => {
  const { server } = await startAgent(t)
  const post = (type: string, payload: string) =>
    server.inject({
      method: 'POST',
      url: '/rpc/good.nothing',
      headers: { authorization, 'content-type': type },
      payload,
    })
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'x']) {
    t.equal((await post(type, '')).statusCode, 200, type)
    t.equal((await post(type, '[]')).statusCode, 415, type)
  }
})

t.test('with requirelogin, methods outside NOAUTHNEEDED want a logged-in user', async t => {
  const { server } = await startAgent(t, { options: { main: { requirelogin: 1 } } })
  const ask = async (path: string, payload: unknown[] = []) => {
    const response = await server.inject({
      method: 'POST',
      url: `/rpc/${path}`,
      headers: { authorization },
      payload,
    })
    return { status: response.statusCode, body: response.json() }
  }
  t.match(await ask('good.greet', ['Ada']), {
    status: 403,
    body: { error: { code: 8003, message: 'Authentication needed: good.greet' } },
  })
  t.match(await ask('system.listMethods'), { status: 403, body: { error: { code: 8003 } } })
  t.match(await ask('good.whoami'), { status: 200, body: { user: null, door: 'rpc', method: 'good.whoami' } })
})

t.test(
  'a login counts for the calls of the same request that follow, and only if the method says yes',
  async t => {
    const { server } = await startAgent(t, {
      options: { main: { requirelogin: 1 }, limits: { batchconcurrency: 1 } },
    })
    const batch = async (...params: unknown[]) => {
      const response = await server.inject({
        method: 'POST',
        url: '/jsonrpc',
        headers: { authorization },
        payload: [
          { jsonrpc: '2.0', id: 1, method: 'good.login', params },
          { jsonrpc: '2.0', id: 2, method: 'good.echo', params: ['in'] },
        ],
      })
      return response.json()[1]
    }
    t.equal((await batch('ada')).result, 'in')
    for (const answer of [false, 0, '', null, 'throw']) t.equal((await batch('ada', answer)).error.code, 8003)
    t.equal((await batch()).error.code, 8003, 'nor with a parameter missing')
  },
)
