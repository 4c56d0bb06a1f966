import { types } from 'node:util'
import type { RpcValue } from './value.ts'

/**
 * The codes of faults that the agent itself raises; the same on every door. The numbers up to −32500 are the
 * interop set that XML-RPC servers agreed on and JSON-RPC 2.0 (section 5.1) took over; 8003 and 8004 are the
 * original agent's. `docs/errors.md` says what each means; numbers are never reused.
 */
export const FaultCode = {
  parseError: -32700,
  unsupportedEncoding: -32701,
  invalidCharacter: -32702,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  applicationError: -32500,
  pluginNotActive: -32001,
  tooBusy: -32002,
  timedOut: -32003,
  tooLarge: -32004,
  forbidden: -32005,
  tooManyAttempts: -32006,
  badCredentials: 401,
  loginRequired: 8003,
  noSecurityContext: 8004,
} as const

export type FaultName = keyof typeof FaultCode

/** The name of a code, or `Fault` for a method's own. */
export function faultName(code: number): FaultName | 'Fault' {
  return names.get(code) ?? 'Fault'
}

// The keys of the table are the names.
const names = new Map<number, FaultName>(
  Object.entries(FaultCode).map(([name, code]) => [code, name as FaultName]),
)

const brand = Symbol.for('mmc-agent.Fault')

export interface FaultOptions {
  /** A whole number outside −32768…−32000. Default −32500, the code of a fault without one of its own. */
  readonly code?: number
  /** More about the fault, for JSON-RPC clients (`error.data`); XML-RPC has no place for it. */
  readonly data?: RpcValue
  /** After how many seconds another try may succeed, for HTTP's `Retry-After`. Only the agent's own faults are heard. */
  readonly retryAfterSeconds?: number
}

/**
 * The only error that a caller sees, on every door: whatever else a method throws reaches the log, and the
 * caller gets −32603 with a reference.
 *
 * @example
 * throw new Fault(`no user '${login}'`, { code: 404 })
 */
export class Fault extends Error {
  readonly code: number
  readonly data: RpcValue | undefined
  /** Stands beside the reply and never in it. */
  readonly retryAfterSeconds: number | undefined
  readonly [brand] = true

  constructor(
    message: string,
    { code = FaultCode.applicationError, data, retryAfterSeconds }: FaultOptions = {},
  ) {
    super(message)
    this.name = 'Fault'
    this.code = code
    this.data = data
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** A fault that the agent's own code raises inside a method, and that keeps its code when it leaves the method. */
export class AgentFault extends Fault {}

/**
 * Recognises a fault by its brand, not by `instanceof`: a plugin may bring its own copy of this package, and
 * faults cross threads.
 */
export function isFault(value: unknown): value is Fault {
  // A proxy could throw at any question.
  return typeof value === 'object' && value !== null && !types.isProxy(value) && brand in value
}

/** The fault for more values than a request may hold, or a result. */
export function tooManyValues(what: string, maxValues: number, option: string): AgentFault {
  return new AgentFault(`${what} holds more than ${maxValues} values ([limits] ${option})`, {
    code: FaultCode.tooLarge,
  })
}
