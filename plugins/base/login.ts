import { type Authenticated, currentCall, userKey } from 'mmc-agent'
import { isName, textOf } from './arguments.ts'
import { provision } from './authentication/provisioning.ts'
import { currentParts } from './parts.ts'

/**
 * Logs a user in by name and password. The name is the original's; there need not be an LDAP server.
 *
 * @param uiduser - name of the user
 * @param passwd - the password; by XML-RPC also its bytes in UTF-8, as the original's web interface sends it
 * @returns whether the user is logged in now
 */
export async function ldapAuth(uiduser: string, passwd: string): Promise<boolean> {
  const user = textOf('uiduser', uiduser)
  const password = textOf('passwd', passwd)
  return logIn(user, () => currentParts().chain.authenticate(user, password, currentCall().log))
}

/**
 * Logs a user in by name and password, as ldapAuth does.
 *
 * @param uiduser - name of the user
 * @param passwd - the password; by XML-RPC also its bytes in UTF-8, as the original's web interface sends it
 * @returns whether the user is logged in now
 */
export async function authenticate(uiduser: string, passwd: string): Promise<boolean> {
  return ldapAuth(uiduser, passwd)
}

/**
 * Logs a user in by name and a token from createAuthToken, which is good for one login.
 *
 * @param user - name of the user
 * @param token - what [hooks] usertoken brought to the user
 * @returns whether the user is logged in now
 */
export async function tokenAuthenticate(user: string, token: string): Promise<boolean> {
  const name = textOf('user', user)
  const text = textOf('token', token)
  return logIn(name, async () => {
    const { tokens, chain } = currentParts()
    // Looked up again: the user may be gone, or be excluded, since the token was made.
    return tokens.redeem(userKey(name), text) ? chain.find(name, currentCall().log) : null
  })
}

/**
 * Ends the login of the caller's session.
 *
 * @returns true
 */
export function logout(): boolean {
  currentCall().session.logout()
  return true
}

async function logIn(name: string, check: () => Promise<Authenticated | null>): Promise<boolean> {
  if (!isName(name)) return false
  const { session, log } = currentCall()
  session.attempt(userKey(name))
  const found = await check()
  if (found === null) {
    log.warn({ user: name }, 'a login failed')
    return false
  }
  await provision(found, currentParts().provisioners, log)
  session.login(found.user)
  log.info({ user: found.user }, 'a user logged in')
  return true
}
