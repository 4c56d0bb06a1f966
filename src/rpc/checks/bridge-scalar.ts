import { types } from 'node:util'
import type { JsonSchema } from '../json-schema.ts'
import type { Door } from '../scope.ts'
import type { RpcValue } from '../value.ts'
import { asks } from './schema-questions.ts'

/** The bridges of values that hold no others; the value itself where none leads to what the schema asks for. */
export function bridgeScalar(schema: JsonSchema, value: RpcValue, door: Door): RpcValue {
  if (types.isUint8Array(value)) return asks(schema, 'string') ? (readText(value) ?? value) : value
  switch (schema['rpcType']) {
    case 'date':
      return typeof value === 'string' ? (readDate(value) ?? value) : value
    case 'bytes':
      return typeof value === 'string' && hasNoBytes(door) ? (readBase64(value) ?? value) : value
    case 'bigint':
      return readBigInt(value) ?? value
    default:
      return value
  }
}

/** What came where a bridge is for values of its kind, but not for this one. */
export function bridgeFailure(schema: JsonSchema, value: RpcValue, door: Door): string | undefined {
  if (types.isUint8Array(value)) return asks(schema, 'string') ? 'bytes that are not UTF-8' : undefined
  if (typeof value !== 'string' || value === '') return undefined
  switch (schema['rpcType']) {
    case 'date':
      return 'a string that is no such date'
    case 'bytes':
      return hasNoBytes(door) ? 'a string that is not base64' : undefined
    case 'bigint':
      return /^-?[0-9]+$/.test(value) ? 'a longer one' : 'a string with other characters'
    default:
      return undefined
  }
}

/** XML-RPC has bytes of its own, so that a string there could as well be what it says. */
function hasNoBytes(door: Door) {
  return door === 'jsonrpc' || door === 'rpc'
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** PHP sends passwords and other texts as base64. */
function readText(bytes: Uint8Array) {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** RFC 3339 with its zone; the 24th hour, the 60th second and the 30th of February are no Date. */
function readDate(text: string) {
  const [, day = '', time = '', offset = ''] = dateTime.exec(text) ?? []
  const midnight = new Date(`${day}T00:00:00Z`)
  // A day that the month does not have would count as one of the next.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined
  const date = new Date(`${day}T${time}${offset.toUpperCase()}`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

const dateTime =
  /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?)(Z|[-+](?:[01]\d|2[0-3]):[0-5]\d)$/i

function readBase64(text: string) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  // A copy: a small Buffer lies in a pool that it shares with other requests' bytes.
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** A million digits would cost a BigInt much time. */
const mostDigits = 1000

function readBigInt(value: RpcValue) {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  if (typeof value !== 'string' || value.length > mostDigits || !/^-?[0-9]+$/.test(value)) return undefined
  return BigInt(value)
}
