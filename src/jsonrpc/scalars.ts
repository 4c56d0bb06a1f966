import { types } from 'node:util'
import type { RpcValue } from '../rpc/value.ts'

/**
 * How the values that JSON has no word for are written; undefined for all others. What a client sends back in the
 * same spelling stays a string until a method's types say what it is.
 */
export function writeScalar(value: RpcValue): string | undefined {
  if (typeof value === 'bigint') return value.toString()
  if (types.isDate(value)) return value.toISOString()
  if (types.isUint8Array(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  }
  return undefined
}

/** NaN and the infinities: JSON.stringify would turn them into null without a word. */
export function isUnwritable(value: RpcValue): value is number {
  return typeof value === 'number' && !Number.isFinite(value)
}
