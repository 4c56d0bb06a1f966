import { join } from 'node:path'
import t from 'tap'
import { ldapAuthenticators } from '../../plugins/base/authentication/ldap-authenticators.ts'
import { baseLdapSettings, externalLdapSettings } from '../../plugins/base/authentication/ldap-config.ts'
import { ConfigException } from '../../src/plugin-host/plugin-config.ts'
import { root } from '../helper.ts'
import { missing } from '../shell/missing.ts'
import { baseIni, type Options } from './base-ini.ts'
import { makeAuthority } from './certificates.ts'
import { validate } from './directory.ts'

const ldap = {
  ldapurl: 'ldap://127.0.0.1',
  baseUsersDN: 'ou=Users, dc=test',
  rootName: 'cn=admin, dc=test',
  password: 'secret',
}

const external = { ldapurl: 'ldap://127.0.0.1', suffix: 'dc=test', attr: 'uid' }

t.test('baseldap reads [ldap] as the original names it', async t => {
  const settings = baseLdapSettings(
    baseIni(t, {
      ldap: {
        ...ldap,
        baseDN: 'dc=test',
        baseUsersDN: 'ou=Users, %(baseDN)s',
        password: '{base64}c2VjcmV0',
        network_timeout: 3,
      },
    }),
  )
  t.match(settings, {
    account: { dn: 'cn=admin, dc=test', password: 'secret' },
    base: 'ou=Users, dc=test',
    attribute: 'uid',
    connection: { startTls: false, timeoutMs: 3000 },
  })
})

t.test('externalldap reads its section as the original names it', async t => {
  const authentication_externalldap = {
    ...external,
    bindname: 'cn=reader, dc=test',
    bindpasswd: '{base64}c2VjcmV0',
    filter: 'objectClass=person',
    attr: 'sAMAccountName',
  }
  t.match(externalLdapSettings(baseIni(t, { authentication_externalldap })), {
    account: { dn: 'cn=reader, dc=test', password: 'secret' },
    base: 'dc=test',
    filter: 'objectClass=person',
    attribute: 'sAMAccountName',
    connection: { startTls: false, timeoutMs: 5000 },
  })
  t.match(externalLdapSettings(baseIni(t, { authentication_externalldap: external })), {
    account: null,
    filter: 'objectClass=*',
  })
})

const lists: readonly [options: Options, servers: readonly object[]][] = [
  [{ ldapurl: 'ldap://a' }, [{ url: 'ldap://a', host: 'a', port: 389, secure: false }]],
  [{ ldapurl: 'ldaps://a/' }, [{ url: 'ldaps://a', host: 'a', port: 636, secure: true }]],
  [
    { ldapurl: 'ldaps://a.example:1636 ldap://[::1]:1389,ldap://192.0.2.1' },
    [
      { url: 'ldaps://a.example:1636', host: 'a.example', port: 1636, secure: true },
      { url: 'ldap://[::1]:1389', host: '::1', port: 1389, secure: false },
      { url: 'ldap://192.0.2.1', host: '192.0.2.1', port: 389, secure: false },
    ],
  ],
  [{ host: '192.0.2.1' }, [{ url: 'ldap://192.0.2.1', host: '192.0.2.1', port: 389, secure: false }]],
  [{ host: 'old', ldapurl: 'ldap://new' }, [{ url: 'ldap://new', host: 'new', port: 389, secure: false }]],
]

for (const [options, servers] of lists)
  t.test(`servers: ${JSON.stringify(options)}`, async t => {
    const { ldapurl: _, ...others } = ldap
    t.strictSame(
      baseLdapSettings(baseIni(t, { ldap: { ...others, ...options } })).connection.servers,
      servers,
    )
  })

const words: readonly [word: string, startTls: boolean][] = [
  ['off', false],
  ['0', false],
  ['False', false],
  ['start_tls', true],
  ['START_TLS', true],
  ['1', true],
  ['on', true],
]

for (const [word, startTls] of words)
  t.test(`start_tls = ${word}`, async t => {
    t.equal(
      baseLdapSettings(baseIni(t, { ldap: { ...ldap, start_tls: word } })).connection.startTls,
      startTls,
    )
  })

for (const [word, rejectUnauthorized] of [
  ['never', false],
  ['allow', false],
  ['try', true],
  ['demand', true],
  ['hard', true],
  [undefined, true],
] as const)
  t.test(`certificates are checked unless ldapverifypeer says so: ${word}`, async t => {
    const options = { ...ldap, ldapurl: 'ldaps://a', ...(word === undefined ? {} : { ldapverifypeer: word }) }
    t.match(baseLdapSettings(baseIni(t, { ldap: options })).connection.tls, { rejectUnauthorized })
  })

const secure = { ldapurl: 'ldaps://a' }
const readme = join(root, 'README.md')
const urlAllowed =
  'must be ldap://host, ldaps://host or a list of these with blanks, each with or without :port'

/** What is wrong with `[ldap]`, and the whole message. */
const mistakes: readonly [options: Options, message: string | RegExp][] = [
  [{ ldapurl: '' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: '127.0.0.1' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldap://' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldapi:///run/slapd/ldapi' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldap://a http://b' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldap://a/dc=test' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldap://admin:secret@a' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ ldapurl: 'ldap://a:99999' }, `[ldap] ldapurl ${urlAllowed}`],
  [{ baseUsersDN: '' }, '[ldap] baseUsersDN must not be empty'],
  [{ rootName: '' }, '[ldap] rootName must not be empty'],
  [{ password: '' }, '[ldap] password must not be empty'],
  [{ password: '{rot13}frperg' }, /\[ldap\] password = \(not shown\): must be plain/],
  [{ network_timeout: 0 }, '[ldap] network_timeout = 0: must be 1 to 3600 seconds'],
  [{ network_timeout: 'soon' }, /\[ldap\] network_timeout = soon: must be a whole number/],
  [
    { start_tls: 'ssl' },
    '[ldap] start_tls = ssl: must be one of start_tls, 1, yes, true, on, off, 0, no, false',
  ],
  [
    { ...secure, ldapverifypeer: 'yes' },
    '[ldap] ldapverifypeer = yes: must be one of never, allow, try, demand, hard',
  ],
  [{ ...secure, cacert: 'ca.pem' }, '[ldap] cacert = ca.pem: must begin with /'],
  [{ ...secure, cacert: '/nowhere/ca.pem' }, /^\[ldap\] cacert: ENOENT/],
  [{ ...secure, cacert: readme }, /^\[ldap\] cacert, localcert and localkey must be PEM files that fit: /],
  [
    { ...secure, cacertdir: '/etc/ssl/certs' },
    '[ldap] cacertdir is not read: name one file in cacert, which may hold many',
  ],
  [{ ...secure, localcert: readme }, '[ldap] localcert and localkey: one does not work without the other'],
  [
    { ...secure, localcert: readme, localkey: readme },
    /^\[ldap\] cacert, localcert and localkey must be PEM files that fit: /,
  ],
]

for (const [options, message] of mistakes)
  t.test(`a mistake in [ldap] is told with the option: ${JSON.stringify(options)}`, async t => {
    const config = baseIni(t, { ldap: { ...ldap, ...options } })
    t.throws(() => baseLdapSettings(config), { name: 'ConfigException', message })
  })

const externalMistakes: readonly [options: Options, message: string][] = [
  [{ suffix: '' }, '[authentication_externalldap] suffix must not be empty'],
  [{ filter: '' }, '[authentication_externalldap] filter must not be empty'],
  [
    { attr: 'uid)(cn' },
    '[authentication_externalldap] attr = uid)(cn: must be the name of an attribute, such as uid',
  ],
  [{ bindname: 'cn=reader', bindpasswd: '' }, '[authentication_externalldap] bindpasswd must not be empty'],
]

for (const [options, message] of externalMistakes)
  t.test(`a mistake in [authentication_externalldap]: ${JSON.stringify(options)}`, async t => {
    const config = baseIni(t, { authentication_externalldap: { ...external, ...options } })
    t.throws(() => externalLdapSettings(config), { name: 'ConfigException', message })
  })

t.test('a key that does not belong to the certificate is told', { skip: missing('openssl') }, async t => {
  const authority = makeAuthority(t)
  const { file: localcert } = authority.issue('DNS:one')
  const { key: localkey } = authority.issue('DNS:other')
  const config = baseIni(t, { ldap: { ...ldap, ...secure, localcert, localkey } })
  t.throws(() => baseLdapSettings(config), { message: /localkey must be PEM files that fit/ })
})

t.test(
  'an authenticator that is not selected needs no options, and a selected one says what it lacks',
  async t => {
    const authenticators = ldapAuthenticators(baseIni(t, { main: { disable: 0 } }))
    t.strictSame([...authenticators.keys()], ['baseldap', 'externalldap'])
    for (const [name, option] of [
      ['baseldap', '[ldap] ldapurl'],
      ['externalldap', '[authentication_externalldap] ldapurl'],
    ] as const) {
      const authenticator = authenticators.get(name)
      if (authenticator === undefined) return t.fail(`${name} is missing`)
      const error = await validate(authenticator).catch((error: unknown) => error)
      t.ok(error instanceof ConfigException)
      t.ok((error as Error).message.endsWith(`base.ini: ${option} is missing`), (error as Error).message)
      await t.rejects(authenticator.authenticate('ada', 'secret'), { name: 'ConfigException' })
    }
  },
)
