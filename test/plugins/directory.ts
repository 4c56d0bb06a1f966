import type { Test } from 'tap'
import { ldapAuthenticators } from '../../plugins/base/authentication/ldap-authenticators.ts'
import type { Authenticator } from '../../src/rpc/authentication.ts'
import { baseIni, type Options } from './base-ini.ts'
import type { Entries } from './ldif.ts'
import { hashed, manager, suffix } from './slapd.ts'

export const users = `ou=Users,${suffix}`

export const reader = { dn: `cn=reader,${suffix}`, password: 'secret of the reader' }

/** Who is in the directory of the tests, with their passwords. */
export const passwords = {
  ada: 'secret of Ada',
  deep: 'secret of a department',
  'Zoë Ωmega ☃': 'pässwörd ☃',
  'a,b+c"d\\e<f>g;h=i#': 'secret of the odd name',
  '*)(uid=*': 'secret of the star',
} as const

const photo = Buffer.from([0xff, 0xd8, 0xff, 0x00])

export const people: Entries = {
  [suffix]: { objectClass: ['dcObject', 'organization'], dc: 'test', o: 'test' },
  [reader.dn]: {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: 'reader',
    userPassword: hashed(reader.password),
  },
  [users]: unit('Users'),
  [`ou=Paris,${users}`]: unit('Paris'),
  [`ou=Rome,${users}`]: unit('Rome'),
  [`ou=Others,${suffix}`]: unit('Others'),
  [`uid=ada,${users}`]: {
    ...person('ada', 'Ada Lovelace', passwords.ada),
    mail: ['ada@example', 'countess@example'],
    jpegPhoto: [photo],
  },
  [`uid=deep,ou=Paris,${users}`]: person('deep', 'Deep Thought', passwords.deep),
  [`cn=zoë,${users}`]: person('Zoë Ωmega ☃', 'zoë', passwords['Zoë Ωmega ☃']),
  [`uid=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i#,${users}`]: person(
    'a,b+c"d\\e<f>g;h=i#',
    'odd',
    passwords['a,b+c"d\\e<f>g;h=i#'],
  ),
  [`uid=*)(uid\\=*,${users}`]: person('*)(uid=*', 'star', passwords['*)(uid=*']),
  [`uid=twin,ou=Paris,${users}`]: person('twin', 'Twin', 'secret of the twins'),
  [`uid=twin,ou=Rome,${users}`]: person('twin', 'Twin', 'secret of the twins'),
  [`uid=nopassword,${users}`]: person('nopassword', 'Nobody'),
  [`uid=root,${users}`]: person('root', 'Not the manager', 'secret of a false root'),
  [`uid=outsider,ou=Others,${suffix}`]: person('outsider', 'Outsider', 'secret of the outsider'),
}

/** Ada, as an authenticator answers her. */
export const ada = {
  user: 'ada',
  attributes: {
    dn: `uid=ada,${users}`,
    objectClass: ['inetOrgPerson'],
    uid: ['ada'],
    cn: ['Ada Lovelace'],
    sn: ['Ada Lovelace'],
    mail: ['ada@example', 'countess@example'],
    jpegPhoto: [photo],
  },
}

/** What `[ldap]` says of the directory of the tests. */
export const ldapOptions = (...urls: readonly string[]) => ({
  ldapurl: urls.join(' '),
  // Long, so that a slow machine fails no test.
  network_timeout: 20,
  baseDN: suffix,
  baseUsersDN: 'ou=Users, %(baseDN)s',
  rootName: manager.dn,
  password: `{base64}${Buffer.from(manager.password).toString('base64')}`,
})

/** What `[authentication_externalldap]` says of it. */
export const externalOptions = (...urls: readonly string[]) => ({
  ldapurl: urls.join(' '),
  network_timeout: 20,
  suffix: users,
  bindname: reader.dn,
  bindpasswd: reader.password,
  attr: 'uid',
})

/** `baseldap` as the plugin makes it from a base.ini with this `[ldap]`. */
export const baseLdapOf = (t: Test, ldap: Options) => authenticator(t, 'baseldap', { ldap })

/** `externalldap` as the plugin makes it from a base.ini with this `[authentication_externalldap]`. */
export const externalLdapOf = (t: Test, options: Options) =>
  authenticator(t, 'externalldap', { authentication_externalldap: options })

export async function validate(authenticator: Authenticator): Promise<void> {
  await authenticator.validate?.()
}

function authenticator(t: Test, name: string, sections: Record<string, Options>): Authenticator {
  const found = ldapAuthenticators(baseIni(t, sections)).get(name)
  if (found === undefined) throw new Error(`there is no authenticator ${name}`)
  return found
}

function unit(ou: string) {
  return { objectClass: 'organizationalUnit', ou }
}

function person(uid: string, cn: string, password?: string) {
  return {
    objectClass: 'inetOrgPerson',
    uid,
    cn,
    sn: cn,
    ...(password === undefined ? {} : { userPassword: hashed(password) }),
  }
}
