import type { Integer, RpcStruct } from 'mmc-agent'
import { always } from './always.ts'

// What the web interface asks of an audit and of the log of an LDAP server, neither of which this agent keeps.

/** The web interface hands on what it read from an address: text. */
type Position = Integer | string

type Flag = boolean | Integer | string

/** Whether there is an audit that can be read: no. */
export const hasAuditWorking = (): boolean => false

/**
 * Returns how many entries of the audit there are, and those from `start` to `end`: none. A 0 in place of any other parameter
 * stands for all.
 *
 * @param filters - start, end, plugin, user, type, dates and object
 * @returns the number of entries, and the entries
 */
export const getLog = (...filters: (string | Integer)[]): [Integer, RpcStruct[]] =>
  always([0, []], ...filters)

/**
 * Returns an entry of the audit: none.
 *
 * @param id - of the entry
 */
export const getLogById = (id: Position): RpcStruct[] => always([], id)

/**
 * Returns the names of what the audit records: none.
 *
 * @param action - whether actions are wanted
 * @param type - whether types are wanted
 */
export const getActionType = (action: Flag, type: Flag): RpcStruct => always({}, action, type)

/** Whether there is a page for the log of the LDAP server: no. */
export const isLogViewEnabled = (): boolean => false

/**
 * Returns lines of the log of the LDAP server: none.
 *
 * @param filter - what the lines hold
 */
export const getLdapLog = (filter = ''): RpcStruct[] => always([], filter)

/** Returns what background jobs have to tell: nothing. */
export const listEvent = (): RpcStruct[] => []
