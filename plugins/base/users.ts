import { currentCall, Fault, type Integer, userKey } from 'mmc-agent'
import { isName, textOf } from './arguments.ts'
import { currentParts } from './parts.ts'
import type { TextKind } from './user-texts.ts'

/** As in HTTP; the agent's own code for it is not for plugins. */
const forbidden = 403

const longestText = 100_000

/**
 * Whether there is a user of that name; always false unless `[authentication] checkexists = 1`, for anybody may ask.
 *
 * @param uiduser - name of the user
 */
export async function checkExists(uiduser: string): Promise<boolean> {
  const { config, chain } = currentParts()
  const user = textOf('uiduser', uiduser)
  return config.checkExists && (await chain.find(user, currentCall().log)) !== null
}

/**
 * Returns what a user may see in the web interface, such as `:base#users#index/`; of root the empty text, which there
 * means everything. Users see their own, root those of all.
 *
 * @param uid - name of the user
 * @throws Fault 403 for another user's, unless root asks
 */
export function getUserAcl(uid: string): string {
  const key = keyOf(uid)
  mustBe(isSelf(key), "only root may read other users' ACLs")
  return key === 'root' ? '' : currentParts().userTexts.get('acl', key)
}

/**
 * Sets what a user may see in the web interface; only root may.
 *
 * @param uid - name of the user
 * @param aclString - such as `:base#users#index/`
 * @returns 0
 * @throws Fault 403 unless root asks
 */
export async function setUserAcl(uid: string, aclString: string): Promise<Integer> {
  mustBe(isRoot(), 'only root may set ACLs')
  return keep('acl', keyOf(uid), textOf('aclString', aclString))
}

/**
 * Sets what a user may see in the web interface, as setUserAcl does.
 *
 * @param uid - name of the user
 * @param acl - such as `:base#users#index/`
 * @returns 0
 * @throws Fault 403 unless root asks
 */
export async function changeAclAttributes(uid: string, acl: string): Promise<Integer> {
  return setUserAcl(uid, acl)
}

/**
 * Returns what the web interface keeps for a user. Users see their own, root those of all.
 *
 * @param uid - name of the user
 * @throws Fault 403 for another user's, unless root asks
 */
export function getPrefs(uid: string): string {
  const key = keyOf(uid)
  mustBe(isSelf(key), "only root may read other users' preferences")
  return currentParts().userTexts.get('prefs', key)
}

/**
 * Keeps something for a user of the web interface. Users set their own, root those of all.
 *
 * @param uid - name of the user
 * @param pref - any text of up to 100,000 characters
 * @returns 0
 * @throws Fault 403 for another user's, unless root asks
 */
export async function setPrefs(uid: string, pref: string): Promise<Integer> {
  const key = keyOf(uid)
  mustBe(isSelf(key), "only root may set other users' preferences")
  return keep('prefs', key, textOf('pref', pref))
}

/** The original answers 0 for done. */
async function keep(kind: TextKind, key: string, text: string) {
  if (text.length > longestText) throw new Fault(`the text has more than ${longestText} characters`)
  await currentParts().userTexts.set(kind, key, text)
  return 0
}

function keyOf(uid: unknown) {
  const name = textOf('uid', uid)
  if (!isName(name)) throw new Fault("'uid' is no name of a user")
  return userKey(name)
}

function isSelf(key: string) {
  return isRoot() || currentKey() === key
}

/** Without a user, it is another plugin, or `requirelogin = 0` lets clients do everything with the agent's credentials. */
function isRoot() {
  return currentKey() === null || currentKey() === 'root'
}

function currentKey() {
  const { user } = currentCall().session
  return user === null ? null : userKey(user)
}

function mustBe(isAllowed: boolean, rule: string) {
  if (!isAllowed) throw new Fault(rule, { code: forbidden })
}
