import { type CopyLimits, copyValue } from './copy-value.ts'
import { AgentFault, Fault, FaultCode } from './fault.ts'
import type { Work } from './work.ts'

/**
 * The fault as it may leave the agent when a *method* threw it: a reserved or impossible code becomes −32500, so
 * that a caller can trust that the agent's codes come from the agent.
 *
 * @throws Misfit for data that no wire can carry, and whatever a getter of the fault throws
 */
export function* faultOfMethod(thrown: Fault, limits: CopyLimits): Work<Fault> {
  if (thrown instanceof AgentFault) return thrown
  const { code, data, message } = thrown
  const own = Number.isInteger(code) && Math.abs(code) <= largestCode && !isReserved(code)
  return new Fault(String(message), {
    code: own ? code : FaultCode.applicationError,
    ...(data === undefined ? {} : { data: yield* copyValue(data, limits, 'data') }),
  })
}

function isReserved(code: number) {
  return code >= reservedCodes.from && code <= reservedCodes.to
}

/** The first and last of the codes that belong to the agent; a method's own codes lie outside. */
const reservedCodes = { from: -32768, to: -32000 }

/** Codes must fit the `<int>` of XML-RPC. */
const largestCode = 2 ** 31 - 1
