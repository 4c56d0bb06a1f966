import { types } from 'node:util'
import { type CopyLimits, copyValue } from '../../rpc/copy-value.ts'
import { AgentFault, Fault, isFault } from '../../rpc/fault.ts'
import { faultOfMethod } from '../../rpc/method-fault.ts'
import { readThrown, type Thrown } from '../../rpc/thrown.ts'
import { isStruct, type RpcStruct, type RpcValue, setMember } from '../../rpc/value.ts'
import { atOnce } from '../../rpc/work.ts'

/** How something ended on the other side of a thread: as data, with nothing left of its class. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly fault: FaultFields }
  | { readonly thrown: Thrown }

interface FaultFields {
  readonly message: string
  readonly code: number
  readonly data: RpcValue | undefined
  /** The agent's own, which keeps its code. */
  readonly isAgents: boolean
}

/** What the other side must take in at one go; more would hold it up. */
const mostBytes = 64 * 2 ** 20

/**
 * A value that a plugin handed over, as it can cross: plain data, with no more bytes than it seems to have.
 *
 * @param path - what it is called where it does not fit
 * @throws Misfit naming the first place that no wire can carry; RangeError for more than crosses at once
 */
export function crossingValue(value: unknown, limits: CopyLimits, path = 'result'): RpcValue {
  return cutBytes(atOnce(copyValue(value, limits, path)), path)
}

/**
 * Copies the bytes in a value out of the buffers that they lie in: a buffer crosses whole, with all that lies beside them.
 *
 * @param path - what the value is called where it is too large
 * @throws RangeError for more than 64 MB of text and bytes
 */
export function cutBytes(value: RpcValue, path: string): RpcValue {
  const { size, hasBytes } = measure(value)
  if (size > mostBytes)
    throw new RangeError(`${path} holds more than 64 MB of text and bytes, and a worker hands over no more`)
  // Most values have none, and stay as they are.
  return hasBytes ? cut(value) : value
}

/** How much text and bytes there is in a value. */
function measure(value: RpcValue): { size: number; hasBytes: boolean } {
  let size = 0
  let hasBytes = false
  look(value)
  return { size, hasBytes }

  function look(value: RpcValue) {
    if (typeof value === 'string') size += value.length
    if (typeof value !== 'object' || value === null || types.isDate(value)) return
    if (types.isUint8Array(value)) {
      size += value.length
      hasBytes = true
    } else if (Array.isArray(value)) for (const item of value as readonly RpcValue[]) look(item)
    else
      for (const name of Object.keys(value)) {
        size += name.length
        look((value as RpcStruct)[name] as RpcValue)
      }
  }
}

function cut(value: RpcValue): RpcValue {
  if (types.isUint8Array(value)) return new Uint8Array(value)
  // Array.isArray does not tell that a readonly array is one.
  if (Array.isArray(value)) return (value as readonly RpcValue[]).map(cut)
  if (typeof value !== 'object' || value === null || !isStruct(value)) return value
  const copy: Record<string, RpcValue> = {}
  for (const [name, member] of Object.entries(value)) setMember(copy, name, cut(member))
  return copy
}

/** The parameters of a call to another plugin: what is left out stays left out. */
export function crossingParams(params: readonly unknown[], limits: CopyLimits): (RpcValue | undefined)[] {
  return params.map((param, index) =>
    param === undefined ? undefined : crossingValue(param, limits, `parameter ${index + 1}`),
  )
}

/** What a method of the worker has thrown, as data: a fault as it may leave the agent. Never throws itself. */
export function thrownOutcome(thrown: unknown, limits: CopyLimits): Outcome {
  try {
    return faultOutcome(isFault(thrown) ? atOnce(faultOfMethod(thrown, limits)) : thrown, limits)
  } catch (error) {
    return { thrown: readThrown(error) }
  }
}

/** What the agent or another plugin has thrown, as data: a fault with the code that it has. Never throws itself. */
export function faultOutcome(thrown: unknown, limits: CopyLimits): Outcome {
  if (!isFault(thrown)) return { thrown: readThrown(thrown) }
  try {
    const { message, code, data } = thrown
    const crossing = data === undefined ? undefined : crossingValue(data, limits, 'data')
    return { fault: { message, code, data: crossing, isAgents: thrown instanceof AgentFault } }
  } catch (error) {
    return { thrown: readThrown(error) }
  }
}

/**
 * The value of an outcome.
 *
 * @throws what was thrown on the other side: a Fault, or an error that says and logs the same
 */
export function openOutcome(outcome: Outcome): unknown {
  if ('value' in outcome) return outcome.value
  if ('thrown' in outcome) throw errorOf(outcome.thrown)
  const { message, code, data, isAgents } = outcome.fault
  const options = { code, ...(data === undefined ? {} : { data }) }
  throw isAgents ? new AgentFault(message, options) : new Fault(message, options)
}

/** An error that is read as what was thrown on the other side. */
export function errorOf({ type, message, stack, cause }: Thrown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: errorOf(cause) })
  error.name = type
  error.stack = stack
  return error
}
