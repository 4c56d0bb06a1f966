import type { JSONRPCResponse } from 'json-rpc-2.0'
import { Fault, FaultCode } from '../rpc/fault.ts'
import { type ReplyRoom, ReplyText, type Text } from '../rpc/reply-text.ts'
import type { RpcStruct, RpcValue } from '../rpc/value.ts'
import type { Work } from '../rpc/work.ts'
import { isUnwritable, writeScalar } from './scalars.ts'
import { writeJson } from './write-json.ts'

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

/** The same, in turns; a text that is long comes as bytes. */
export function* jsonTextInTurns(value: RpcValue, room: ReplyRoom): Work<Text> {
  const text = new ReplyText(room)
  yield* writeJson(value, text)
  return text.end()
}

/** The fault in place of a value that JSON cannot carry, or the room cannot hold beside what is in it. */
export function* checkJsonInTurns(value: RpcValue, room: ReplyRoom): Work<Fault | undefined> {
  const text = new ReplyText(room, false)
  try {
    yield* writeJson(value, text)
    text.end()
    return undefined
  } catch (fault) {
    text.drop()
    // writeJson() throws nothing but faults.
    return fault as Fault
  }
}

/**
 * The text of one response. Never throws: a result that JSON cannot carry, or the room cannot hold, becomes an error.
 *
 * @param response - its result, or the data of its error, is an {@link RpcValue}
 * @param idText - stands in for an id that a JavaScript number cannot spell
 * @param onUnsendable - is told the fault that the error was made of
 */
export function* encodeResponse(
  response: JSONRPCResponse,
  room: ReplyRoom,
  idText = JSON.stringify(response.id),
  onUnsendable: (fault: Fault) => void = () => {},
): Work<Text> {
  const text = new ReplyText(room)
  try {
    text.add(`{"jsonrpc":"2.0","id":${idText},`)
    const { error, result } = response
    if (error === undefined) {
      text.add('"result":')
      yield* writeJson(result, text)
    } else {
      const { code, message, data } = error
      text.add(`"error":{"code":${code},"message":${JSON.stringify(message)}`)
      if (data !== undefined) {
        text.add(',"data":')
        yield* writeJson(data, text, 'error.data')
      }
      text.add('}')
    }
    text.add('}')
    return text.end()
  } catch (fault) {
    text.drop()
    // writeJson() throws nothing but faults, and those are short and without data.
    const { code, message } = fault as Fault
    onUnsendable(fault as Fault)
    return `{"jsonrpc":"2.0","id":${idText},"error":${JSON.stringify({ code, message })}}`
  }
}

/** Puts the responses of a batch together. */
export function encodeBatch(responses: readonly Text[]): Text {
  if (responses.every(text => typeof text === 'string')) {
    const length = responses.reduce((sum, text) => sum + text.length, 0)
    if (length <= longestString) return `[${responses.join(',')}]`
  }
  const parts = responses.flatMap((text, index) => [
    Buffer.from(index === 0 ? '[' : ','),
    typeof text === 'string' ? Buffer.from(text) : text,
  ])
  return Buffer.concat([...parts, Buffer.from(']')])
}

const longestString = 65_536

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
