import type { Client, Entry } from 'ldapts'
import type { RpcStruct } from 'mmc-agent'
import { FinalError, resultCode } from './ldap-client.ts'
import type { LdapSettings } from './ldap-config.ts'

export interface FoundUser {
  readonly dn: string
  /** `dn` as a text, every other attribute as the list of its values, none of which is a password. */
  readonly attributes: RpcStruct
}

/**
 * Binds as the account that looks for users.
 *
 * @throws FinalError where the directory does not take it
 */
export async function bindToSearch(client: Client, { account, named }: LdapSettings): Promise<void> {
  try {
    await client.bind(account?.dn ?? '', account?.password ?? '')
  } catch (error) {
    const code = resultCode(error)
    if (code === undefined || !(refusals.has(code) || code === invalidDn)) throw error
    throw new FinalError(
      account === null
        ? `the LDAP server lets nobody in without ${named.account} (result code ${code})`
        : `the LDAP server does not accept ${named.account} (result code ${code})`,
    )
  }
}

/** Whether the directory takes this password for this entry. */
export async function binds(client: Client, dn: string, password: string): Promise<boolean> {
  // RFC 4513 section 5.1: without a name or without a password a bind succeeds, and says nothing of who binds.
  if (dn === '' || password === '') return false
  try {
    await client.bind(dn, password)
    return true
  } catch (error) {
    if (refusals.has(resultCode(error) ?? 0)) return false
    throw error
  }
}

/** Result codes of RFC 4511 that refuse whoever binds; any other says that the server has a difficulty. */
const refusals = new Set([
  19, // constraintViolation: too many wrong passwords
  32, // noSuchObject
  48, // inappropriateAuthentication: an entry without a password
  49, // invalidCredentials
  50, // insufficientAccessRights
  53, // unwillingToPerform: a locked account
])

const noSuchObject = 32
const invalidDn = 34

/**
 * Finds the entry whose name is spelled exactly like this; the directory itself compares without regard to case.
 *
 * @throws FinalError where the directory has several, or no such base, or hides the name
 */
export async function findUser(
  client: Client,
  settings: LdapSettings,
  name: string,
): Promise<FoundUser | null> {
  const [entry, another] = await search(client, settings, name)
  if (entry === undefined) return null
  const { base, attribute } = settings.named
  if (another !== undefined) throw new FinalError(`${base}: several entries have the name of this login`)

  const { dn, ...attributes } = entry
  const lists = Object.entries(attributes)
    .map(([key, values]) => [key, [values].flat()] as const)
    // ldapts makes empty ones of whatever was asked for and not found.
    .filter(([, values]) => values.length > 0)
  const [, names] = lists.find(([key]) => key.toLowerCase() === settings.attribute.toLowerCase()) ?? []
  if (names === undefined) throw new FinalError(`${attribute}: the entry that was found does not show it`)
  if (!names.includes(name)) return null
  return { dn, attributes: { dn, ...Object.fromEntries(lists.filter(([key]) => !secret.test(key))) } }
}

/** userPassword, sambaNTPassword, unicodePwd and their like: a manager may read them, a provisioner need not. */
const secret = /passw|pwd|secret|krb.*key/i

async function search(client: Client, settings: LdapSettings, name: string): Promise<Entry[]> {
  const { base, attribute, named } = settings
  const { AndFilter, EqualityFilter } = await import('ldapts')
  // The name travels as bytes of its own, so that nothing in it is part of the filter.
  const isNamed = new EqualityFilter({ attribute, value: name })
  const filter = new AndFilter({ filters: [await commonFilter(settings), isNamed] })
  try {
    const found = await client.search(base, { filter, attributes: ['*', attribute], sizeLimit: 2 })
    return found.searchEntries
  } catch (error) {
    const code = resultCode(error)
    if (code !== noSuchObject && code !== invalidDn) throw error
    throw new FinalError(
      `${named.base}: there is no such entry, or none that may be seen (result code ${code})`,
    )
  }
}

async function commonFilter({ filter, named }: LdapSettings) {
  const { FilterParser } = await import('ldapts')
  try {
    return FilterParser.parseString(filter)
  } catch (error) {
    throw new FinalError(`${named.filter}: ${(error as Error).message}`)
  }
}
