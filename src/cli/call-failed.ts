/** What an agent answers when a call fails (`docs/errors.md`). */
export interface AgentFault {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** The answer is a fault: printed as it is, with exit code 1. */
export class CallFailed extends Error {
  readonly fault: AgentFault
  /** What to do about it. */
  readonly next: string | undefined

  constructor(fault: AgentFault, next?: string) {
    super(`fault ${fault.code}: ${fault.message}`)
    this.name = 'CallFailed'
    this.fault = fault
    this.next = next
  }
}

/** The fault in an answer, which JSON-RPC and the other routes write alike; undefined where there is none. */
export function faultOf(answer: unknown): AgentFault | undefined {
  const error = memberOf(answer, 'error')
  const code = memberOf(error, 'code')
  const message = memberOf(error, 'message')
  if (typeof code !== 'number' || typeof message !== 'string') return undefined
  const data = memberOf(error, 'data')
  return { code, message, ...(data !== undefined && { data }) }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
