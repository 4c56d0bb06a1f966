import { type AddressInfo, connect } from 'node:net'
import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { authorization, startAgent } from '../helper.ts'
import { readReply, writeCall } from '../wires/xml-client.ts'

const call = writeCall('good.greet', ['Ada'])
const xml = { authorization, 'content-type': 'text/xml' }

t.test('any path that is not taken is XML-RPC', async t => {
  const { server } = await startAgent(t)
  for (const url of [
    '/',
    '/RPC2',
    '/XMLRPC',
    '/any/other/path',
    '/RPC2?x=1',
    '/health/none',
    '/jsonrpc/',
    '/openapi.json',
  ]) {
    const response = await server.inject({ method: 'POST', url, headers: xml, payload: call })
    t.equal(response.statusCode, 200, url)
    t.strictSame(readReply(response.body), { result: 'Hello, Ada' })
  }
})

t.test('other ways to speak than POST are 405 on the paths of old clients', async t => {
  const { server } = await startAgent(t)
  for (const url of ['/', '/RPC2', '/XMLRPC']) {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'] as const) {
      const response = await server.inject({ method, url, headers: { authorization } })
      t.equal(response.statusCode, 405, `${method} ${url}`)
      t.equal(response.headers['allow'], 'POST')
    }
  }
})

t.test('XML is taken, and no type or the type of forms from all but browsers', async t => {
  const { server } = await startAgent(t)
  const cases: [type: string | undefined, browser: boolean, status: number][] = [
    ['text/xml', false, 200],
    ['text/xml', true, 200],
    ['application/xml', false, 200],
    ['TEXT/XML; charset="utf-8"', false, 200],
    ['text/xml;charset=utf-8', false, 200],
    [undefined, false, 200],
    ['application/x-www-form-urlencoded', false, 200],
    ['application/x-www-form-urlencoded; charset=UTF-8', false, 200],
    [undefined, true, 415],
    ['application/x-www-form-urlencoded', true, 415],
    ['text/plain', false, 415],
    ['application/json', false, 415],
    ['multipart/form-data; boundary=x', false, 415],
    ['text/xmlx', false, 415],
    ['x', false, 415],
  ]
  for (const [type, browser, status] of cases) {
    const response = await server.inject({
      method: 'POST',
      url: '/RPC2',
      headers: {
        authorization,
        ...(type && { 'content-type': type }),
        ...(browser && { 'sec-fetch-site': 'same-origin' }),
      },
      payload: Buffer.from(call),
    })
    t.equal(response.statusCode, status, `${type} ${browser ? 'from a browser' : ''}`)
    const reply = readReply(response.body)
    if (status === 415) t.match(reply, { fault: { code: -32600 } })
    else t.strictSame(reply, { result: 'Hello, Ada' })
  }
})

t.test(
  'the charset of the type, or the declaration of the document, says how the bytes are read',
  async t => {
    const { server } = await startAgent(t)
    const document = writeCall('good.greet', ['é']).replace('<?xml version="1.0"?>', '')
    const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${document}`
    const cases: [type: string, body: Buffer][] = [
      ['text/xml', Buffer.from(document)],
      ['text/xml; charset=iso-8859-1', Buffer.from(document, 'latin1')],
      ['text/xml', Buffer.from(declared('ISO-8859-1'), 'latin1')],
      ['text/xml; charset=utf-8', Buffer.from(declared('ISO-8859-1'))],
      ['text/xml', Buffer.from(`\uFEFF${document}`, 'utf16le')],
    ]
    for (const [type, payload] of cases) {
      const response = await server.inject({
        method: 'POST',
        url: '/',
        headers: { ...xml, 'content-type': type },
        payload,
      })
      t.strictSame(readReply(response.body), { result: 'Hello, é' }, type)
    }
    const wrong = await server.inject({
      method: 'POST',
      url: '/',
      headers: xml,
      payload: Buffer.from(document, 'latin1'),
    })
    t.match(readReply(wrong.body), { fault: { code: -32702 } })
    const unknown = await server.inject({
      method: 'POST',
      url: '/',
      headers: { ...xml, 'content-type': 'text/xml; charset=x' },
      payload: call,
    })
    t.match(readReply(unknown.body), { fault: { code: -32701 } })
  },
)

t.test('packed bodies are unpacked, within the limit, and refused where they are broken', async t => {
  const { server } = await startAgent(t, { options: { limits: { bodybytes: 4096 } } })
  const ask = async (encoding: string, payload: Buffer) => {
    const response = await server.inject({
      method: 'POST',
      url: '/',
      headers: { ...xml, 'content-encoding': encoding },
      payload,
    })
    return { status: response.statusCode, ...readReply(response.body) }
  }
  const fine = { status: 200, result: 'Hello, Ada' }
  t.strictSame(await ask('gzip', gzipSync(call)), fine)
  t.strictSame(await ask('GZIP', gzipSync(call)), fine)
  t.strictSame(await ask('x-gzip', gzipSync(call)), fine)
  t.strictSame(await ask('deflate', deflateSync(call)), fine)
  t.strictSame(await ask('deflate', deflateRawSync(call)), fine)
  t.strictSame(await ask('identity', Buffer.from(call)), fine)
  t.strictSame(await ask('gzip', gzipSync(call.padEnd(4096))), fine)
  t.match(await ask('gzip', gzipSync(call.padEnd(4097))), { status: 413, fault: { code: -32004 } })
  t.match(await ask('gzip', gzipSync(' '.repeat(100_000_000))), { status: 413, fault: { code: -32004 } })
  t.match(await ask('gzip', gzipSync(call).subarray(0, -10)), { status: 200, fault: { code: -32700 } })
  t.match(await ask('gzip', Buffer.from(call)), { status: 200, fault: { code: -32700 } })
  t.match(await ask('br', Buffer.from(call)), { status: 415, fault: { code: -32600 } })
  t.match(await ask('gzip, gzip', gzipSync(gzipSync(call))), { status: 415, fault: { code: -32600 } })
})

t.test('a body larger than allowed is 413, announced or not', async t => {
  const { server } = await startAgent(t, { options: { limits: { bodybytes: 1024 } } })
  const ask = async (payload: string) => {
    const response = await server.inject({ method: 'POST', url: '/', headers: xml, payload })
    return { status: response.statusCode, ...readReply(response.body) }
  }
  t.strictSame(await ask(call.padEnd(1024)), { status: 200, result: 'Hello, Ada' })
  t.match(await ask(call.padEnd(1025)), { status: 413, fault: { code: -32004 } })

  const answer = await raw(t, await listening(server), [
    head({ 'Transfer-Encoding': 'chunked' }),
    `1000\r\n${' '.repeat(4096)}\r\n`,
  ])
  t.match(answer, /^HTTP\/1\.1 413 /)
  t.match(answer, /<int>-32004<\/int>/)
})

t.test('what is no call is a fault with 200, and runs nothing', async t => {
  const { server } = await startAgent(t)
  const cases: [body: string, code: number][] = [
    ['', -32700],
    ['x', -32700],
    ['<methodCall>', -32700],
    [call.slice(0, -1), -32700],
    [`${call}x`, -32700],
    [`x${call}`, -32700],
    [`${call}${call}`, -32700],
    [`<!DOCTYPE methodCall>${call.replace('<?xml version="1.0"?>', '')}`, -32700],
    [call.replace('Ada', '&ada;'), -32700],
    [call.replace('Ada', '\u0001'), -32702],
    ['<methodCall><methodCall></methodCall>', -32700],
    ['<methodCall><methodCall></methodCall></methodCall>', -32700],
    ['<x:methodCall><methodCall></methodCall></x:methodCall>', -32600],
    ['<methodResponse/>', -32600],
    ['<methodCall></methodCall>', -32600],
    ['<methodCall><methodName></methodName></methodCall>', -32600],
    [call.replace('<string>Ada</string>', '<int>x</int>'), -32602],
    [
      `<methodCall><methodName>good.echo</methodName><params><param>${'<value><array><data>'.repeat(65)}${'</data></array></value>'.repeat(65)}</param></params></methodCall>`,
      -32004,
    ],
    [`<methodCall>${'<a>'.repeat(100_000)}</methodCall>`, -32700],
  ]
  for (const [payload, code] of cases) {
    const response = await server.inject({ method: 'POST', url: '/', headers: xml, payload })
    t.equal(response.statusCode, 200, payload.slice(0, 60))
    t.match(readReply(response.body), { fault: { code } }, payload.slice(0, 60))
  }
})

t.test('[xmlrpc] nil and bigint say what null and large numbers leave as', async t => {
  const reply = async (options: Record<string, string | number>, method: string) => {
    const { server } = await startAgent(t, { options: { xmlrpc: options } })
    return (await server.inject({ method: 'POST', url: '/', headers: xml, payload: writeCall(method, []) }))
      .body
  }
  t.match(await reply({}, 'good.nothing'), /<value><string><\/string><\/value>/)
  t.match(await reply({ nil: 1 }, 'good.nothing'), /<value><nil\/><\/value>/)
  t.match(await reply({}, 'good.big'), /result is 1152921504606846976, which XML-RPC cannot carry/)
  t.match(await reply({ bigint: 'i8' }, 'good.big'), /<i8>1152921504606846976<\/i8>/)
  t.match(await reply({ bigint: 'string' }, 'good.big'), /<string>1152921504606846976<\/string>/)
})

t.test('long replies are packed for those who ask for it, and for nobody else', async t => {
  const { server } = await startAgent(t)
  const ask = (accepted: string | undefined, text: string) =>
    server.inject({
      method: 'POST',
      url: '/',
      headers: { ...xml, ...(accepted !== undefined && { 'accept-encoding': accepted }) },
      payload: writeCall('good.echo', [text]),
    })
  const long = 'long '.repeat(1000)
  for (const accepted of ['gzip', 'deflate, gzip;q=0.5', 'x, GZIP']) {
    const response = await ask(accepted, long)
    t.equal(response.headers['content-encoding'], 'gzip', accepted)
    t.equal(response.headers['content-length'], String(response.rawPayload.length))
    t.strictSame(readReply(gunzipSync(response.rawPayload).toString()), { result: long })
  }
  for (const accepted of [undefined, '', 'identity', 'deflate', 'gzip;q=0']) {
    const response = await ask(accepted, long)
    t.equal(response.headers['content-encoding'], undefined, `asked for ${accepted}`)
    t.strictSame(readReply(response.body), { result: long })
  }
  t.equal((await ask('gzip', 'short')).headers['content-encoding'], undefined)
})

/** The head of a request for `good.greet`, as an old client writes it. */
function head(headers: Readonly<Record<string, string>>, version = '1.1', path = '/RPC2'): string {
  const lines = Object.entries({
    Host: 'x',
    Authorization: authorization,
    'Content-Type': 'text/xml',
    ...headers,
  })
  return `POST ${path} HTTP/${version}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

type Server = Awaited<ReturnType<typeof startAgent>>['server']

async function listening(server: Server): Promise<number> {
  await server.listen({ host: '127.0.0.1', port: 0 })
  return (server.server.address() as AddressInfo).port
}

/** Sends parts over one connection and reads until the agent closes it. */
async function raw(t: Test, port: number, parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  for (const part of parts) socket.write(part)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}

const reply = `<?xml version='1.0'?>
<methodResponse>
<params>
<param>
<value><string>Hello, Ada</string></value>
</param>
</params>
</methodResponse>
`

const freshCookie = 'TWISTED_SESSION=*; Path=/; HttpOnly; SameSite=Lax'

/** A reply to the byte, but for the date and the id of the session. */
const replyOf = (...headers: string[]) =>
  [
    'HTTP/1.1 200 OK',
    `Set-Cookie: ${freshCookie}`,
    'content-type: text/xml',
    ...headers,
    `content-length: ${reply.length}`,
    'Date: *',
  ].join('\r\n')

t.test('the bytes of a reply: length and no chunks, closed after HTTP/1.0 whatever is asked', async t => {
  const { server } = await startAgent(t)
  const port = await listening(server)
  const length = { 'Content-Length': String(call.length) }
  const closed = { ...length, Connection: 'close' }
  const cases: [title: string, parts: string[], answer: string][] = [
    ['HTTP/1.1', [head(closed), call], `${replyOf()}\r\nConnection: close\r\n\r\n${reply}`],
    ['HTTP/1.0', [head(length, '1.0'), call], `${replyOf('connection: close')}\r\n\r\n${reply}`],
    [
      'HTTP/1.0 that asks for keep-alive',
      [head({ ...length, Connection: 'keep-alive' }, '1.0'), call],
      `${replyOf('connection: close')}\r\n\r\n${reply}`,
    ],
    [
      'an empty cookie',
      [head({ ...closed, Cookie: '' }), call],
      `${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
    [
      'a cookie that ends in a semicolon',
      [head({ ...closed, Cookie: 'TWISTED_SESSION=abc;' }), call],
      `${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
    [
      'two identical Authorization headers',
      [head(closed).replace('\r\n\r\n', `\r\nAuthorization: ${authorization}\r\n\r\n`), call],
      `${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
    [
      'a chunked request',
      [
        head({ 'Transfer-Encoding': 'chunked', Connection: 'close' }),
        `${call.length.toString(16)}\r\n${call}\r\n0\r\n\r\n`,
      ],
      `${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
    [
      'Expect: 100-continue',
      [head({ ...closed, Expect: '100-continue' }), call],
      `HTTP/1.1 100 Continue\r\n\r\n${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
    [
      'two requests in one packet',
      [head(length) + call + head(closed) + call],
      `${replyOf()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n${reply}${replyOf()}\r\nConnection: close\r\n\r\n${reply}`,
    ],
  ]
  for (const [title, parts, answer] of cases) {
    t.equal(
      (await raw(t, port, parts))
        .replace(/Date: [^\r]*/g, 'Date: *')
        .replace(/SESSION=[0-9a-f]{64};/g, 'SESSION=*;'),
      answer,
      title,
    )
  }
})

t.test('a body that comes byte by byte is read as the same, also within a character', async t => {
  const { server } = await startAgent(t)
  const port = await listening(server)
  const body = Buffer.from(writeCall('good.greet', ['€😀']))
  const parts = [
    head({ 'Content-Length': String(body.length), Connection: 'close' }),
    ...[...body].map(byte => Buffer.of(byte)),
  ]
  t.match(await raw(t, port, parts), /<string>Hello, €😀<\/string>/)
})

t.test('replies to a request before its credentials are known come before its body, as a fault', async t => {
  const { server } = await startAgent(t)
  const port = await listening(server)
  const answer = await raw(t, port, [head({ Authorization: 'Basic eDp5', 'Content-Length': '1000' })])
  t.match(answer, /^HTTP\/1\.1 401 Unauthorized\r\nwww-authenticate: Basic realm="MMC agent"/)
  t.match(answer, /<int>401<\/int>/)
})
