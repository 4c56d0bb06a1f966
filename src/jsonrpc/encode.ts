import type { JSONRPCResponse } from 'json-rpc-2.0'
import { Fault, FaultCode } from '../rpc/fault.ts'
import type { RpcStruct, RpcValue } from '../rpc/value.ts'
import { isUnwritable, writeScalar } from './scalars.ts'

/**
 * A value as JSON.stringify can write it. What needs no change is handed on as it is, so that a large result of
 * strings and numbers is walked but not copied.
 *
 * @throws Fault -32603 naming the place of a number that JSON cannot carry
 */
export function jsonValue(value: RpcValue, path = 'result'): RpcValue {
  if (isUnwritable(value)) {
    throw new Fault(`${path} is ${value}, which JSON cannot carry`, { code: FaultCode.internalError })
  }
  const written = writeScalar(value)
  if (written !== undefined) return written
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? jsonItems(value, path) : jsonMembers(value as RpcStruct, path)
}

/** The fault in place of a value that JSON cannot carry. */
export function checkJson(value: RpcValue): Fault | undefined {
  try {
    jsonValue(value)
    return undefined
  } catch (fault) {
    // jsonValue() throws nothing but faults.
    return fault as Fault
  }
}

/**
 * The text of a value.
 *
 * @throws Fault -32603 as {@link jsonValue}, -32004 for a text longer than JavaScript can hold
 */
export function jsonText(value: RpcValue): string {
  const written = jsonValue(value)
  try {
    return JSON.stringify(written)
  } catch {
    throw tooLong()
  }
}

/** The text of one response; `idText` stands in for an id that a JavaScript number cannot spell. Never throws. */
export function encodeResponse(response: JSONRPCResponse, idText = JSON.stringify(response.id)): string {
  const frame = (outcome: string) => `{"jsonrpc":"2.0","id":${idText},${outcome}}`
  const { error, result } = response
  try {
    return frame(
      error === undefined ? `"result":${JSON.stringify(result)}` : `"error":${JSON.stringify(error)}`,
    )
  } catch {
    const { code, message } = tooLong()
    return frame(`"error":${JSON.stringify({ code, message })}`)
  }
}

/** Puts the responses of a batch together. Never throws. */
export function encodeBatch(responses: readonly string[]): string {
  try {
    return `[${responses.join(',')}]`
  } catch {
    const { code, message } = tooLong()
    return JSON.stringify([{ jsonrpc: '2.0', id: null, error: { code, message } }])
  }
}

function tooLong() {
  return new Fault('The result is too long for a reply', { code: FaultCode.tooLarge })
}

function jsonItems(items: readonly RpcValue[], path: string): readonly RpcValue[] {
  let copy: RpcValue[] | undefined
  for (const [index, item] of items.entries()) {
    const written = jsonValue(item, `${path}[${index}]`)
    if (written === item) continue
    copy ??= [...items]
    copy[index] = written
  }
  return copy ?? items
}

function jsonMembers(struct: RpcStruct, path: string): RpcStruct {
  let copy: Record<string, RpcValue> | undefined
  for (const name of Object.keys(struct)) {
    const member = struct[name] as RpcValue
    const written = jsonValue(member, `${path}.${name}`)
    if (written === member) continue
    // Without a prototype, a member called "__proto__" is one like any other.
    copy ??= Object.assign(Object.create(null) as Record<string, RpcValue>, struct)
    copy[name] = written
  }
  return copy ?? struct
}
