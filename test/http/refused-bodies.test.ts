import { once } from 'node:events'
import type { Socket } from 'node:net'
import t from 'tap'
import { enabled, writePlugins } from '../helper.ts'
import { doors, listen, open, readAll, requestText } from '../raw-client.ts'

const plug = `export const activate = () => true`

const twoMegabytes = 'x'.repeat(2_000_000)

const framings: readonly [framing: string, (body: string) => [header: string | number, sent: string]][] = [
  ['Content-Length', body => [body.length, body]],
  ['Transfer-Encoding', body => ['chunked', `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`]],
]

t.test('a refusal reaches a client that sends all of a large body before it reads', async t => {
  const { port } = await listen(t, {
    options: {
      main: { plugindirs: writePlugins(t, { plug }), required: 'plug' },
      limits: { bodybytes: twoMegabytes.length },
    },
    plugins: { plug: enabled },
  })
  for (const { path, type, refusal } of doors) {
    const cases: readonly [status: number, method: string, headers: Readonly<Record<string, string>>][] = [
      [401, 'POST', { 'Content-Type': type, Authorization: 'none' }],
      [403, 'POST', { 'Content-Type': type, Origin: 'http://elsewhere.example' }],
      [405, 'PUT', { 'Content-Type': type }],
      [413, 'POST', { 'Content-Type': type }],
      [415, 'POST', { 'Content-Type': 'text/plain' }],
    ]
    for (const [name, frame] of framings) {
      for (const [status, method, headers] of cases) {
        const what = `${method} ${path}, ${name}: ${status}`
        const [header, body] = frame(status === 413 ? `${twoMegabytes}x` : twoMegabytes)
        const answer = await sendThenRead(
          requestText(`${method} ${path}`, { ...headers, [name]: header }) + body,
        )
        t.equal(answer.slice(0, 12), `HTTP/1.1 ${status}`, what)
        t.match(answer, refusal, what)
      }
    }
  }

  async function sendThenRead(text: string) {
    const socket = open(t, port)
    await new Promise(sent => socket.write(text, sent))
    return readAll(socket)
  }
})

t.test('behind a refusal little is read, and nothing of it as a request', async t => {
  const { app, port } = await listen(t, {
    options: { main: { plugindirs: writePlugins(t, { plug: hearing }), required: 'plug' } },
    plugins: { plug: enabled },
  })
  let calls = 0
  Reflect.set(globalThis, 'heardOfCall', () => {
    calls += 1
  })
  const accepted = once(app.server.server, 'connection')
  const socket = open(t, port)
  socket.write(requestText('POST /jsonrpc', { Authorization: 'none', 'Content-Length': 10 }))
  const [served] = (await accepted) as [Socket]
  const closed = once(served, 'close')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1\.1 401 /)
  socket.write(`0123456789${requestText('POST /rpc/plug.hear')}${twoMegabytes}`)
  await closed
  t.ok(served.bytesRead < 256 * 1024, `${served.bytesRead} bytes were read`)
  t.equal(calls, 0)
})

const hearing = `
  export const activate = () => true
  export const hear = () => globalThis.heardOfCall()`
