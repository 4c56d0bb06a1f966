import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ConnectionOptions, connect as connectTls, getCiphers, type TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { authority, openssl, selfSigned, withoutOpenssl } from '../certificates.ts'
import { authorization, buildAgent, captureLog, startAgent, tempDir } from '../helper.ts'
import { writeCall } from '../wires/xml-client.ts'

const skip = withoutOpenssl

interface Files {
  readonly localcert: string
  readonly cacert: string
}

/** An agent that listens with TLS, and its two files, which a test may write again. */
async function listen(t: Test, files: Files, verifypeer: 0 | 1 = 0) {
  const dir = tempDir(t)
  const write = ({ localcert, cacert }: Files) => {
    writeFileSync(join(dir, 'localcert.pem'), localcert)
    writeFileSync(join(dir, 'cacert.pem'), cacert)
  }
  write(files)
  const { log, lines } = captureLog()
  const app = await startAgent(t, {
    log,
    options: { main: tlsOptions(dir, verifypeer), limits: { activateseconds: 30 } },
  })
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 })
  t.match(url, /^https:/)
  const { port } = app.server.server.address() as AddressInfo
  const ask = (trust: RequestOptions) => post(t, port, '/rpc/good.echo', '["yes"]', trust)
  return { app, port, dir, write, lines, ask }
}

function tlsOptions(dir: string, verifypeer: 0 | 1) {
  const [localcert, cacert] = [join(dir, 'localcert.pem'), join(dir, 'cacert.pem')]
  return { enablessl: 1, verifypeer, localcert, cacert }
}

/** The name of the cipher that a client with these wishes gets, if any. */
function negotiate(wishes: ConnectionOptions): Promise<string | undefined> {
  return new Promise(resolve => {
    const give = (name?: string) => resolve(name)
    try {
      const socket = connectTls({ host: '127.0.0.1', rejectUnauthorized: false, ...wishes }, () => {
        give(socket.getCipher().name)
        socket.destroy()
      })
      socket.once('error', () => give())
    } catch {
      // Node's own OpenSSL does not speak it.
      give()
    }
  })
}

interface Answer {
  readonly body: string
  readonly cookie: string
  /** Of the certificate that the server showed. */
  readonly name: string
}

function post(t: Test, port: number, path: string, body: string, trust: RequestOptions): Promise<Answer> {
  const type = body.startsWith('<') ? 'text/xml' : 'application/json'
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    agent: false,
    checkServerIdentity: () => undefined,
    headers: { authorization, 'content-type': type },
    ...trust,
  }
  return new Promise((resolve, reject) => {
    const sent = request(options, response => {
      const name = String((response.socket as TLSSocket).getPeerCertificate().subject.CN)
      const cookie = String(response.headers['set-cookie'])
      void text(response).then(body => resolve({ body, cookie, name }), reject)
    })
    sent.once('error', reject).end(body)
    t.teardown(() => sent.destroy())
  })
}

t.test(
  'with verifypeer = 0, localcert is the key and cacert the certificate of the server',
  { skip },
  async t => {
    const server = selfSigned(t, 'server')
    const { port } = await listen(t, { localcert: server.key, cacert: server.certificate })
    const ca = server.certificate
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const answer = await post(t, port, '/rpc/good.echo', '["yes"]', { ca, maxVersion })
      t.strictSame([answer.body, answer.name], ['"yes"', 'server'], maxVersion)
    }
    const json = '{"jsonrpc":"2.0","id":1,"method":"good.login","params":["ada","x"]}'
    t.match(await post(t, port, '/jsonrpc', json, { ca }), { body: /"result"/, cookie: /; Secure$/ })
    const xml = writeCall('good.login', ['ada', 'x'])
    t.match(await post(t, port, '/RPC2', xml, { ca }), {
      body: /<methodResponse>\s*<params>/,
      cookie: /^TWISTED_SESSION=[0-9a-f]{64}; Path=\/; .*; Secure$/,
    })
  },
)

t.test(
  'with verifypeer = 1, localcert is key and certificate, and clients need one that cacert signed',
  { skip },
  async t => {
    const ca = authority(t, 'CA')
    const stranger = authority(t, 'CA').sign('client')
    const [server, client] = [ca.sign('server'), ca.sign('client')]
    for (const localcert of [server.key + server.certificate, server.certificate + server.key]) {
      const { ask, lines } = await listen(t, { localcert, cacert: ca.certificate }, 1)
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const trust = { ca: ca.certificate, maxVersion }
        t.match(await ask({ ...trust, key: client.key, cert: client.certificate }), {
          body: '"yes"',
          name: 'server',
        })
        await t.rejects(ask(trust), `no certificate, ${maxVersion}`)
        const wrong = { ...trust, key: stranger.key, cert: stranger.certificate }
        await t.rejects(ask(wrong), `a certificate of another CA, ${maxVersion}`)
        t.strictSame(
          lines
            .splice(0)
            .flatMap(({ msg }) => /^TLS: a connection was refused: (.*)$/.exec(String(msg))?.[1] ?? []),
          ['peer did not return a certificate', 'CERT_SIGNATURE_FAILURE'],
        )
      }
    }
  },
)

t.test('the certificates between that of the server and a CA are sent along', { skip }, async t => {
  const ca = authority(t, 'CA')
  const server = ca.sign('server')
  const { port } = await listen(t, { localcert: server.key, cacert: server.certificate + ca.certificate })
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    ca: ca.certificate,
    checkServerIdentity: () => undefined,
  })
  t.teardown(() => socket.destroy())
  await new Promise(resolve => socket.once('secureConnect', resolve))
  t.equal(socket.getPeerCertificate(true).issuerCertificate.subject.CN, 'CA')
})

t.test('older TLS and plain HTTP are refused', { skip }, async t => {
  const server = selfSigned(t, 'server')
  const { port } = await listen(t, { localcert: server.key, cacert: server.certificate })
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await t.rejects(post(t, port, '/', '', { ca: server.certificate, ...old }), {
      message: /alert protocol version/,
    })
  }
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
  t.notMatch(await text(socket).catch(String), 'HTTP/1.1 200')
})

t.test('only ciphers with forward secrecy and authentication of their own are spoken', { skip }, async t => {
  const { key, certificate } = selfSigned(t, 'agent.example')
  const { port } = await listen(t, { localcert: key, cacert: certificate })
  const negotiated: string[] = []
  for (const cipher of getCiphers()) {
    const isNew = cipher.startsWith('tls_')
    const ciphers = isNew ? cipher.toUpperCase() : `${cipher.toUpperCase()}:@SECLEVEL=0`
    const version = isNew ? 'TLSv1.3' : 'TLSv1.2'
    const name = await negotiate({ port, ciphers, minVersion: version, maxVersion: version })
    if (name !== undefined) negotiated.push(name)
  }
  // Those with RSA in their name need a key of that kind.
  t.strictSame(negotiated.sort(), [
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ])
})

t.test('nobody can have the agent shake hands again and again', { skip }, async t => {
  const { key, certificate } = selfSigned(t, 'agent.example')
  const { port } = await listen(t, { localcert: key, cacert: certificate })
  const socket = connectTls({
    host: '127.0.0.1',
    port,
    ca: certificate,
    maxVersion: 'TLSv1.2',
    checkServerIdentity: () => undefined,
  })
  await once(socket, 'secureConnect')
  const again = new Promise(resolve => socket.once('error', resolve).renegotiate({}, resolve))
  t.type(await again, Error)
  socket.destroy()
})

t.test('a connection that never shakes hands does not keep the agent from stopping', { skip }, async t => {
  const server = selfSigned(t, 'server')
  const { app, port } = await listen(t, { localcert: server.key, cacert: server.certificate })
  const socket = connect(port, '127.0.0.1')
  const ended = new Promise(resolve => socket.on('error', () => {}).once('close', resolve))
  await new Promise(resolve => app.server.server.once('connection', resolve))
  await app.stop()
  await ended
})

t.test(
  'new files are taken up while the agent runs; wrong ones are told once, and the former stay in use',
  { skip },
  async t => {
    const [first, second] = [selfSigned(t, 'first'), selfSigned(t, 'second')]
    const agent = await listen(t, { localcert: first.key, cacert: first.certificate })
    const shows = async (identity: { certificate: string }) =>
      (await agent.ask({ ca: identity.certificate })).name
    const told = () => agent.lines.splice(0).filter(({ msg }) => /MMC_ERR_TLS|TLS files/.test(String(msg)))
    t.equal(await shows(first), 'first')

    await agent.app.reloadTls()
    t.strictSame(told(), [], 'the same files are no news')

    agent.write({ localcert: second.key, cacert: first.certificate })
    await agent.app.reloadTls()
    await agent.app.reloadTls()
    t.match(told(), [
      { level: 50, msg: /MMC_ERR_TLS_PAIR: .*; the agent goes on with the former certificate$/ },
    ])
    t.equal(await shows(first), 'first')

    agent.write({ localcert: second.key, cacert: second.certificate })
    await agent.app.reloadTls()
    t.match(told(), [
      { level: 30, msg: 'the TLS files have changed: new connections get the new certificate' },
    ])
    t.equal(await shows(second), 'second')
    await t.rejects(shows(first))

    rmSync(join(agent.dir, 'cacert.pem'))
    await agent.app.reloadTls()
    t.match(told(), [{ msg: /MMC_ERR_TLS_UNREADABLE/ }])
    t.equal(await shows(second), 'second')
  },
)

t.test('a new CA for clients is taken up too, and the former one is trusted no longer', { skip }, async t => {
  const [former, next] = [authority(t, 'CA'), authority(t, 'CA')]
  const server = former.sign('server')
  const localcert = server.key + server.certificate
  const { app, write, ask } = await listen(t, { localcert, cacert: former.certificate }, 1)
  const as = ({ key, certificate }: { key: string; certificate: string }) =>
    ask({ ca: former.certificate, key, cert: certificate })
  const [old, young] = [former.sign('client'), next.sign('client')]
  t.match(await as(old), { body: '"yes"' })
  await t.rejects(as(young))
  write({ localcert, cacert: next.certificate })
  await app.reloadTls()
  t.match(await as(young), { body: '"yes"' })
  await t.rejects(as(old))
})

t.test('each wrong file is one line that names option, file and what it must hold', { skip }, async t => {
  const [right, other] = [selfSigned(t, 'right'), selfSigned(t, 'other')]
  const scratch = tempDir(t)
  writeFileSync(join(scratch, 'key.pem'), right.key)
  const encrypt = (...args: string[]) =>
    openssl(scratch, ...args, '-in', 'key.pem', '-aes256', '-passout', 'pass:secret')
  openssl(scratch, 'genrsa', '-out', 'weak.pem', '512')
  openssl(scratch, 'req', '-x509', '-key', 'weak.pem', '-subj', '/CN=weak', '-out', 'weak-certificate.pem')
  const weak = {
    key: openssl(scratch, 'pkey', '-in', 'weak.pem'),
    certificate: openssl(scratch, 'x509', '-in', 'weak-certificate.pem'),
  }
  const damaged = (text: string) => text.replaceAll(/^[A-Za-z0-9+/]/gm, 'x')
  const key = 'with verifypeer = 0 it holds the private key of the server'
  const certificate = 'with verifypeer = 0 it holds the certificate of the server'
  const both = 'with verifypeer = 1 it holds the private key and the certificate of the server'
  const clientCa = 'with verifypeer = 1 it holds the certificate of the CA that signs those of clients'

  const cases: [verifypeer: 0 | 1, localcert: string | null, cacert: string | null, line: string][] = [
    [
      0,
      null,
      right.certificate,
      `UNREADABLE: [main] localcert = DIR/localcert.pem: there is no such file; ${key}`,
    ],
    [0, right.key, null, `UNREADABLE: [main] cacert = DIR/cacert.pem: there is no such file; ${certificate}`],
    [
      0,
      right.certificate,
      right.key,
      `KEY: [main] localcert = DIR/localcert.pem: there is no private key (PEM) in it; ${key}`,
    ],
    [
      0,
      encrypt('pkey'),
      right.certificate,
      `KEY: [main] localcert = DIR/localcert.pem: its private key has a passphrase; take it off with openssl pkey; ${key}`,
    ],
    [
      0,
      encrypt('ec'),
      right.certificate,
      `KEY: [main] localcert = DIR/localcert.pem: its private key has a passphrase; take it off with openssl pkey; ${key}`,
    ],
    [
      0,
      damaged(right.key),
      right.certificate,
      `KEY: [main] localcert = DIR/localcert.pem: OpenSSL cannot read the private key in it; ${key}`,
    ],
    [
      0,
      right.key,
      '',
      `CERTIFICATE: [main] cacert = DIR/cacert.pem: there is no certificate (PEM) in it; ${certificate}`,
    ],
    [
      0,
      right.key,
      right.certificate + damaged(other.certificate),
      `CERTIFICATE: [main] cacert = DIR/cacert.pem: OpenSSL cannot read certificate 2 in it; ${certificate}`,
    ],
    [
      0,
      right.key,
      right.certificate.slice(0, -100),
      `CERTIFICATE: [main] cacert = DIR/cacert.pem: OpenSSL cannot read certificate 1 in it; ${certificate}`,
    ],
    [
      0,
      weak.key,
      weak.certificate,
      `CERTIFICATE: [main] cacert = DIR/cacert.pem: OpenSSL refuses it: ee key too small; ${certificate}`,
    ],
    [
      0,
      right.key,
      other.certificate,
      'PAIR: the private key in [main] localcert = DIR/localcert.pem does not belong to the first certificate in [main] cacert = DIR/cacert.pem',
    ],
    [
      1,
      right.key,
      other.certificate,
      `CERTIFICATE: [main] localcert = DIR/localcert.pem: there is no certificate (PEM) in it; ${both}`,
    ],
    [
      1,
      right.certificate,
      other.certificate,
      `KEY: [main] localcert = DIR/localcert.pem: there is no private key (PEM) in it; ${both}`,
    ],
    [
      1,
      right.key + other.certificate + right.certificate,
      other.certificate,
      'PAIR: the private key in [main] localcert = DIR/localcert.pem does not belong to the first certificate in [main] localcert = DIR/localcert.pem',
    ],
    [
      1,
      right.key + right.certificate,
      right.key,
      `CERTIFICATE: [main] cacert = DIR/cacert.pem: there is no certificate (PEM) in it; ${clientCa}`,
    ],
    [
      1,
      right.key + right.certificate,
      null,
      `UNREADABLE: [main] cacert = DIR/cacert.pem: there is no such file; ${clientCa}`,
    ],
  ]
  for (const [verifypeer, localcert, cacert, line] of cases) {
    const dir = tempDir(t)
    if (localcert !== null) writeFileSync(join(dir, 'localcert.pem'), localcert)
    if (cacert !== null) writeFileSync(join(dir, 'cacert.pem'), cacert)
    await t.rejects(buildAgent(t, { options: { main: tlsOptions(dir, verifypeer) } }), {
      exitCode: 3,
      message: `MMC_ERR_TLS_${line.replaceAll('DIR', dir)}`,
    })
  }
})

t.test('a file that cannot be read says why', { skip }, async t => {
  const dir = tempDir(t)
  const { key } = selfSigned(t, 'server')
  writeFileSync(join(dir, 'localcert.pem'), key)
  mkdirSync(join(dir, 'cacert.pem'))
  const start = () => buildAgent(t, { options: { main: tlsOptions(dir, 0) } })
  await t.rejects(start(), { message: /cacert\.pem: it is a directory; with verifypeer = 0/ })
  if (process.getuid?.() === 0) return t.comment('root may read everything')
  chmodSync(join(dir, 'localcert.pem'), 0)
  await t.rejects(start(), {
    message: /localcert\.pem: permission denied; let the user that the agent runs as/,
  })
})

t.test('a certificate that is out of date is a warning', { skip }, async t => {
  const { key, certificate } = selfSigned(t, 'server')
  const dir = tempDir(t)
  writeFileSync(join(dir, 'localcert.pem'), key)
  writeFileSync(join(dir, 'cacert.pem'), certificate)
  const warningIn = async (year: number) => {
    const { log, lines } = captureLog()
    const time = t.intercept(Date, 'now', { value: () => Date.UTC(year) })
    await buildAgent(t, { log, options: { main: tlsOptions(dir, 0) } })
    time.restore()
    return lines.filter(({ level }) => level === 40).map(({ msg }) => msg)
  }
  const which = /^\[main\] cacert = \/.*\/cacert\.pem: the certificate of CN=server /
  t.match(await warningIn(2000), [new RegExp(`${which.source}is not valid yet: .* GMT$`)])
  t.match(await warningIn(2100), [new RegExp(`${which.source}has expired: .* GMT$`)])
})
