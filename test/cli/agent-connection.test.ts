import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { connect } from '../../src/cli/agent-connection.ts'
import { shippedConfigFile } from '../../src/config/agent-config.ts'
import { run, startProcess } from '../agent-process.ts'
import { authority, selfSigned, withoutOpenssl } from '../certificates.ts'
import { credentials, tempDir, writeConfig } from '../helper.ts'

const quiet = { stdin: Readable.from([]), stderr: process.stderr }

async function listen(t: Test, server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A folder with one file in it. */
function file(t: Test, text: string, mode = 0o600): string {
  const path = join(tempDir(t), 'file')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

async function connectTo(t: Test, answer: RequestListener, timeout = '10') {
  const port = await listen(t, createServer(answer))
  const options = { inifile: shippedConfigFile, url: `http://127.0.0.1:${port}/`, timeout }
  return await connect({ ...options, credentials: file(t, 'ada:se:cret\n') }, quiet)
}

t.test('a call carries login and password, and the session that came before', async t => {
  const seen: unknown[] = []
  const session = `TWISTED_SESSION=${'a'.repeat(64)}`
  const agent = await connectTo(t, (request, response) => {
    seen.push([request.method, request.url, request.headers.authorization, request.headers.cookie])
    response
      .setHeader('set-cookie', [`other=1`, `${session}; Path=/; HttpOnly`])
      .end('{"jsonrpc": "2.0", "id": 1, "result": 7}')
  })
  t.match(agent.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(await agent.call('good.echo', [7]), 7)
  t.strictSame(await agent.get('/openrpc.json'), { jsonrpc: '2.0', id: 1, result: 7 })
  const authorization = `Basic ${Buffer.from('ada:se:cret').toString('base64')}`
  t.strictSame(seen, [
    ['POST', '/jsonrpc', authorization, undefined],
    ['GET', '/openrpc.json', authorization, session],
  ])
})

t.test('what is no answer of an agent is told, with the next step', async t => {
  const fault = '{"error": {"code": 8003, "message": "log in", "data": [1]}}'
  const cases: [string, RequestListener, Record<string, unknown>][] = [
    [
      'not JSON',
      (_, response) => response.end('<html>'),
      {
        code: 'MMC_ERR_NO_ANSWER',
        message: /what came is not JSON \(status 200\); is an MMC agent there\?$/,
      },
    ],
    ['nothing', (_, response) => response.end(), { message: /what came is not JSON/ }],
    ['other JSON', (_, response) => response.end('[1]'), { message: /what came is no JSON-RPC answer/ }],
    ['null', (_, response) => response.end('null'), { message: /no JSON-RPC answer/ }],
    [
      'a fault',
      (_, response) => response.end(fault),
      { message: 'fault 8003: log in', fault: { code: 8003, data: [1] } },
    ],
    [
      '403 with a fault',
      (_, response) => response.writeHead(403).end(fault),
      { message: 'fault 8003: log in' },
    ],
    ['500', (_, response) => response.writeHead(500).end('{}'), { message: /its status is 500/ }],
    [
      '401',
      (_, response) => response.writeHead(401).end(fault),
      { code: 'MMC_ERR_CREDENTIALS', exitCode: 1, message: /refuses the credentials: mend \/.*file$/ },
    ],
    [
      'a redirection',
      (_, response) => response.writeHead(307, { location: 'http://evil.example/' }).end(),
      { message: /it redirects to http:\/\/evil\.example\/, and credentials are not sent on/ },
    ],
    [
      'a broken answer',
      request => request.socket.end('HTTP/9 what\r\n\r\n'),
      { message: /does it want https\?$/ },
    ],
    ['an end', request => request.socket.destroy(), { message: /does it want https\?$/ }],
  ]
  for (const [name, answer, error] of cases) {
    const agent = await connectTo(t, answer)
    const thrown = await agent.call('good.echo', []).catch((error: unknown) => error)
    t.match(thrown, error, name)
  }
  const silent = await connectTo(t, () => undefined, '0.05')
  await t.rejects(silent.get('/'), {
    message: /none within 0\.05 s; see the agent's log, or raise --timeout/,
  })
})

t.test('credentials are taken from a file that others cannot read, or from the environment', async t => {
  const url = 'http://127.0.0.1:1'
  const shown: [string, number, RegExp][] = [
    ['ada:secret\n', 0o640, /no answer/],
    ['[main]\nlogin = ada\npassword = {base64}c2VjcmV0\n', 0o600, /no answer/],
    [
      'ada:secret\n',
      0o644,
      /MMC_ERR_CREDENTIALS_FILE: \/.*file is not taken for credentials: everybody may read it; close it with chmod 600 \//,
    ],
    ['ada\n', 0o600, /it must hold one line, login:password/],
    ['ada:secret\nbob:secret\n', 0o600, /it must hold one line/],
    ['[main]\nlogin = ada\n', 0o600, /it must hold one line/],
  ]
  for (const [text, mode, message] of shown) {
    const options = { inifile: shippedConfigFile, url, credentials: file(t, text, mode) }
    const ask = async () => (await connect(options, quiet)).get('/')
    await t.rejects(ask(), { message }, text)
  }
  await t.rejects(connect({ inifile: '', url, credentials: '/nowhere' }, quiet), {
    exitCode: 3,
    message: /there is no such file/,
  })
  await t.rejects(connect({ inifile: '', url }, quiet), {
    exitCode: 2,
    message: /wants credentials: --credentials FILE, or MMC_AGENT_CREDENTIALS=login:password/,
  })
})

t.test('a URL that holds credentials, or is none, is refused; the credentials are not shown', async t => {
  for (const url of ['http://ada:secret@host:7080', 'https://ada@host', 'http://:secret@host']) {
    const error = await connect({ inifile: '', url }, quiet).catch(String)
    t.match(error, /the URL holds credentials, which every user of this machine can see/)
    t.notMatch(error, /secret|ada/)
  }
  for (const url of ['', 'host:7080', 'ftp://host', '/jsonrpc', 'http://host/?a=b', 'http://host/#a']) {
    await t.rejects(
      connect({ inifile: '', url }, quiet),
      { exitCode: 2, message: /is no URL of an agent, such as/ },
      url,
    )
  }
  for (const timeout of ['-1', 'x', '', '1e9', '1e3']) {
    await t.rejects(connect({ inifile: '', url: 'http://host', timeout }, quiet), {
      message: /--timeout .*: must be a number of seconds/,
    })
  }
})

t.test(
  'options that do not go together are refused; the command line counts before the environment',
  async t => {
    const config = writeConfig(t)
    const agent = startProcess(t, ['-f', config])
    const { host, port } = new URL(await agent.url())
    await agent.line(/"msg":"ready"/)
    const secrets = { MMC_AGENT_CREDENTIALS: `${credentials.login}:${credentials.password}` }
    const env = { ...secrets, MMC_AGENT_URL: `http://${host}` }
    const greet = ['call', 'good.greet', 'Ada']
    const fine = { code: 0, out: '"Hello, Ada"\n', err: '' }
    t.match(await run(greet, { env }), fine)
    t.match(await run([...greet, '--url', `http://${host}`], { env: secrets }), fine)
    t.match(
      await run([...greet, '-f', config, '--port', port], { env: { MMC_AGENT_URL: 'http://127.0.0.1:1' } }),
      fine,
    )
    t.match(await run([...greet, '-f', config, '--port', port], { env: { MMC_AGENT_URL: '' } }), fine)
    t.match(await run(greet, { env: { ...env, MMC_AGENT_CREDENTIALS: 'mmc:wrong' } }), {
      code: 1,
      err: /MMC_ERR_CREDENTIALS: http:\/\/[\d.:]+ refuses the credentials: mend MMC_AGENT_CREDENTIALS\n$/,
    })
    t.match(await run(greet, { env: { ...env, MMC_AGENT_CREDENTIALS: 'mmc' } }), {
      code: 2,
      err: /MMC_AGENT_CREDENTIALS must be login:password/,
    })
    for (const [args, err] of [
      [['--url', `http://${host}`, '-f', config], /--inifile and --url each name an agent/],
      [['--url', `http://${host}`, '--port', '1'], /--port and --url each name an agent/],
      [['--cacert', 'x'], /--cacert goes with --url/],
      [
        ['--url', `http://${host}`, '--cacert', 'x'],
        /--cacert is for TLS, and http:\/\/[\d.:]+ is without: write https/,
      ],
      [['--url', 'https://host', '--key', 'x'], /--key is the private key of --cert/],
    ] as const) {
      t.match(await run([...greet, ...args], { env: secrets }), { code: 2, out: '', err })
    }
  },
)

t.test('certificates are checked, and a mistake says what to do', { skip: withoutOpenssl }, async t => {
  const ca = authority(t, 'CA')
  const [server, stranger] = [ca.sign('localhost'), selfSigned(t, 'agent.example')]
  const listener: RequestListener = (_, response) => response.end('{"result": 1}')
  const port = await listen(t, https.createServer({ key: server.key, cert: server.certificate }, listener))
  const own = await listen(t, https.createServer({ key: stranger.key, cert: stranger.certificate }, listener))
  const closed = await listen(
    t,
    https.createServer(
      { key: server.key, cert: server.certificate, ca: ca.certificate, requestCert: true },
      listener,
    ),
  )
  const plain = await listen(t, createServer(listener))
  const known = file(t, ca.certificate)
  const client = ca.sign('client')
  const call = async (url: string, options: object = {}) => {
    const given = { inifile: '', url, credentials: file(t, 'ada:secret'), ...options }
    return await (await connect(given, quiet)).call('good.echo', [])
  }

  t.equal(await call(`https://localhost:${port}`, { cacert: known }), 1)
  t.equal(await call(`https://127.0.0.1:${port}`, { cacert: file(t, server.certificate) }), 1)
  t.equal(await call(`https://127.0.0.1:${own}`, { cacert: file(t, stranger.certificate) }), 1)
  const shown = { cacert: known, cert: file(t, client.certificate), key: file(t, client.key) }
  t.equal(await call(`https://localhost:${closed}`, shown), 1)
  t.equal(
    await call(`https://localhost:${closed}`, {
      cacert: known,
      cert: file(t, client.key + client.certificate),
    }),
    1,
  )

  const cases: [string, object, RegExp][] = [
    [
      `https://localhost:${port}`,
      {},
      /; name the certificate, or that of the CA that signed it, with --cacert$/,
    ],
    [`https://127.0.0.1:${own}`, {}, /; name the certificate, or that of the CA/],
    [
      `https://127.0.0.1:${port}`,
      { cacert: known },
      /; use the name that the certificate has, or name the very certificate/,
    ],
    [`https://localhost:${port}`, { cacert: file(t, stranger.certificate) }, /; name the certificate/],
    [
      `https://localhost:${closed}`,
      { cacert: known },
      /; the agent wants a certificate that it knows: --cert and --key$/,
    ],
    [`https://localhost:${plain}`, { cacert: known }, /; without TLS it is --url http:\/\/localhost:\d+$/],
    [`http://localhost:${port}`, {}, /; does it want https\?$/],
    [
      `https://localhost:${port}`,
      { cacert: '/nowhere' },
      /MMC_ERR_TLS_UNREADABLE: --cacert = \/nowhere: there is no such file; it holds the certificate to trust$/,
    ],
    [
      `https://localhost:${port}`,
      { cacert: known, cert: known },
      /MMC_ERR_TLS_KEY: --cert = .*: there is no private key \(PEM\) in it; it holds its private key$/,
    ],
  ]
  for (const [url, options, message] of cases)
    await t.rejects(call(url, options), { message }, String(message))
})
