import { randomUUID } from 'node:crypto'
import type { Authenticator, PluginConfig } from 'mmc-agent'
import { askDirectory } from './ldap-client.ts'
import {
  type BaseLdapSettings,
  baseLdapSettings,
  externalLdapSettings,
  type LdapSettings,
} from './ldap-config.ts'
import { binds, bindToSearch, findUser } from './ldap-users.ts'

/**
 * The two authenticators over LDAP, by the names under which `[authentication] method` selects them. Each reads its
 * options when it is first asked, so that one which is not selected needs none.
 */
export function ldapAuthenticators(config: PluginConfig): Map<string, Authenticator> {
  return new Map([
    ['baseldap', whenAsked(() => baseLdap(baseLdapSettings(config)))],
    ['externalldap', whenAsked(() => externalLdap(externalLdapSettings(config)))],
  ])
}

/** Users of the agent's own directory, and `root`, who is its manager. */
export function baseLdap(settings: BaseLdapSettings): Authenticator {
  const users = externalLdap(settings)
  return {
    ...users,
    async authenticate(user, password) {
      if (user !== 'root') return users.authenticate(user, password)
      const { dn } = settings.account
      const fits = await askDirectory(settings.connection, client => binds(client, dn, password))
      return fits ? { user, attributes: { dn } } : null
    },
  }
}

/** Users of a directory: whoever finds an entry of that name and is let in by its password. */
export function externalLdap(settings: LdapSettings): Authenticator {
  const { connection, base } = settings
  return {
    async validate() {
      // A name that nobody has: what counts is that the directory lets us look for it.
      await askDirectory(connection, async client => {
        await bindToSearch(client, settings)
        await findUser(client, settings, randomUUID())
      })
    },

    async authenticate(user, password) {
      return askDirectory(connection, async client => {
        await bindToSearch(client, settings)
        const found = await findUser(client, settings, user)
        // The same work for a user who does not exist.
        const fits = await binds(client, found?.dn ?? `cn=${randomUUID()},${base}`, password)
        return fits && found !== null ? { user, attributes: found.attributes } : null
      })
    },
  }
}

function whenAsked(make: () => Authenticator): Authenticator {
  let made: Authenticator | undefined
  const get = () => {
    made ??= make()
    return made
  }
  return {
    validate: async () => get().validate?.(),
    authenticate: async (user, password) => get().authenticate(user, password),
  }
}
