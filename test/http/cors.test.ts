import t from 'tap'
import { authorization, startAgent } from '../helper.ts'
import { writeCall } from '../wires/xml-client.ts'

const ui = 'https://ui.example'
const preflight = {
  origin: ui,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
}

t.test(
  'a page of an allowed origin may call both RPC doors from a browser, which asks first without credentials',
  async t => {
    const { server } = await startAgent(t, {
      options: { main: { corsorigins: `${ui}, https://other.example` } },
    })
    for (const url of ['/jsonrpc', '/RPC2', '/', '/rpc/good.nothing']) {
      const asked = await server.inject({ method: 'OPTIONS', url, headers: preflight })
      t.equal(asked.statusCode, 204, url)
      t.match(asked.headers, {
        'access-control-allow-origin': ui,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': /POST/,
        'access-control-allow-headers': /authorization.*content-type/,
        vary: /Origin/,
      })
    }
    const called = await server.inject({
      method: 'POST',
      url: '/RPC2',
      headers: { origin: ui, 'sec-fetch-site': 'cross-site', authorization, 'content-type': 'text/xml' },
      payload: writeCall('good.nothing', []),
    })
    t.equal(called.statusCode, 200)
    t.match(called.headers, { 'access-control-allow-origin': ui, 'access-control-allow-credentials': 'true' })

    const refused = await server.inject({
      method: 'POST',
      url: '/jsonrpc',
      headers: { origin: ui },
      payload: {},
    })
    t.equal(refused.statusCode, 401)
    t.equal(refused.headers['access-control-allow-origin'], ui, 'so that the page can read why')
  },
)

t.test('any other origin is refused before anything else, and never named', async t => {
  for (const corsorigins of [ui, '']) {
    const { server } = await startAgent(t, { options: { main: { corsorigins } } })
    for (const origin of ['https://evil.example', `${ui}.evil.example`, 'null', 'http://ui.example']) {
      for (const method of ['OPTIONS', 'POST'] as const) {
        const response = await server.inject({
          method,
          url: '/jsonrpc',
          headers: { ...preflight, origin, authorization },
        })
        t.equal(response.statusCode, 403, `${method} ${origin}`)
        t.equal(response.headers['access-control-allow-origin'], undefined)
      }
    }
  }
})

t.test('OPTIONS of what is no browser is 405, before credentials as for a preflight', async t => {
  const { server } = await startAgent(t, { options: { main: { corsorigins: ui } } })
  for (const url of ['/jsonrpc', '/RPC2', '/rpc/good.nothing', '/health/plugins']) {
    const response = await server.inject({ method: 'OPTIONS', url })
    t.equal(response.statusCode, 405, url)
    t.equal(response.headers['allow'], 'POST')
  }
})
