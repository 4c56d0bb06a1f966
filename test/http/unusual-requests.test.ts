import { once } from 'node:events'
import t, { type Test } from 'tap'
import { authorization, enabled, writePlugins } from '../helper.ts'
import { doors, exchange, listen, open, readAll, requestText } from '../raw-client.ts'

const source = `
  export const activate = () => true
  export const echo = value => value`

function agent(t: Test) {
  const main = { plugindirs: writePlugins(t, { plug: source }), required: 'plug' }
  return listen(t, {
    options: { main, limits: { idleseconds: 1, bodybytes: 1024 } },
    plugins: { plug: enabled },
  })
}

const json = { 'Content-Type': 'application/json', Connection: 'close' }

t.test('100 Continue is sent to whoever may send the body, and its call is answered', async t => {
  const { port } = await agent(t)
  const headers = { ...json, Expect: '100-continue', 'Content-Length': 6 }
  const socket = open(t, port)
  socket.write(requestText('POST /rpc/plug.echo', headers))
  const [interim] = await once(socket, 'data')
  t.equal(String(interim), 'HTTP/1.1 100 Continue\r\n\r\n')
  socket.write('["yes"')
  socket.destroy()

  const whole = await exchange(
    t,
    port,
    requestText('POST /rpc/plug.echo', { ...headers, 'Content-Length': 7 }, '["yes"]'),
  )
  t.match(whole, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*\r\n\r\n"yes"$/)
})

t.test('nobody else is told to continue, and the door says why', async t => {
  const { port } = await agent(t)
  for (const { path, type, refusal } of doors) {
    for (const [status, headers] of [
      [401, { Authorization: 'none' }],
      [403, { Origin: 'http://elsewhere.example' }],
      [413, { 'Content-Length': 1025 }],
      [417, { Expect: 'tea' }],
    ] as const) {
      const asked = { Expect: '100-continue', 'Content-Type': type, 'Content-Length': 10, ...headers }
      const answer = await exchange(t, port, requestText(`POST ${path}`, asked))
      t.equal(answer.slice(0, 12), `HTTP/1.1 ${status}`, `${path} ${status}`)
      t.match(answer, refusal, `${path} ${status}`)
    }
  }
})

t.test('other ways to speak than requests have a status of their own', async t => {
  const { port } = await agent(t)
  const xmlFault = /\r\n\r\n<\?xml/
  for (const [title, text, answer] of [
    [
      'CONNECT',
      'CONNECT example:443 HTTP/1.1\r\nHost: x\r\n\r\n',
      /^HTTP\/1\.1 405 [\s\S]*\nCONNECT is not possible here\n$/,
    ],
    [
      'TRACE',
      requestText('TRACE /RPC2', { Connection: 'close' }),
      /^HTTP\/1\.1 405 [\s\S]*\r\n\r\n<\?xml[\s\S]*TRACE is not possible here/,
    ],
    [
      'TRACE at /jsonrpc',
      requestText('TRACE /jsonrpc', { Connection: 'close' }),
      /^HTTP\/1\.1 405 [\s\S]*"jsonrpc"/,
    ],
    [
      'OPTIONS *',
      requestText('OPTIONS *', { Connection: 'close' }),
      /^HTTP\/1\.1 405 [\s\S]*\r\nallow: POST\r\n/,
    ],
    [
      'a method of others',
      requestText('PROPFIND /RPC2', { Connection: 'close' }),
      /^HTTP\/1\.1 405 [\s\S]*PROPFIND is not possible here/,
    ],
    [
      'HTTP/2',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      /^HTTP\/1\.1 505 [\s\S]*\nThe agent speaks HTTP\/1\.1 and not HTTP\/2\n$/,
    ],
    [
      'no Host',
      `POST /RPC2 HTTP/1.1\r\nAuthorization: ${authorization}\r\n\r\n`,
      /^HTTP\/1\.1 400 [\s\S]*needs a Host header/,
    ],
    [
      'TLS',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
      /^HTTP\/1\.1 400 [\s\S]*\nThis is no HTTP request: /,
    ],
  ] as const) {
    t.match(await exchange(t, port, text), answer, title)
  }
  t.match(await exchange(t, port, requestText('OPTIONS /RPC2', { Connection: 'close' })), xmlFault)
})

t.test('a request to change the protocol is answered as any other, and ends the connection', async t => {
  const { port } = await agent(t)
  for (const protocol of ['websocket', 'h2c']) {
    const headers = { 'Content-Type': 'application/json', Connection: 'Upgrade', Upgrade: protocol }
    const answer = await exchange(t, port, requestText('POST /rpc/plug.echo', headers, '["yes"]'))
    t.match(answer, /^HTTP\/1\.1 200 [\s\S]*\r\nconnection: close\r\n[\s\S]*"yes"$/, protocol)
  }
})

t.test('a body that is broken is 400 in the form of the door, however early that shows', async t => {
  const { port } = await agent(t)
  for (const { path, type, refusal } of doors) {
    const headers = { 'Content-Type': type, 'Transfer-Encoding': 'chunked' }
    const head = requestText(`POST ${path}`, headers)
    for (const body of ['zz\r\n', '2\r\n{}\r\nzz\r\n']) {
      const answer = await exchange(t, port, head + body)
      t.match(
        answer,
        /^HTTP\/1\.1 400 [\s\S]*The body did not come whole: Invalid character in chunk size/,
        path,
      )
      t.match(answer, refusal, path)
    }
    const socket = open(t, port)
    socket.end(requestText(`POST ${path}`, { 'Content-Type': type, 'Content-Length': 100 }, '{'))
    t.match(await readAll(socket), /^HTTP\/1\.1 400 [\s\S]*The body did not come whole/, path)
  }
})

t.test('what a stranger sends is not sent back', async t => {
  const { port } = await agent(t)
  for (const [status, head, headers] of [
    [400, 'GET /%zzplanted', {}],
    [417, 'GET /health/live', { Expect: 'planted' }],
  ] as const) {
    const answer = await exchange(t, port, requestText(head, { ...headers, Connection: 'close' }))
    t.equal(answer.slice(0, 12), `HTTP/1.1 ${status}`, head)
    t.notMatch(answer, 'planted')
  }
})
