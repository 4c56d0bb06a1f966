import { EventEmitter, once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { tlsFiles } from '../../src/config/tls-files.ts'
import { Connections } from '../../src/http/connections.ts'
import { buildServer } from '../../src/http/server.ts'
import { readTls } from '../../src/http/tls.ts'
import { renewTls } from '../../src/http/tls-renewal.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { credentials, tempDir } from '../helper.ts'

t.test('a server that listens looks at its files again and again', { skip: withoutOpenssl }, async t => {
  const lines = new EventEmitter()
  const log = pino({ base: null }, { write: (line: string) => lines.emit(String(JSON.parse(line).level)) })
  const dir = tempDir(t)
  const write = ({ key = '', certificate = '' }) => {
    writeFileSync(join(dir, 'localcert'), key)
    writeFileSync(join(dir, 'cacert'), certificate)
  }
  const files = tlsFiles(false, (option, holds) => ({ option, path: join(dir, option), holds }))
  write(selfSigned(t, 'first'))
  const tls = await readTls(files)
  const server = await buildServer({
    log,
    credentials,
    hostNames: new Set(),
    trustedProxies: [],
    corsOrigins: [],
    limits: {
      connections: 10,
      headerBytes: 16_384,
      headers: 100,
      headerSeconds: 15,
      requestSeconds: 30,
      idleSeconds: 5,
      replySeconds: 30,
      bodyBytes: 1024,
    },
    tls,
    connections: new Connections(),
    countRefusal() {},
    countCut() {},
  })
  renewTls(server, files, tls, log, 1)
  await server.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => server.close())

  const [info, error] = ['30', '50']
  for (const [identity, level] of [
    [selfSigned(t, 'second'), info],
    [{}, error],
    [selfSigned(t, 'third'), info],
  ] as const) {
    const told = once(lines, level)
    write(identity)
    await told
  }
  t.pass('each look was told')
})
