import type { FaultName } from './fault.ts'

/** What each of the agent's own codes tells a caller; `docs/errors.md` says it with the way out, and a test compares. */
export const faultMeanings: Readonly<Record<FaultName, string>> = {
  parseError: 'not well-formed',
  unsupportedEncoding: 'unsupported encoding',
  invalidCharacter: 'invalid character',
  invalidRequest: 'not a valid request',
  methodNotFound: 'no such method',
  invalidParams: 'parameters do not fit',
  internalError: 'the method failed in a way it did not announce',
  applicationError: 'a fault of the method without a code of its own',
  pluginNotActive: 'plugin not active, or the agent is starting',
  tooBusy: 'too busy',
  timedOut: 'timed out',
  tooLarge: 'too large, too deep, too many',
  forbidden: 'forbidden',
  tooManyAttempts: 'too many attempts',
  badCredentials: "the agent's credentials are missing or wrong",
  loginRequired: 'log in first',
  noSecurityContext: 'no security context',
}
