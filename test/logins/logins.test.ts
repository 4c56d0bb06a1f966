import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { version } from '../../src/version.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { credentials, enabled, startAgent, tempDir } from '../helper.ts'
import { plantSecret } from '../planted-secrets.ts'
import { baseOptions, call } from '../plugins/base-agent.ts'
import { type Client, clients, missing, webInterface } from './clients.ts'
import { startClient } from './run-client.ts'
import { type Exchange, sessionOf, Wire } from './wire.ts'

const host = '127.0.0.1'
const password = plantSecret('correct hörse <&> battery')

for (const client of clients) {
  const skip = withoutOpenssl || missing(client)
  for (const errorMessages of ['off', 'mmc']) {
    t.test(`${client.name} logs in, errormessages = ${errorMessages}`, { skip }, async t => {
      const { app, env } = await startTlsAgent(t, errorMessages)
      await t.test('with the right password', t => rightPassword(t, client, app, env))
      await t.test('not with a wrong one', t => wrongPassword(t, client, app, env))
    })
  }
}

const skip = withoutOpenssl || missing(webInterface)
t.test('the web interface goes by the name in the certificate', { skip }, async t => {
  for (const [name, expected, isReached] of [
    [host, host, true],
    ['localhost', 'localhost', true],
    ['cert', 'cert', true],
    ['cert', host, false],
  ] as const) {
    const { env } = await startTlsAgent(t, 'off', name)
    const { logIn } = startClient(t, webInterface, { ...env, MMC_PEER_NAME: expected })
    const outcome = isReached ? { result: true } : { error: /did not match expected CN/ }
    t.match(await logIn('ada', password), outcome, `${name} where ${expected} is expected`)
  }
})

/** An agent that speaks TLS on a port of its own, and how to reach it. */
async function startTlsAgent(t: Test, errormessages: string, name = host) {
  const { key, certificate } = selfSigned(t, name)
  const dir = tempDir(t)
  const main = { enablessl: 1, localcert: join(dir, 'localcert.pem'), cacert: join(dir, 'cacert.pem') }
  writeFileSync(main.localcert, key)
  writeFileSync(main.cacert, certificate)
  const options = await baseOptions(t, {
    users: { ada: password },
    options: { main, xmlrpc: { errormessages } },
  })
  const app = await startAgent(t, { ...options, plugins: { ...options.plugins, example: enabled } })
  await app.server.listen({ host, port: 0 })
  // A server that listens on a port has an address that is no string.
  const { port } = app.server.server.address() as AddressInfo
  const env = {
    MMC_HOST: host,
    MMC_PORT: String(port),
    MMC_LOGIN: credentials.login,
    MMC_PASSWORD: credentials.password,
    MMC_PEER_NAME: host,
  }
  return { app, env }
}

async function rightPassword(t: Test, client: Client, app: App, env: Readonly<Record<string, string>>) {
  const wire = new Wire(app)
  const { logIn, call: ask } = startClient(t, client, env)
  t.strictSame(await logIn('ada', password), { result: true, sent: ['base.ldapAuth'] })
  const [login, ...others] = wire.take()
  t.strictSame(others, [])
  checkLogin(t, client, login)

  // The first page after a login.
  for (const [method, params, result] of [
    ['base.getSubscriptionInformation', [true], { is_subsscribed: false }],
    ['base.getUserAcl', ['ada'], ''],
    ['base.getModList', [], ['base', 'example']],
    ['getRevision', [], ''],
    ['getVersion', [], version],
  ] as const) {
    t.strictSame(await ask(method, ...params), { result, sent: [method] }, method)
  }
  const whoami = { result: { user: 'ada', door: 'xmlrpc', address: host } }
  t.match(await ask('example.whoami'), { ...whoami, sent: ['example.whoami'] })
  const session = sessionOf(login)
  for (const { path, version, headers, setCookie } of wire.take()) {
    t.strictSame([path, version], client.sends)
    t.equal(headers.cookie, client.cookie(session))
    t.equal(setCookie, undefined, 'only a new session is set')
  }

  t.match(await call(app, 'base.logout', [], session), { result: true }, 'the session ends meanwhile')
  wire.take()
  t.match(await ask('example.whoami'), {
    ...whoami,
    sent: ['example.whoami', 'base.ldapAuth', 'example.whoami'],
  })
  const [refused, again, repeated] = wire.take()
  t.equal(refused?.headers.cookie, client.cookie(session))
  checkLogin(t, client, again)
  t.not(sessionOf(again), session)
  t.equal(repeated?.headers.cookie, client.cookie(sessionOf(again)))
}

async function wrongPassword(t: Test, client: Client, app: App, env: Readonly<Record<string, string>>) {
  const wire = new Wire(app)
  const { logIn, call: ask } = startClient(t, client, env)
  t.strictSame(await logIn('ada', 'wrong'), { result: false, sent: ['base.ldapAuth'] })
  checkLogin(t, client, wire.take()[0])
  t.match(await ask('example.whoami'), { fault: 8003, sent: ['example.whoami', 'base.ldapAuth'] })
  t.strictSame(await logIn('ada', password), { result: true, sent: ['base.ldapAuth'] })
  t.match(await ask('example.whoami'), { result: { user: 'ada' }, sent: ['example.whoami'] })
}

/** A login sets a cookie, whether or not it was the right password. */
function checkLogin(t: Test, client: Client, exchange: Exchange | undefined): asserts exchange is Exchange {
  if (exchange === undefined) throw new Error('the client sent nothing')
  t.strictSame([exchange.path, exchange.version], client.sends)
  t.equal(exchange.credentials, client.credentials)
  for (const [name, value] of Object.entries(client.loginHeaders))
    t.equal(exchange.headers[name], value, name)
  t.match(exchange.setCookie, /^TWISTED_SESSION=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
}
