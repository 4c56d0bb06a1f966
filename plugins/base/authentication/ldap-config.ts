import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import { ConfigException, type PluginConfig } from 'mmc-agent'
import { type LdapServer, ldapServers } from './ldap-url.ts'

/** How the servers of a directory are reached. */
export interface LdapConnection {
  /** They hold the same; the first that answers is asked. */
  readonly servers: readonly LdapServer[]
  /** Whether a connection that begins in the clear must be encrypted before anything else is said. */
  readonly startTls: boolean
  readonly tls: Readonly<Pick<ConnectionOptions, 'rejectUnauthorized' | 'secureContext'>>
  /** How long one server may take for one login from connecting to its last answer, in ms. */
  readonly timeoutMs: number
}

export interface LdapAccount {
  readonly dn: string
  readonly password: string
}

/** Where users are found. */
export interface LdapSettings {
  readonly connection: LdapConnection
  /** Who looks for users; null for nobody in particular. */
  readonly account: LdapAccount | null
  /** The entry below which users are. */
  readonly base: string
  /** What users have in common, as RFC 4515 writes it. */
  readonly filter: string
  /** The attribute that holds the name of the login. */
  readonly attribute: string
  /** Which options say so, for messages. */
  readonly named: Readonly<Record<'account' | 'base' | 'filter' | 'attribute', string>>
}

export interface BaseLdapSettings extends LdapSettings {
  /** The manager, as whom `root` logs in. */
  readonly account: LdapAccount
}

/**
 * Reads the directory of `[ldap]`.
 *
 * @throws ConfigException naming the option
 */
export function baseLdapSettings(config: PluginConfig): BaseLdapSettings {
  const section = 'ldap'
  return {
    connection: connectionOf(config, section),
    account: {
      dn: filled(section, 'rootName', config.get(section, 'rootName')),
      password: filled(section, 'password', config.getPassword(section, 'password')),
    },
    base: filled(section, 'baseUsersDN', config.get(section, 'baseUsersDN')),
    filter: 'objectClass=*',
    attribute: 'uid',
    named: {
      account: '[ldap] rootName and password',
      base: '[ldap] baseUsersDN',
      filter: "baseldap's filter",
      attribute: "baseldap's attribute uid",
    },
  }
}

/**
 * Reads the directory of `[authentication_externalldap]`.
 *
 * @throws ConfigException naming the option
 */
export function externalLdapSettings(config: PluginConfig): LdapSettings {
  const section = 'authentication_externalldap'
  const dn = config.get(section, 'bindname', '')
  // A name without a password would be bound as nobody, and the searches answer less than they should.
  const password = () => filled(section, 'bindpasswd', config.getPassword(section, 'bindpasswd'))
  return {
    connection: connectionOf(config, section),
    account: dn === '' ? null : { dn, password: password() },
    base: filled(section, 'suffix', config.get(section, 'suffix')),
    filter: filled(section, 'filter', config.get(section, 'filter', 'objectClass=*')),
    attribute: attributeName(section, 'attr', config.get(section, 'attr')),
    named: {
      account: `[${section}] bindname and bindpasswd`,
      base: `[${section}] suffix`,
      filter: `[${section}] filter`,
      attribute: `[${section}] attr`,
    },
  }
}

function connectionOf(config: PluginConfig, section: string): LdapConnection {
  const servers = ldapServers(config, section)
  const startTls = wordOf(config, section, 'start_tls', 'off', startTlsWords)
  const usesTls = startTls || servers.some(server => server.secure)
  return {
    servers,
    startTls,
    tls: usesTls ? tlsOf(config, section) : {},
    timeoutMs: secondsOf(config, section, 'network_timeout', 5) * 1000,
  }
}

const startTlsWords = new Map([
  ...['start_tls', '1', 'yes', 'true', 'on'].map(word => [word, true] as const),
  ...['off', '0', 'no', 'false'].map(word => [word, false] as const),
])

/** As OpenLDAP's TLS_REQCERT: all but the first two refuse a certificate that does not hold. */
const verifyWords = new Map([
  ['never', false],
  ['allow', false],
  ['try', true],
  ['demand', true],
  ['hard', true],
])

function tlsOf(config: PluginConfig, section: string): LdapConnection['tls'] {
  const rejectUnauthorized = wordOf(config, section, 'ldapverifypeer', 'demand', verifyWords)
  const ca = pemOf(config, section, 'cacert')
  if (ca === undefined && config.get(section, 'cacertdir', '') !== '') {
    throw new ConfigException(
      `[${section}] cacertdir is not read: name one file in cacert, which may hold many`,
    )
  }
  const cert = pemOf(config, section, 'localcert')
  const key = pemOf(config, section, 'localkey')
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigException(`[${section}] localcert and localkey: one does not work without the other`)
  }
  try {
    // Node takes an authority's file that holds no certificate, and then trusts nobody.
    if (ca !== undefined) new X509Certificate(ca)
    return { rejectUnauthorized, secureContext: createSecureContext({ ca, cert, key }) }
  } catch (error) {
    throw new ConfigException(
      `[${section}] cacert, localcert and localkey must be PEM files that fit: ${(error as Error).message}`,
    )
  }
}

function pemOf(config: PluginConfig, section: string, option: string) {
  const file = config.get(section, option, '')
  if (file === '') return undefined
  if (!isAbsolute(file)) throw new ConfigException(`[${section}] ${option} = ${file}: must begin with /`)
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigException(`[${section}] ${option}: ${(error as Error).message}`)
  }
}

function wordOf<Value>(
  config: PluginConfig,
  section: string,
  option: string,
  byDefault: string,
  words: ReadonlyMap<string, Value>,
): Value {
  const word = config.get(section, option, byDefault)
  const value = words.get(word.toLowerCase())
  if (value !== undefined) return value
  throw new ConfigException(
    `[${section}] ${option} = ${word}: must be one of ${[...words.keys()].join(', ')}`,
  )
}

function secondsOf(config: PluginConfig, section: string, option: string, byDefault: number) {
  const seconds = config.getInt(section, option, byDefault)
  if (seconds >= 1 && seconds <= 3600) return seconds
  throw new ConfigException(`[${section}] ${option} = ${seconds}: must be 1 to 3600 seconds`)
}

function attributeName(section: string, option: string, name: string) {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) return name
  throw new ConfigException(`[${section}] ${option} = ${name}: must be the name of an attribute, such as uid`)
}

function filled(section: string, option: string, text: string) {
  if (text !== '') return text
  throw new ConfigException(`[${section}] ${option} must not be empty`)
}
