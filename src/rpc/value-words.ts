import { types } from 'node:util'
import { isStruct, kindOf } from './value.ts'

/** What a value is, in words that complete "but … came"; never the value itself, which may be a secret. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty string'
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'boolean') return 'a boolean'
  if (typeof value === 'number') return describeNumber(value)
  if (typeof value === 'bigint') return isSafe(value) ? 'a bigint' : 'an integer beyond 2^53'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (types.isUint8Array(value)) return 'bytes'
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return 'a date'
  return typeof value === 'object' && isStruct(value) ? 'a struct' : kindOf(value)
}

function describeNumber(value: number) {
  if (!Number.isFinite(value)) return String(value)
  if (!Number.isInteger(value)) return 'a fraction'
  return Number.isSafeInteger(value) ? 'an integer' : 'an integer beyond 2^53'
}

function isSafe(value: bigint) {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
}
