import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { authority, type Identity, selfSigned, withoutOpenssl } from '../certificates.ts'
import { tempDir, writeConfig } from '../helper.ts'

const skip = withoutOpenssl

/** The configuration of an agent with TLS, under the old names of its files. */
function writeTlsConfig(t: Test, privkey: string, certfile: string, verifypeer = 0) {
  const dir = tempDir(t)
  writeFileSync(join(dir, 'privkey'), privkey)
  writeFileSync(join(dir, 'certfile'), certfile)
  const main = { enablessl: 1, verifypeer, privkey: join(dir, 'privkey'), certfile: join(dir, 'certfile') }
  return writeConfig(t, { options: { main, limits: { activateseconds: 30 } } })
}

async function start(t: Test, config: string, ...args: string[]) {
  const agent = startProcess(t, ['-f', config, ...args])
  const url = new URL(await agent.url())
  t.equal(url.protocol, 'https:')
  await agent.line(/"msg":"ready"/)
  return (config: string, ...more: string[]) =>
    run(['call', 'good.greet', 'Ada', '-f', config, '--port', url.port, ...more])
}

t.test('call speaks TLS to an agent that shows the certificate of the configuration', { skip }, async t => {
  const server = selfSigned(t, 'agent.example')
  const config = writeTlsConfig(t, server.key, server.certificate)
  const call = await start(t, config)
  t.match(await call(config), { code: 0, out: '"Hello, Ada"\n', err: '' })

  const other = selfSigned(t, 'agent.example')
  const { code, err } = await call(writeTlsConfig(t, other.key, other.certificate))
  t.equal(code, 1)
  t.match(
    err,
    /^mmc-agent: MMC_ERR_NO_ANSWER: no answer from https:\/\/127\.0\.0\.1:\d+\/openrpc\.json: .*; is an agent running with \/.*agent\.ini and \/.*certfile\?\n$/,
  )
  t.match(await call(writeConfig(t)), { code: 1, err: /MMC_ERR_NO_ANSWER: no answer from http:/ })
})

t.test('call takes a certificate that a CA has signed, but no other of the same CA', { skip }, async t => {
  const ca = authority(t, 'CA')
  const both = (identity: Identity) => [identity.key, identity.certificate + ca.certificate] as const
  const config = writeTlsConfig(t, ...both(ca.sign('agent.example')))
  const call = await start(t, config)
  t.match(await call(config), { code: 0, out: '"Hello, Ada"\n' })
  t.match(await call(writeTlsConfig(t, ...both(ca.sign('agent.example')))), {
    code: 1,
    err: /MMC_ERR_NO_ANSWER/,
  })
  t.match(await call(writeTlsConfig(t, ...both(ca))), {
    code: 1,
    err: /: it shows another certificate; is an/,
  })
})

t.test('with verifypeer = 1, call shows the certificate of the agent', { skip }, async t => {
  const ca = authority(t, 'CA')
  const server = ca.sign('agent.example')
  const config = writeTlsConfig(t, server.key + server.certificate, ca.certificate, 1)
  const call = await start(t, config)
  t.match(await call(config), { code: 0, out: '"Hello, Ada"\n', err: '' })
})

t.test('host = localhost is 127.0.0.1, and no other address', { skip }, async t => {
  const server = selfSigned(t, 'localhost')
  const config = writeTlsConfig(t, server.key, server.certificate)
  const agent = startProcess(t, ['-f', config, '--host', 'localhost'])
  t.match(await agent.url(), /^https:\/\/127\.0\.0\.1:/)
  await agent.line(/"msg":"ready"/)
  t.equal(agent.log().match(/listens on/g)?.length, 1)
})

t.test('a wrong TLS file ends a start, check and call with one line and exit code 3', { skip }, async t => {
  const { key, certificate } = selfSigned(t, 'agent.example')
  const config = writeTlsConfig(t, certificate, key)
  const wrongKey =
    /^mmc-agent: MMC_ERR_TLS_KEY: \[main\] privkey = \/.*: there is no private key \(PEM\) in it; with verify.*\n$/
  const wrongCertificate =
    /^mmc-agent: MMC_ERR_TLS_CERTIFICATE: \[main\] certfile = \/.*; with verifypeer = 0.*\n$/
  for (const [args, err] of [
    [[], wrongKey],
    [['check'], wrongKey],
    // The key of the server is none of its business.
    [['call', 'getVersion'], wrongCertificate],
  ] as const) {
    t.match(await run([...args, '-f', config]), { code: 3, out: '', err })
  }
  t.match(await run(['check', '-f', writeTlsConfig(t, key, certificate)]), { code: 0, out: /is fine/ })
})
