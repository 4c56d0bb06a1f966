import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { type Certificate, makeAuthority } from './certificates.ts'
import { baseLdapOf, ldapOptions, passwords, people, validate } from './directory.ts'
import { freePort, startServer } from './loopback.ts'
import { manager, type Slapd, skipWithoutSlapd, startSlapd } from './slapd.ts'

const skip = skipWithoutSlapd

const plainUrl = ({ port }: { port: number }, host = '127.0.0.1') => `ldap://${host}:${port}`
const secureUrl = ({ securePort }: Slapd, host = 'localhost') => `ldaps://${host}:${securePort}`

t.test('the first server of the list that answers is asked', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people })
  const dead = plainUrl({ port: await freePort() })
  const busy = plainUrl(await cutting(t, slapd, 0))
  const lost = plainUrl(await cutting(t, slapd, 2))
  const nonsense = plainUrl({
    port: await startServer(t, socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  })
  const lists: readonly [what: string, urls: string[]][] = [
    ['nobody listens on the first', [dead]],
    ['nobody listens on many', [dead, dead, dead]],
    ['the first hangs up', [busy]],
    ['the first goes away between the search and the bind', [lost]],
    ['the first is no LDAP server', [nonsense]],
  ]
  for (const [what, urls] of lists)
    t.test(what, async t => {
      const first = baseLdapOf(t, ldapOptions(...urls, plainUrl(slapd)))
      await validate(first)
      t.match(await first.authenticate('ada', passwords.ada), { user: 'ada' })
      t.equal(await first.authenticate('ada', 'wrong'), null)

      const only = baseLdapOf(t, ldapOptions(...urls))
      const error = await only.authenticate('ada', passwords.ada).catch(error => error)
      t.match(error, { message: /^Can't contact LDAP server: / })
      for (const url of urls) t.ok(error.message.includes(`${url}: `), error.message)
      for (const secret of ['secret', 'ada', manager.dn]) t.notOk(error.message.includes(secret))
    })

  t.test('a server that never answers is left when its time is up', async t => {
    const url = plainUrl({ port: await startServer(t, () => {}) })
    await t.rejects(validate(baseLdapOf(t, { ...ldapOptions(url), network_timeout: 1 })), {
      message: `Can't contact LDAP server: ${url}: no answer within 1 s`,
    })
    const first = baseLdapOf(t, { ...ldapOptions(url, plainUrl(slapd)), network_timeout: 3 })
    t.match(await first.authenticate('ada', passwords.ada), { user: 'ada' })
  })

  t.test('a wrong password is not tried on the other servers', async t => {
    const other = await startServer(t, () => t.fail('the other server was asked'))
    const authenticator = baseLdapOf(t, ldapOptions(plainUrl(slapd), plainUrl({ port: other })))
    t.equal(await authenticator.authenticate('ada', 'wrong'), null)
    t.equal(await authenticator.authenticate('root', 'wrong'), null)
    await t.rejects(authenticator.authenticate('twin', 'secret of the twins'), /several entries/)
  })
})

t.test('a directory may come and go', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people })
  const authenticator = baseLdapOf(t, ldapOptions(plainUrl(slapd)))
  t.match(await authenticator.authenticate('ada', passwords.ada), { user: 'ada' })
  await slapd.stop()
  for (const user of ['ada', 'nobody', 'root'])
    await t.rejects(authenticator.authenticate(user, passwords.ada), {
      message: /^Can't contact LDAP server: .* ECONNREFUSED/,
    })
  await slapd.start()
  t.match(await authenticator.authenticate('ada', passwords.ada), { user: 'ada' })
})

t.test('the connection ends with the login, whatever comes of it', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people })
  let open = 0
  let ended = Promise.resolve()
  const port = await startServer(t, socket => {
    open += 1
    ended = once(socket, 'close').then(() => {
      open -= 1
    })
    join(socket, slapd.port)
  })
  const authenticator = baseLdapOf(t, ldapOptions(plainUrl({ port })))
  for (const [user, password] of [
    ['ada', passwords.ada],
    ['ada', 'wrong'],
    ['nobody', 'wrong'],
    ['twin', 'secret of the twins'],
    ['root', ''],
  ] as const) {
    await authenticator.authenticate(user, password).catch(() => {})
    await ended
    t.equal(open, 0)
  }
})

t.test(
  'over TLS, the certificate must be signed by a trusted authority, for the host of the URL',
  { skip },
  async t => {
    const authority = makeAuthority(t)
    const stranger = makeAuthority(t)
    const slapd = await startSlapd(t, {
      entries: people,
      tls: { certificate: authority.issue('DNS:localhost') },
    })
    const startTls = { start_tls: 'start_tls' }
    const untrusted = /self-signed certificate|unable to (get|verify)/
    const verdicts: readonly [
      what: string,
      url: string,
      options: Record<string, string>,
      refused: RegExp | null,
    ][] = [
      ['ldaps', secureUrl(slapd), { cacert: authority.file }, null],
      ['StartTLS', plainUrl(slapd, 'localhost'), { ...startTls, cacert: authority.file }, null],
      ['ldaps, another authority', secureUrl(slapd), { cacert: stranger.file }, untrusted],
      [
        'StartTLS, another authority',
        plainUrl(slapd, 'localhost'),
        { ...startTls, cacert: stranger.file },
        untrusted,
      ],
      ['ldaps, no authority of ours', secureUrl(slapd), {}, untrusted],
      ['StartTLS, no authority of ours', plainUrl(slapd, 'localhost'), startTls, untrusted],
      [
        'ldaps, another host',
        secureUrl(slapd, '127.0.0.1'),
        { cacert: authority.file },
        /IP: 127\.0\.0\.1 is not in/,
      ],
      [
        'StartTLS, another host',
        plainUrl(slapd),
        { ...startTls, cacert: authority.file },
        /IP: 127\.0\.0\.1 is not in/,
      ],
      ['ldaps, unchecked', secureUrl(slapd, '127.0.0.1'), { ldapverifypeer: 'never' }, null],
      ['StartTLS, unchecked', plainUrl(slapd), { ...startTls, ldapverifypeer: 'never' }, null],
      [
        'ldaps to a port that speaks none',
        `ldaps://127.0.0.1:${slapd.port}`,
        { cacert: authority.file },
        /./,
      ],
    ]
    for (const [what, url, options, refused] of verdicts)
      t.test(what, async t => {
        const authenticator = baseLdapOf(t, { ...ldapOptions(url), ...options })
        if (refused === null) {
          t.match(await authenticator.authenticate('ada', passwords.ada), { user: 'ada' })
          t.equal(await authenticator.authenticate('ada', 'wrong'), null)
          t.match(await authenticator.authenticate('root', manager.password), { user: 'root' })
        } else {
          await t.rejects(authenticator.authenticate('ada', passwords.ada), { message: refused })
        }
      })

    t.test('StartTLS comes before the first bind', async t => {
      const authenticator = baseLdapOf(t, {
        ...ldapOptions(plainUrl(slapd)),
        ...startTls,
        ldapverifypeer: 'never',
      })
      const requests = await slapd.nextConversation()
      await authenticator.authenticate('root', manager.password)
      t.strictSame(await requests(), ['STARTTLS', `BIND ${manager.dn}`, 'UNBIND'])
    })

    t.test('no password travels in the clear, even if the connection is lost', async t => {
      for (const afterRequests of [1, 3, 4, 5, 100]) {
        let seen = ''
        const relay = await cutting(t, slapd, afterRequests, request => {
          seen += request.toString('latin1')
        })
        const authenticator = baseLdapOf(t, {
          ...ldapOptions(plainUrl(relay, 'localhost')),
          ...startTls,
          cacert: authority.file,
        })
        await authenticator.authenticate('ada', passwords.ada).catch(() => {})
        t.ok(seen.length > 0)
        for (const password of [passwords.ada, manager.password]) t.notOk(seen.includes(password))
      }
    })

    t.test('what is slipped in before StartTLS has taken effect counts for nothing', async t => {
      const port = await startServer(t, socket => {
        const server = join(socket, slapd.port)
        // Half an answer to the bind: success, with a message for whose end the real answer would be taken.
        server.once('data', () => socket.write(Buffer.from('301a02010361150a010004000' + '40e', 'hex')))
      })
      const authenticator = baseLdapOf(t, {
        ...ldapOptions(plainUrl({ port }, 'localhost')),
        ...startTls,
        cacert: authority.file,
      })
      t.equal(await authenticator.authenticate('root', 'wrong'), null)
      t.match(await authenticator.authenticate('root', manager.password), { user: 'root' })
    })
  },
)

t.test('a server that asks for a certificate gets the one of localcert', { skip }, async t => {
  const authority = makeAuthority(t)
  const { authority: cacert, file: localcert, key: localkey }: Certificate = authority.issue('DNS:client')
  const slapd = await startSlapd(t, {
    entries: people,
    tls: { certificate: authority.issue('IP:127.0.0.1'), verifyClient: 'demand' },
  })
  for (const options of [
    ldapOptions(secureUrl(slapd, '127.0.0.1')),
    { ...ldapOptions(plainUrl(slapd)), start_tls: 'yes' },
  ]) {
    const known = baseLdapOf(t, { ...options, cacert, localcert, localkey })
    t.match(await known.authenticate('ada', passwords.ada), { user: 'ada' })
    await t.rejects(baseLdapOf(t, { ...options, cacert }).authenticate('ada', passwords.ada), {
      message: /^Can't contact LDAP server: /,
    })
  }
})

t.test('where StartTLS is wanted and refused, nothing else is said', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people })
  const authenticator = baseLdapOf(t, { ...ldapOptions(plainUrl(slapd)), start_tls: 'start_tls' })
  const requests = await slapd.nextConversation()
  await t.rejects(authenticator.authenticate('ada', passwords.ada), {
    message: /^Can't contact LDAP server: .*: StartTLS failed: ProtocolError/,
  })
  t.strictSame(await requests(), [])
})

/** A relay to slapd that hangs up when one request more than so many has come; 0 hangs up at once. */
async function cutting(t: Test, { port }: Slapd, requests: number, onRequest = (_request: Buffer) => {}) {
  const relay = await startServer(t, socket => {
    if (requests === 0) return socket.destroy()
    let count = 0
    const server = join(socket, port)
    return socket.on('data', (request: Buffer) => {
      onRequest(request)
      count += 1
      if (count <= requests) return
      socket.destroy()
      server.destroy()
    })
  })
  return { port: relay }
}

/** Passes on what comes, both ways. */
function join(socket: Socket, port: number): Socket {
  const server = connect(port, '127.0.0.1')
  server.on('error', () => {})
  socket.pipe(server).pipe(socket)
  socket.on('close', () => server.destroy())
  server.on('close', () => socket.destroy())
  return server
}
