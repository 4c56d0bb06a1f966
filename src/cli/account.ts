import { type UserInfo, userInfo } from 'node:os'
import { type AgentError, MMC_ERR_RUN_AS, MMC_ERR_RUN_AS_REFUSED } from '../errors.ts'

/** Who the agent is to be once it listens. */
export interface Account {
  readonly uid: number
  readonly gid: number
  /** Undefined for a number that the system has no name for. */
  readonly name: string | undefined
  readonly home: string
}

interface Wanted {
  readonly user?: string | undefined
  readonly group?: string | undefined
}

/**
 * Finds what `[daemon] user` and `group` name; one alone goes with the group of that user, or with the user that the process has.
 * Who they are is what the system's library says, and so a directory may hold them.
 *
 * @returns undefined where neither is named
 * @throws MMC_ERR_RUN_AS for an unknown one, MMC_ERR_RUN_AS_REFUSED where this process cannot become it
 */
export function findAccount({ user, group }: Wanted): Account | undefined {
  if (user === undefined && group === undefined) return undefined
  const own = ids()
  // To be somebody for a moment is the one way by which Node tells about somebody.
  const { uid, entry } = passing('user', user, () => ({ uid: ids().uid, entry: entryOfUser() }))
  const named = group === undefined ? undefined : passing('group', group, () => ids().gid)
  // Without rights, the group stays what it is.
  const gid = named ?? (own.uid === 0 && user !== undefined ? entry?.gid : own.gid)
  if (gid === undefined) {
    throw MMC_ERR_RUN_AS(
      'user',
      user ?? '',
      'the system knows no group of this number; set [daemon] group too',
    )
  }
  return { uid, gid, name: entry?.username, home: entry?.homedir ?? '/' }
}

/**
 * Makes the whole process run as an account, for good. The environment says so too.
 *
 * @throws MMC_ERR_RUN_AS_REFUSED where the system does not let it, or would let it go back
 */
export function become(account: Account): void {
  const { uid, gid, name, home } = account
  if (ids().uid === 0) {
    refusing(account, () => {
      takeGroups(account)
      process.setgid?.(gid)
      process.setuid?.(uid)
    })
    checkRights(account)
  }
  process.env['HOME'] = home
  for (const variable of ['USER', 'LOGNAME']) {
    if (name === undefined) delete process.env[variable]
    else process.env[variable] = name
  }
}

/** Runs something with the rights of an account and no others, and takes those of root back. It must not wait for anything. */
export function withRightsOf<Result>(account: Account, run: () => Result): Result {
  const before = process.getgroups?.() ?? []
  const own = ids()
  try {
    refusing(account, () => {
      takeGroups(account)
      process.setegid?.(account.gid)
      process.seteuid?.(account.uid)
    })
    return run()
  } finally {
    process.seteuid?.(own.uid)
    process.setegid?.(own.gid)
    process.setgroups?.(before)
  }
}

/** An account in words. */
export function accountWords({ uid, gid, name }: Account): string {
  return `user ${name === undefined ? uid : `${name} (${uid})`}, group ${gid}`
}

/** None of root's own groups stays, and those come that the system gives to the user. */
function takeGroups({ name, gid }: Account) {
  process.setgroups?.([gid])
  // Node has it wherever it has setgroups; its types do not.
  const system = process as { initgroups?(user: string, group: number): void }
  if (name !== undefined) system.initgroups?.(name, gid)
}

/** What a system promises is believed once it has been seen. */
function checkRights({ uid, gid }: Account) {
  const { uid: nowUid, gid: nowGid } = ids()
  const isThere = nowUid === uid && process.getuid?.() === uid && nowGid === gid && process.getgid?.() === gid
  if (isThere && (uid === 0 || !canBeRoot())) return
  throw MMC_ERR_RUN_AS_REFUSED('user', String(uid), 'the system let the process keep rights of root')
}

function canBeRoot() {
  for (const call of [process.setuid, process.seteuid]) {
    try {
      call?.(0)
      return true
    } catch {
      // As it should be.
    }
  }
  return false
}

function passing<Result>(option: 'user' | 'group', value: string | undefined, look: () => Result): Result {
  if (value === undefined) return look()
  const set = option === 'user' ? process.seteuid : process.setegid
  const own = option === 'user' ? ids().uid : ids().gid
  try {
    if (set === undefined) throw MMC_ERR_RUN_AS_REFUSED(option, value, 'this system does not have that')
    set(/^\d+$/.test(value) ? Number(value) : value)
    return look()
  } catch (error) {
    throw wordsFor(error, option, value)
  } finally {
    set?.(own)
  }
}

function wordsFor(error: unknown, option: 'user' | 'group', value: string): unknown {
  const { code } = error as NodeJS.ErrnoException // what Node throws
  if (code === 'ERR_UNKNOWN_CREDENTIAL' || code === 'ERR_OUT_OF_RANGE' || code === 'EINVAL')
    return MMC_ERR_RUN_AS(option, value, `there is no such ${option}`)
  return code === 'EPERM' ? notPermitted(option, value) : error
}

function refusing({ uid }: Account, run: () => void) {
  try {
    run()
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EPERM' ? notPermitted('user', String(uid)) : error
  }
}

function notPermitted(option: string, value: string): AgentError {
  const { uid, gid } = ids()
  return MMC_ERR_RUN_AS_REFUSED(
    option,
    value,
    `the agent may not become it; start it as root, or take the option out to run as user ${uid}, group ${gid}`,
  )
}

function ids() {
  return { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }
}

/** What the system knows of the user that the process is now. */
function entryOfUser(): UserInfo<string> | undefined {
  try {
    return userInfo()
  } catch {
    return undefined
  }
}
