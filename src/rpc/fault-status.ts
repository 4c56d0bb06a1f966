import { FaultCode } from './fault.ts'

// A list of pairs rather than an object: the codes are numbers, and negative ones make no tidy keys.
const statuses = new Map<number, number>([
  [FaultCode.parseError, 400],
  [FaultCode.unsupportedEncoding, 400],
  [FaultCode.invalidCharacter, 400],
  [FaultCode.invalidRequest, 400],
  [FaultCode.methodNotFound, 404],
  [FaultCode.invalidParams, 400],
  [FaultCode.internalError, 500],
  [FaultCode.applicationError, 422],
  [FaultCode.pluginNotActive, 503],
  [FaultCode.tooBusy, 503],
  [FaultCode.timedOut, 504],
  [FaultCode.tooLarge, 413],
  [FaultCode.forbidden, 403],
  [FaultCode.tooManyAttempts, 429],
  [FaultCode.badCredentials, 401],
  [FaultCode.loginRequired, 403],
  [FaultCode.noSecurityContext, 403],
])

/** The HTTP status that says the same as a fault; a method's own code is its own business: 422. */
export function faultStatus(code: number): number {
  return statuses.get(code) ?? 422
}
