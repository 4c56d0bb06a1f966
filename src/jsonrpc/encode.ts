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

/** The text of one response; `idText` stands in for an id that a JavaScript number cannot spell. */
export function encodeResponse(response: JSONRPCResponse, idText = JSON.stringify(response.id)): string {
  const outcome =
    response.error === undefined
      ? `"result":${JSON.stringify(response.result)}`
      : `"error":${JSON.stringify(response.error)}`
  return `{"jsonrpc":"2.0","id":${idText},${outcome}}`
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
