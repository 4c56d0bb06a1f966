import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import t from 'tap'
import { authorization, captureLog, startAgent } from '../helper.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

t.test("every route but health's asks for the agent's credentials", async t => {
  const { server } = await startAgent(t)
  const needing: ['GET' | 'POST' | 'PUT', string][] = [
    ['POST', '/jsonrpc'],
    ['GET', '/jsonrpc'],
    ['POST', '/rpc/good.echo'],
    ['GET', '/rpc/good.echo'],
    ['GET', '/openapi.json'],
    ['GET', '/openapi.yaml'],
    ['GET', '/'],
    ['POST', '/'],
    ['PUT', '/nowhere'],
    ['GET', '/health/none'],
    ['GET', '/health/plugins/../../openapi.json'],
    ['GET', '/%6fpenapi.json'],
  ]
  for (const [method, url] of needing) {
    const response = await server.inject({ method, url })
    t.equal(response.statusCode, 401, `${method} ${url}`)
    t.equal(response.headers['www-authenticate'], 'Basic realm="MMC agent", charset="UTF-8"')
  }
  for (const url of ['/health/live', '/health/ready', '/health/plugins', '/health/plugins/good']) {
    t.equal((await server.inject(url)).statusCode, 200, `GET ${url}`)
  }
})

t.test('publichealth = 0 asks for credentials for health too', async t => {
  const { server } = await startAgent(t, { options: { main: { publichealth: 0 } } })
  t.equal((await server.inject('/health/plugins')).statusCode, 401)
  t.equal((await server.inject({ url: '/health/plugins', headers: { authorization } })).statusCode, 200)
})

t.test('credentials are right as a whole or not at all', async t => {
  const { server } = await startAgent(t, { options: { main: { login: 'mmc', password: 'pä:ss' } } })
  const ask = async (authorization: string) =>
    (await server.inject({ url: '/openapi.json', headers: { authorization } })).statusCode
  t.equal(await ask(basic('mmc:pä:ss')), 200, 'a colon and UTF-8 in the password')
  t.equal(await ask(basic('mmc:pä:ss').replace('Basic', 'basic')), 200, 'the scheme in any case')
  for (const wrong of [
    'mmc:pä:sS',
    'Mmc:pä:ss',
    'mmc:',
    ':pä:ss',
    'mmc',
    '',
    'mmc:pä:ss\u0000',
    'mmc:pä:ssx',
  ]) {
    t.equal(await ask(basic(wrong)), 401, JSON.stringify(wrong))
  }
  for (const header of ['', 'Basic', 'Basic !!!', 'Bearer abc', 'mmc:pä:ss']) {
    t.equal(await ask(Buffer.from(header).toString('latin1')), 401, header)
  }
})

t.test('refusals come in the form of the door', async t => {
  const { server } = await startAgent(t)
  const jsonRpc = await server.inject({ method: 'POST', url: '/jsonrpc', payload: {} })
  t.match(jsonRpc.json(), { jsonrpc: '2.0', id: null, error: { code: 401 } })
  const rpc = await server.inject({ method: 'POST', url: '/rpc/good.echo', payload: {} })
  t.match(rpc.json(), { error: { code: 401 } })
})

t.test('a stranger is answered before a byte of the body has come', async t => {
  const { server } = await startAgent(t)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  // The body that is announced never comes: an answer that waited for it would not come either.
  socket.write(
    'POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
  )
  let answer = ''
  for await (const chunk of socket) answer += chunk
  t.match(answer, /^HTTP\/1.1 401 /)
  t.match(answer, /\r\nconnection: close\r\n/i)
})

t.test('wrong credentials are told to the operator with the address, ten lines a minute at most', async t => {
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, { log })
  for (let count = 0; count < 15; count += 1) {
    const headers = { authorization: basic(`mmc:guess ${count}`) }
    await server.inject({ url: '/openapi.json', headers, remoteAddress: '192.0.2.7' })
  }
  await server.inject('/openapi.json')
  const told = lines.filter(({ msg }) => /wrong credentials/.test(String(msg)))
  t.equal(told.length, 10, 'and none for a request without any')
  t.match(told[0], { level: 40, address: '192.0.2.7', msg: 'wrong credentials of the agent from 192.0.2.7' })
  t.notMatch(JSON.stringify(told), /guess/)
})
