/** The codes of the faults that an agent raises itself. A method may answer with others of its own. */
export const FaultCode = {
  /** Not well-formed. */
  parseError: -32700,
  /** Unsupported encoding. */
  unsupportedEncoding: -32701,
  /** Invalid character. */
  invalidCharacter: -32702,
  /** Not a valid request. */
  invalidRequest: -32600,
  /** No such method. */
  methodNotFound: -32601,
  /** Parameters do not fit: the message says which one, `data` the same for a program. */
  invalidParams: -32602,
  /** The method failed in a way it did not announce: the message has a reference to the agent's log. */
  internalError: -32603,
  /** A fault of the method without a code of its own: the message is the method's. */
  applicationError: -32500,
  /** Plugin not active, or the agent is starting: the message has the reason. */
  pluginNotActive: -32001,
  /** Too busy: call again later. */
  tooBusy: -32002,
  /** Timed out: the agent gave the call up. */
  timedOut: -32003,
  /** Too large, too deep, too many. */
  tooLarge: -32004,
  /** Forbidden: the message says what is missing. */
  forbidden: -32005,
  /** Too many attempts: wait, and try again. */
  tooManyAttempts: -32006,
  /** The agent's credentials are missing or wrong. */
  badCredentials: 401,
  /** Log in first. */
  loginRequired: 8003,
  /** No security context: log in as a user that has one. */
  noSecurityContext: 8004,
} as const

/** One of the agent's own codes. */
export type FaultCode = (typeof FaultCode)[keyof typeof FaultCode]

/**
 * The agent answered, and the answer is an error.
 *
 * @example
 * try {
 *   await agent.example.func1('')
 * } catch (error) {
 *   if (!isFault(error, FaultCode.applicationError)) throw error
 *   console.log(error.message) // there is nobody to greet
 * }
 */
export class Fault extends Error {
  /** One of {@link FaultCode}, or the method's own. */
  readonly code: number
  /** More about the fault, where the agent has more to say. */
  readonly data: unknown
  /** What was called; undefined where a whole batch was refused. */
  readonly method: string | undefined

  constructor(code: number, message: string, data?: unknown, method?: string) {
    super(message)
    this.name = 'Fault'
    this.code = code
    this.data = data
    this.method = method
  }
}

/**
 * Whether a thrown value, or an entry of a batch, is a fault.
 *
 * @param codes - when given, the fault must have one of them
 */
export function isFault<Code extends number = number>(
  value: unknown,
  ...codes: readonly Code[]
): value is Fault & { readonly code: Code } {
  return value instanceof Fault && (codes.length === 0 || codes.some(code => code === value.code))
}

/** There is no answer that could be read. Whether the call was made is not known. */
export class NoAnswer extends Error {
  /**
   * `unreachable`: the request failed, and `cause` has the error of `fetch`. `timeout`: `timeoutMs` are over.
   * `unreadable`: what came is no answer of an agent.
   */
  readonly reason: 'unreachable' | 'timeout' | 'unreadable'

  constructor(reason: NoAnswer['reason'], message: string, cause?: unknown) {
    super(message)
    this.name = 'NoAnswer'
    this.reason = reason
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause })
  }
}
