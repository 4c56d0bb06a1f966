import t from 'tap'
import { authorization, startAgent } from '../helper.ts'

const url = '/jsonrpc'
const notification = '{"jsonrpc":"2.0","method":"good.greet","params":[]}'
const request = '{"jsonrpc":"2.0","method":"good.greet","params":["Ada"],"id":1}'

t.test(
  'a notification gets 204, with wrong parameters too, or 200 and no body for application/json-rpc',
  async t => {
    const { server } = await startAgent(t)
    for (const [contentType, statusCode] of [
      ['application/json', 204],
      ['application/json; charset=utf-8', 204],
      ['application/json-rpc', 200],
    ] as const) {
      for (const payload of [notification, `[${notification},${notification}]`]) {
        const response = await server.inject({
          method: 'POST',
          url,
          headers: { authorization, 'content-type': contentType },
          payload,
        })
        t.equal(response.statusCode, statusCode)
        t.equal(response.body, '')
      }
    }
  },
)

t.test('only JSON is taken, whatever the body says', async t => {
  const { server } = await startAgent(t)
  for (const contentType of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/xml',
    'application/jsonx',
    'x',
  ]) {
    const response = await server.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': contentType },
      payload: request,
    })
    t.equal(response.statusCode, 415, contentType)
    t.match(response.json(), { jsonrpc: '2.0', id: null, error: { code: -32600 } })
  }
  const accepted = await server.inject({
    method: 'POST',
    url,
    headers: { authorization, 'content-type': 'APPLICATION/JSON;charset=UTF-8' },
    payload: request,
  })
  t.strictSame(accepted.json(), { jsonrpc: '2.0', id: 1, result: 'Hello, Ada' })
})

t.test('errors of the body are answered with 200 and a JSON-RPC error', async t => {
  const { server } = await startAgent(t)
  for (const [payload, code] of [
    ['{', -32700],
    ['', -32700],
    ['[]', -32600],
    ['[null]', -32600],
  ] as const) {
    const response = await server.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': 'application/json' },
      payload,
    })
    t.equal(response.statusCode, 200)
    t.match([response.json()].flat(), [{ id: null, error: { code } }])
  }
})

t.test('a body larger than allowed is 413', async t => {
  const { server } = await startAgent(t, { options: { limits: { bodybytes: 1024 } } })
  const ask = (payload: string) =>
    server.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': 'application/json' },
      payload,
    })
  const fitting = await ask(request.padEnd(1024))
  t.equal(fitting.json().result, 'Hello, Ada')
  const larger = await ask(request.padEnd(1025))
  t.equal(larger.statusCode, 413)
  t.match(larger.json(), { jsonrpc: '2.0', id: null, error: { code: -32004 } })
})

t.test('every method but POST is 405, with Allow', async t => {
  const { server } = await startAgent(t)
  for (const path of [url, '/rpc/good.greet']) {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const response = await server.inject({ method, url: path, headers: { authorization } })
      t.equal(response.statusCode, 405, `${method} ${path}`)
      t.equal(response.headers['allow'], 'POST')
    }
  }
})

t.test('what is not there is 404', async t => {
  const { server } = await startAgent(t)
  for (const path of ['/docs/x', '/metrics/x', '/rpc', '/jsonrpc/x']) {
    const response = await server.inject({ url: path, headers: { authorization } })
    t.equal(response.statusCode, 404, path)
    t.match(response.json(), { error: { code: -32601 } })
  }
})

t.test('a call too many is answered at once that the agent is busy', async t => {
  const { server } = await startAgent(t, {
    options: { limits: { callsatonce: 2, callswaiting: 0, callseconds: 1 } },
  })
  const batch = [1, 2, 3].map(id => ({ jsonrpc: '2.0', method: 'good.never', id }))
  const response = await server.inject({
    method: 'POST',
    url,
    headers: { authorization, 'content-type': 'application/json' },
    payload: JSON.stringify(batch),
  })
  t.strictSame(
    response.json().map(({ error }: { error: { code: number } }) => error.code),
    [-32003, -32003, -32002],
  )
})
