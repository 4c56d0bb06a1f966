import type { JsonSchema } from '../rpc/json-schema.ts'

/** Names for what JSON has no type for, as every client has them. */
export const standardTypes = `/** A whole number. */
export type Integer = number

/** A date and time with its zone: \`new Date(text)\` reads it, \`date.toISOString()\` writes it. */
export type DateTime = string

/** Bytes in base64: {@link fromBase64} reads them, {@link toBase64} writes them. */
export type Base64 = string

/** A whole number of any size in digits: \`BigInt(text)\` reads it, \`String(number)\` writes it. */
export type BigIntText = string
`

/** The name for a string or an integer. */
export function standardType(schema: JsonSchema, type: 'string' | 'integer'): string {
  if (type === 'integer') return 'Integer'
  if (schema['format'] === 'date-time') return 'DateTime'
  if (schema['contentEncoding'] === 'base64') return 'Base64'
  return schema['pattern'] === '^-?[0-9]+$' ? 'BigIntText' : 'string'
}
