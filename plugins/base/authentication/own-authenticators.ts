import type { Authenticator, Log } from 'mmc-agent'
import type { BaseConfig } from '../base-config.ts'
import { FileAuthenticator } from './file-authenticator.ts'
import { ldapAuthenticators } from './ldap-authenticators.ts'

/** The authenticators that base itself brings, by the names that `[authentication] method` knows them under. */
export function ownAuthenticators(config: BaseConfig, log: Log): ReadonlyMap<string, Authenticator> {
  return new Map<string, Authenticator>([
    ['file', new FileAuthenticator(config.usersFile, log)],
    ...ldapAuthenticators(config),
  ])
}
