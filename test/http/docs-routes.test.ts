import t, { type Test } from 'tap'
import { version } from '../../src/version.ts'
import { authorization, startAgent } from '../helper.ts'

const files = [
  ['/docs', 'text/html; charset=utf-8', '<title>Methods of the MMC agent</title>'],
  ['/docs/', 'text/html; charset=utf-8', '<html lang="en">'],
  ['/docs/page.css', 'text/css; charset=utf-8', '.search'],
  ['/docs/favicon.svg', 'image/svg+xml', '<svg '],
  ['/docs/swagger-ui.css', 'text/css; charset=utf-8', '.opblock'],
  ['/docs/swagger-ui.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle'],
  ['/docs/start.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle('],
  ['/docs/search.js', 'text/javascript; charset=utf-8', 'export function search('],
] as const

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

async function startAsking(t: Test) {
  const { server } = await startAgent(t)
  return (method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE', url: string, headers = {}) =>
    server.inject({ method, url, headers: { authorization, ...headers } })
}

t.test('every file of the page is served under a policy that lets nothing else in', async t => {
  const ask = await startAsking(t)
  for (const [path, type, part] of files) {
    const response = await ask('GET', path)
    t.equal(response.statusCode, 200, path)
    t.equal(response.headers['content-type'], type, path)
    t.ok(response.body.includes(part), path)
    t.notMatch(response.body, /^..# sourceMappingURL/m, `${path} names no file that is not there`)
    t.match(response.headers, {
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
  }
  const elsewhere = await ask('GET', '/openapi.json')
  t.notHas(elsewhere.headers, { 'content-security-policy': policy }, 'and nothing else is')
})

t.test('whatever the page names is there, and nothing of it is inline', async t => {
  const ask = await startAsking(t)
  const { body } = await ask('GET', '/docs')
  for (const [, url = ''] of body.matchAll(/(?:href|src)="([^"]*)"/g))
    t.equal((await ask('GET', url)).statusCode, 200, url)
  t.notMatch(body, /<style|style=|<script>|\bon\w+=/)
})

t.test('a browser that has a file gets 304, and HEAD tells what GET would', async t => {
  const ask = await startAsking(t)
  for (const [path] of files) {
    const { headers, rawPayload } = await ask('GET', path)
    const again = await ask('GET', path, { 'if-none-match': headers.etag })
    t.equal(again.statusCode, 304, path)
    t.equal(again.body, '', path)
    const head = await ask('HEAD', path)
    t.equal(head.statusCode, 200, path)
    t.equal(head.body, '', path)
    t.equal(head.headers['content-length'], String(rawPayload.length), path)
    t.equal(head.headers.etag, headers.etag, path)
  }
})

t.test('strangers get nothing, and pages of other sites neither', async t => {
  const { server } = await startAgent(t)
  for (const [path] of files) {
    const stranger = await server.inject(path)
    t.equal(stranger.statusCode, 401, path)
    t.match(stranger.headers['www-authenticate'], /^Basic realm=/, 'so that a browser asks')
    t.notOk(JSON.stringify([stranger.headers, stranger.body]).includes(version), 'and no version')
    const headers = { authorization, 'sec-fetch-site': 'cross-site' }
    t.equal((await server.inject({ url: path, headers })).statusCode, 403, path)
  }
})

t.test('other ways to speak are 405, and other paths below are 404', async t => {
  const ask = await startAsking(t)
  for (const method of ['POST', 'PUT', 'DELETE'] as const) {
    for (const [path] of files) {
      const response = await ask(method, path, { 'content-type': 'text/xml' })
      t.equal(response.statusCode, 405, `${method} ${path}`)
      t.equal(response.headers.allow, 'GET, HEAD')
      t.match(response.json().error, { message: `${method} is not possible here, only GET and HEAD` })
    }
  }
  for (const path of ['/docs/x', '/docs/static/index.html', '/docs/json', '/docs/..%2fstart.js', '/docsx']) {
    const response = await ask('GET', path)
    t.equal(response.statusCode, 404, path)
    t.match(response.json().error, { code: -32601 })
  }
})
