import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { authorization, enabled, startAgent, writePlugins } from '../helper.ts'

/** A plugin whose methods the test ends, and asks what has become of them. */
const source = `
  import { currentCall } from 'mmc-agent'
  export const activate = () => true
  let finish
  export const slow = () => new Promise(resolve => {
    finish = () => resolve('finished')
    globalThis.slowBegan?.()
    currentCall().signal.addEventListener('abort', () => globalThis.slowLost?.(currentCall().signal.reason.message))
  })
  export const finishSlow = () => { finish(); return true }`

/** Resolves when the plugin calls the global function of this name. */
function called(name: string): Promise<unknown> {
  return new Promise(resolve => Reflect.set(globalThis, name, resolve))
}

async function listening(t: Test) {
  const main = { plugindirs: writePlugins(t, { plug: source }), required: 'plug' }
  // The calls of clients that have left are still running when the test ends.
  const options = { main, limits: { callseconds: 0 } }
  const app = await startAgent(t, { options, plugins: { plug: enabled } })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  const call = async (method: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/rpc/${method}`, {
      method: 'POST',
      headers: { authorization },
    })
    return response.json()
  }
  return { app, port, call }
}

function open(t: Test, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  return socket
}

const request = (method: string) =>
  `POST /rpc/${method} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Length: 0\r\n\r\n`

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

t.test('noise behind a good request does not take the place of its reply', async t => {
  const { port, call } = await listening(t)
  const socket = open(t, port)
  const answer = readAll(socket)
  const began = called('slowBegan')
  socket.write(`${request('plug.slow')}GARBAGE\r\n\r\n`)
  await began
  await call('plug.finishSlow')
  t.match(await answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*"finished"/)
})

t.test('noise alone is answered with 400 and the end of the connection', async t => {
  const { port } = await listening(t)
  const socket = open(t, port)
  socket.write('GARBAGE\r\n\r\n')
  t.match(
    await readAll(socket),
    /^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n[\s\S]*\nThis is no HTTP request: Invalid method encountered\n$/,
  )
})

t.test(
  'a client that goes away is noticed by the method that serves it, also behind another request',
  async t => {
    for (const before of ['', request('plug.getVersion')]) {
      const { port } = await listening(t)
      const socket = open(t, port)
      const began = called('slowBegan')
      const lost = called('slowLost')
      socket.write(before + request('plug.slow'))
      await began
      socket.destroy()
      t.equal(await lost, 'the client went away')
    }
  },
)

t.test('requests of a client that left do not keep the agent from stopping', async t => {
  const { app, port } = await listening(t)
  const socket = open(t, port)
  await once(socket, 'connect')
  const began = called('slowBegan')
  socket.write(request('plug.slow') + request('plug.getVersion').repeat(20))
  await began
  socket.resetAndDestroy()
  await app.stop()
  t.pass('it has stopped long before the time for calls was up')
})

t.test('a request that does not come whole ends with its connection, and nobody waits for it', async t => {
  const { app, port } = await listening(t)
  const head = (type: string, path: string, framing: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${type}\r\n${framing}\r\n\r\n`
  for (const [type, path] of [
    ['text/xml', '/RPC2'],
    ['application/json', '/jsonrpc'],
    ['application/json', '/rpc/plug.getVersion'],
  ] as const) {
    const gone = open(t, port)
    const closed = once(gone, 'close')
    gone.end(`${head(type, path, 'Content-Length: 1000')}x`)
    gone.resume()
    await closed

    const broken = open(t, port)
    broken.write(`${head(type, path, 'Transfer-Encoding: chunked')}zz\r\n`)
    t.match(await readAll(broken), /^HTTP\/1\.1 400 Bad Request\r\n/, path)
  }
  await app.stop()
  t.pass('the agent has stopped without waiting')
})

t.test('a client that ends its side behind the request has its reply, also of a slow method', async t => {
  const { port, call } = await listening(t)
  const quick = open(t, port)
  quick.end(request('plug.getVersion'))
  t.match(await readAll(quick), /^HTTP\/1\.1 200 [\s\S]*"1\.0\.0"$/)

  const socket = open(t, port)
  const lost = called('slowLost')
  const answer = readAll(socket)
  socket.end(request('plug.slow'))
  t.equal(await lost, 'the client went away', 'for it looks like one that has left')
  await call('plug.finishSlow')
  t.match(await answer, /^HTTP\/1\.1 200 [\s\S]*"finished"$/)
})

t.test('requests that follow each other at once are answered in order, and noise after them', async t => {
  const { port, call } = await listening(t)
  const socket = open(t, port)
  const answer = readAll(socket)
  const began = called('slowBegan')
  socket.write(`${request('plug.slow')}${request('plug.getVersion')}GARBAGE\r\n\r\n`)
  await began
  await call('plug.finishSlow')
  t.match(
    await answer,
    /^HTTP\/1\.1 200 [\s\S]*"finished"HTTP\/1\.1 200 [\s\S]*"1\.0\.0"HTTP\/1\.1 400 [\s\S]*This is no HTTP request/,
  )
})

t.test('a request that has not come whole is refused when the agent stops, and not waited for', async t => {
  const { app, port } = await listening(t)
  const waiting = open(t, port)
  const answer = readAll(waiting)
  const reached = once(app.server.server, 'request')
  waiting.write(
    request('plug.getVersion').replace(
      'Content-Length: 0',
      'Content-Type: application/json\r\nContent-Length: 9',
    ),
  )
  await reached
  await app.stop()
  t.match(await answer, /^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 2\r\n[\s\S]*"The agent is stopping"/)
})
