import { ConfigException, type PluginConfig } from 'mmc-agent'

export interface LdapServer {
  /** For messages. */
  readonly url: string
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port: number
  /** Whether the connection is encrypted from its first byte. */
  readonly secure: boolean
}

/**
 * Reads the servers of a section: `ldapurl`, a list with blanks, or else `host`, which is how older files say it.
 *
 * @throws ConfigException naming the option
 */
export function ldapServers(config: PluginConfig, section: string): readonly LdapServer[] {
  const isOld = !config.has(section, 'ldapurl') && config.has(section, 'host')
  const words = config.get(section, isOld ? 'host' : 'ldapurl').split(/[\s,]+/)
  const servers = words.filter(word => word !== '').map(word => serverAt(isOld ? `ldap://${word}` : word))
  if (servers.length > 0 && servers.every(server => server !== undefined)) return servers
  // Not shown: a URL can hold a password, where it does not belong.
  throw new ConfigException(
    isOld
      ? `[${section}] host must be the name or address of a server`
      : `[${section}] ldapurl must be ldap://host, ldaps://host or a list of these with blanks, each with or without :port`,
  )
}

function serverAt(text: string): LdapServer | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  const secure = protocol === 'ldaps:'
  const hasMore = `${username}${password}${pathname.replace(/^\/$/, '')}${search}${hash}` !== ''
  if ((protocol !== 'ldap:' && !secure) || hostname === '' || hasMore) return undefined
  return {
    url: `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (secure ? 636 : 389)),
    secure,
  }
}
