import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { enabled, tempDir, writePlugins } from '../helper.ts'
import { listen, open, readAll, requestText } from '../raw-client.ts'

const skip = withoutOpenssl

const source = `
  export const activate = () => true
  export const slow = () => new Promise(resolve => globalThis.slowBegan(() => resolve('finished')))
  export const long = length => 'x'.repeat(length)`

function agent(t: Test, limits: Readonly<Record<string, number>>) {
  const dir = tempDir(t)
  const { key, certificate } = selfSigned(t, 'localhost')
  const [localcert, cacert] = [join(dir, 'localcert.pem'), join(dir, 'cacert.pem')]
  writeFileSync(localcert, key)
  writeFileSync(cacert, certificate)
  const plugindirs = writePlugins(t, { plug: source })
  const main = { enablessl: 1, localcert, cacert, plugindirs, required: 'plug' }
  return listen(t, { options: { main, limits }, plugins: { plug: enabled } })
}

function openTls(t: Test, port: number): TLSSocket {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  return socket
}

function exchange(t: Test, port: number, text: string) {
  const socket = openTls(t, port)
  socket.write(text)
  return readAll(socket)
}

const slow = requestText('POST /rpc/plug.slow', { Connection: 'close' })
const version = requestText('POST /rpc/plug.getVersion', { Connection: 'close' })

t.test(
  'under TLS too, those that wait make way, also in their handshake, and calls do not',
  { skip },
  async t => {
    const { port } = await agent(t, { connections: 2 })
    const began = new Promise<() => void>(resolve => Reflect.set(globalThis, 'slowBegan', resolve))
    const answer = exchange(t, port, slow)
    const finish = await began
    const handshaking = open(t, port)
    const ended = readAll(handshaking)
    await once(handshaking, 'connect')
    t.match(await exchange(t, port, version), /"1\.0\.0"$/)
    t.equal(await ended, '')

    const beganToo = new Promise<() => void>(resolve => Reflect.set(globalThis, 'slowBegan', resolve))
    const answerToo = exchange(t, port, slow)
    const finishToo = await beganToo
    const refused = open(t, port)
    t.equal(await readAll(refused).catch(() => ''), '', 'words in clear would be noise')
    finish()
    finishToo()
    t.match(await answer, /^HTTP\/1\.1 200 [\s\S]*"finished"$/)
    t.match(await answerToo, /^HTTP\/1\.1 200 [\s\S]*"finished"$/)
  },
)

t.test('under TLS too, whoever does not read his reply loses the connection', { skip }, async t => {
  const { app, port, lines } = await agent(t, { replyseconds: 1, replybytes: 64 * 2 ** 20 })
  const accepted = once(app.server.server, 'secureConnection')
  const reader = openTls(t, port)
  reader.write(requestText('POST /rpc/plug.long', { 'Content-Type': 'application/json' }, '[33554432]'))
  reader.pause()
  const [socket] = await accepted
  await once(socket, 'close')
  t.ok(lines.some(({ msg }) => /has not taken a byte of its reply for 1 s/.test(String(msg))))
})

t.test(
  'under TLS too, a client that ends its side has its reply, and one that sends on its refusal',
  { skip },
  async t => {
    const { port } = await agent(t, {})
    const half = openTls(t, port)
    half.end(requestText('POST /rpc/plug.getVersion'))
    t.match(await readAll(half), /^HTTP\/1\.1 200 [\s\S]*"1\.0\.0"$/)

    const body = 'x'.repeat(100_000)
    const stranger = openTls(t, port)
    stranger.write(requestText('POST /RPC2', { Authorization: 'none', 'Content-Type': 'text/xml' }, body))
    t.match(await readAll(stranger), /^HTTP\/1\.1 401 [\s\S]*<name>faultCode<\/name>/)
  },
)
