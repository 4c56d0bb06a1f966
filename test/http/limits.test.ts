import { once } from 'node:events'
import t, { type Test } from 'tap'
import { authorization, enabled, writePlugins } from '../helper.ts'
import { doors, exchange, listen, open, readAll, requestText } from '../raw-client.ts'

/** A plugin whose slow calls the test ends. */
const source = `
  export const activate = () => true
  const finishers = []
  export const slow = () => new Promise(resolve => {
    finishers.push(resolve)
    globalThis.slowBegan?.()
  })
  export const finishAll = () => { for (const finish of finishers) finish('finished'); return true }
  export const long = length => 'x'.repeat(length)`

function agent(t: Test, limits: Readonly<Record<string, number>>) {
  const main = { plugindirs: writePlugins(t, { plug: source }), required: 'plug' }
  return listen(t, { options: { main, limits }, plugins: { plug: enabled } })
}

/** Resolves when so many more slow calls have begun. */
function slowBegan(count: number): Promise<void> {
  return new Promise(resolve => {
    let left = count
    Reflect.set(globalThis, 'slowBegan', () => {
      left -= 1
      if (left === 0) resolve()
    })
  })
}

const slow = requestText('POST /rpc/plug.slow', { Connection: 'close' })
const finishAll = requestText('POST /rpc/plug.finishAll', { Connection: 'close' })
const version = requestText('POST /rpc/plug.getVersion', { Connection: 'close' })

t.test('a head as large as allowed is taken, one byte more is 431 and says how large it may be', async t => {
  const { port } = await agent(t, { headerbytes: 1024 })
  const headers = { Host: 'x', Connection: 'close', Long: '' }
  const counted = ['/health/live', ...Object.entries(headers).flat()].join('').length
  const head = (bytes: number) => {
    const lines = Object.entries({ ...headers, Long: 'x'.repeat(bytes - counted) })
    return `GET /health/live HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  }
  t.match(await exchange(t, port, head(1024)), /^HTTP\/1\.1 200 /)
  t.match(
    await exchange(t, port, head(1025)),
    /^HTTP\/1\.1 431 [\s\S]*\nThe head of the request is larger than 1024 bytes, \[limits\] headerbytes\n$/,
  )
})

t.test('as many header lines as allowed are taken, one more is 431 in the form of the door', async t => {
  const { port } = await agent(t, { headers: 10 })
  const request = (path: string, type: string, count: number) => {
    const more = Array.from({ length: count - 5 }, (_, index) => [`X-${index}`, 'x'])
    const headers = { 'Content-Type': type, Connection: 'close', ...Object.fromEntries(more) }
    return requestText(`POST ${path}`, headers)
  }
  for (const { path, type, refusal } of doors) {
    t.match(await exchange(t, port, request(path, type, 10)), /^HTTP\/1\.1 200 /, path)
    const answer = await exchange(t, port, request(path, type, 11))
    t.match(answer, /^HTTP\/1\.1 431 /, path)
    t.match(answer, /The request has 11 header lines; at most 10 are allowed, \[limits\] headers/)
    t.match(answer, refusal)
  }
})

t.test('a head that does not come in time is 408, also where nothing has come at all', async t => {
  const { port } = await agent(t, { headerseconds: 1, requestseconds: 60 })
  const texts = ['', 'POST /RPC2 HTTP/1.1\r\nHost: ']
  for (const answer of await Promise.all(texts.map(text => exchange(t, port, text)))) {
    t.match(
      answer,
      /^HTTP\/1\.1 408 [\s\S]*\nThe head of the request did not come within 1 s, \[limits\] headerseconds\n$/,
    )
  }
})

t.test('a body that does not come in time is 408 in the form of the door', async t => {
  const { port } = await agent(t, { requestseconds: 1 })
  const answers = doors.map(({ path, type }) =>
    exchange(t, port, requestText(`POST ${path}`, { 'Content-Type': type, 'Content-Length': 100 }, '{')),
  )
  for (const [index, { path, refusal }] of doors.entries()) {
    const answer = await answers[index]
    t.match(answer, /^HTTP\/1\.1 408 /, path)
    t.match(answer, /The request did not come whole within 1 s, \[limits\] requestseconds/)
    t.match(answer, refusal)
  }
})

t.test('a call may run for longer than a request may take to come', async t => {
  const { port } = await agent(t, { headerseconds: 1, requestseconds: 1, idleseconds: 1, replyseconds: 1 })
  const socket = open(t, port)
  const began = slowBegan(1)
  // The first reply begins the time of `replyseconds`.
  socket.write(requestText('POST /rpc/plug.getVersion') + slow)
  const answer = readAll(socket)
  await began
  t.match(await exchange(t, port, 'POST'), /^HTTP\/1\.1 408 /, 'the time is up')
  t.match(await exchange(t, port, 'POST'), /^HTTP\/1\.1 408 /, 'and once more')
  await exchange(t, port, finishAll)
  t.match(await answer, /^HTTP\/1\.1 200 [\s\S]*"1\.0\.0"HTTP\/1\.1 200 [\s\S]*"finished"$/)
})

t.test('a connection without another request ends after `idleseconds`', async t => {
  const { port } = await agent(t, { idleseconds: 1, headerseconds: 60, requestseconds: 60 })
  const answer = await exchange(t, port, requestText('POST /rpc/plug.getVersion'))
  t.match(answer, /^HTTP\/1\.1 200 [\s\S]*\r\nKeep-Alive: timeout=1\r\n[\s\S]*"1\.0\.0"$/)
})

t.test('past `connections`, a new one takes the place of the one that has waited longest', async t => {
  const { app, port, lines } = await agent(t, { connections: 3 })
  const busy = open(t, port)
  const began = slowBegan(1)
  busy.write(slow)
  const answer = readAll(busy)
  await began
  const oldest = open(t, port)
  await once(oldest, 'connect')
  const half = open(t, port)
  half.write('POST /RPC2 HTTP/1.1\r\n')
  await once(half, 'connect')
  for (const waiting of [oldest, half]) {
    const ended = readAll(waiting)
    t.match(await exchange(t, port, version), /"1\.0\.0"$/)
    if (waiting === oldest) {
      t.equal(await ended, '')
      // The next one waits longer than the one that comes now.
      await once(open(t, port), 'connect')
    } else await ended.catch(() => undefined)
  }
  await exchange(t, port, finishAll)
  t.match(await answer, /^HTTP\/1\.1 200 [\s\S]*"finished"$/, 'a call that runs keeps its connection')
  const told = lines.filter(({ msg }) =>
    /all 3 connections are in use, \[limits\] connections/.test(String(msg)),
  )
  t.equal(told.length, 1, 'one line for all of them')
  const { body } = await app.server.inject('/metrics')
  t.match(body, /^mmc_agent_connections_cut_total\{reason="replaced"\} [2-9]$/m)
  t.match(body, /^mmc_agent_connections_cut_total\{reason="refused"\} 0$/m)
})

t.test('where calls run on all connections, a new one is 503, and they have their replies', async t => {
  const { app, port } = await agent(t, { connections: 2 })
  const began = slowBegan(2)
  const answers = [exchange(t, port, slow), exchange(t, port, slow)]
  await began
  t.match(
    await exchange(t, port, version),
    /^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 1\r\n[\s\S]*\nCalls run on all 2 connections, \[limits\] connections allows no more\n$/,
  )
  await app.server.inject({ method: 'POST', url: '/rpc/plug.finishAll', headers: { authorization } })
  for (const answer of answers) t.match(await answer, /^HTTP\/1\.1 200 [\s\S]*"finished"$/)
  const { body } = await app.server.inject('/metrics')
  t.match(body, /^mmc_agent_connections_cut_total\{reason="refused"\} 1$/m)
})

t.test('a client that takes no byte of its reply for `replyseconds` loses its connection', async t => {
  const { app, port, lines } = await agent(t, { replyseconds: 1, replybytes: 64 * 2 ** 20 })
  const long = requestText('POST /rpc/plug.long', { 'Content-Type': 'application/json' }, '[33554432]')
  const accepted = once(app.server.server, 'connection')
  const reader = open(t, port)
  reader.pause()
  reader.write(long)
  const [socket] = await accepted
  await once(socket, 'close')
  t.ok(
    lines.some(({ msg }) =>
      /has not taken a byte of its reply for 1 s, \[limits\] replyseconds/.test(String(msg)),
    ),
  )
  const { body } = await app.server.inject('/metrics')
  t.match(body, /^mmc_agent_connections_cut_total\{reason="slow_reader"\} 1$/m)

  const whole = await exchange(t, port, long.replace('Host: x', 'Host: x\r\nConnection: close'))
  t.match(whole.slice(0, 20), /^HTTP\/1\.1 200 /)
  t.ok(whole.length > 33_554_432, 'whoever reads has all of it')
})

t.test('connections that send half a head harm no good call, and all are cut in time', async t => {
  const { port } = await agent(t, { headerseconds: 1, connections: 300 })
  const slow = Array.from({ length: 200 }, () => open(t, port))
  await Promise.all(slow.map(socket => once(socket, 'connect')))
  const ended = slow.map(async socket => {
    socket.write('POST /RPC2 HTTP/1.1\r\nHost: ')
    return readAll(socket)
  })
  t.match(await exchange(t, port, version), /"1\.0\.0"$/)
  for (const answer of await Promise.all(ended)) {
    if (!answer.startsWith('HTTP/1.1 408 ')) t.fail(answer)
  }
  t.pass('all of them')
})
