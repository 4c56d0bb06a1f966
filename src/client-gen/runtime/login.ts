import { type AnyAgent, call } from './connect.ts'
import { FaultCode, isFault } from './fault.ts'

/**
 * Logs a user in: the calls that follow are theirs, until {@link logout}, or until the agent's `sessiontimeout` is over
 * without a call; then methods that need a login answer {@link FaultCode.loginRequired}.
 *
 * @returns whether user and password are right
 * @throws Fault {@link FaultCode.tooManyAttempts} after many that were wrong
 */
export async function login(agent: AnyAgent, user: string, password: string): Promise<boolean> {
  return (await call(agent, 'base.ldapAuth', [user, password])) === true
}

/** Logs the user out, if somebody is logged in. */
export async function logout(agent: AnyAgent): Promise<void> {
  try {
    await call(agent, 'base.logout')
  } catch (error) {
    if (!isFault(error, FaultCode.loginRequired)) throw error
  }
}
