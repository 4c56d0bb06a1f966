import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { HttpFault } from '../../src/http/http-fault.ts'
import { buildOriginGuard } from '../../src/http/origin-guard.ts'
import { authorization, startAgent } from '../helper.ts'

const own = 'agent.example:7080'

const cases: [title: string, headers: Record<string, string>, allowed: boolean][] = [
  ['no browser', {}, true],
  ['a page of the agent itself', { origin: `http://${own}`, 'sec-fetch-site': 'same-origin' }, true],
  ['an address typed by hand', { 'sec-fetch-site': 'none' }, true],
  ['an allowed origin', { origin: 'https://ui.example', 'sec-fetch-site': 'cross-site' }, true],
  ['a foreign origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['a foreign origin of an old browser', { origin: 'https://evil.example' }, false],
  ['a foreign page without Origin', { 'sec-fetch-site': 'cross-site' }, false],
  ['a page of a sister site', { 'sec-fetch-site': 'same-site' }, false],
  ['an opaque origin', { origin: 'null' }, false],
  ['an origin that begins like the agent', { origin: `http://${own}.evil.example` }, false],
  ['an origin that begins like an allowed one', { origin: 'https://ui.example.evil.example' }, false],
  ['the right host with another scheme', { origin: `https://${own}` }, false],
  ['the right host with another port', { origin: 'http://agent.example:7081' }, false],
  ['an origin that is no address', { origin: 'x' }, false],
  ['an origin of bytes that are no host', { origin: 'http:\u00f0\u009f\u0098\u0080' }, false],
]

t.test('requests of other web sites are refused before anything else, unless they are allowed', async t => {
  const { server } = await startAgent(t, {
    options: { main: { corsorigins: 'https://ui.example', allowedhosts: 'agent.example' } },
  })
  for (const [title, headers, allowed] of cases) {
    for (const url of ['/health/plugins', '/openapi.json']) {
      const response = await server.inject({ url, headers: { host: own, ...headers } })
      const expected = allowed ? (url === '/openapi.json' ? 401 : 200) : 403
      t.equal(response.statusCode, expected, `${title}: ${url}`)
      if (!allowed)
        t.notOk(response.headers['access-control-allow-origin'], 'no foreign origin is named back')
    }
  }
  const response = await server.inject({
    method: 'POST',
    url: '/jsonrpc',
    headers: { host: own, origin: 'https://evil.example', authorization, 'content-type': 'application/json' },
    payload: '{"jsonrpc":"2.0","method":"good.nothing","id":1}',
  })
  t.equal(response.statusCode, 403, 'with the right credentials too')
  t.match(response.json(), { jsonrpc: '2.0', id: null, error: { code: -32005 } })
})

t.test('an origin of bytes that are no host is refused also when V8 has optimised the guard', async t => {
  const guard = buildOriginGuard([])
  // Only what the guard looks at.
  const request = {
    protocol: 'http',
    headers: { host: 'agent', origin: 'http:\u00f0\u009f\u0098\u0080' },
  } as FastifyRequest
  const codes = new Set<unknown>()
  for (let time = 0; time < 50_000; time += 1) {
    await guard(request).catch((error: unknown) =>
      codes.add(error instanceof HttpFault ? error.statusCode : error),
    )
  }
  t.strictSame([...codes], [403])
})
