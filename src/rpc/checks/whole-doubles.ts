import { types } from 'node:util'
import { isSchema, type JsonSchema, unionOf } from '../json-schema.ts'
import { isStruct, type RpcStruct, type RpcValue, setMember } from '../value.ts'
import { WholeDouble } from '../whole-double.ts'
import { schemaOfMember } from './schema-questions.ts'
import type { Check } from './type-checker.ts'

/** Whether any value of the type can hold a `Double`, so that results need to be looked at. */
export function holdsDouble(check: Check, schema: JsonSchema): boolean {
  const seen = new Set<unknown>()
  const look = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return false
    seen.add(value)
    if ('$ref' in value && typeof value.$ref === 'string' && look(check.follow(value.$ref))) return true
    return ('format' in value && value.format === 'double') || Object.values(value).some(look)
  }
  return look(schema)
}

/** A result in which each whole number that its type calls a `Double` is a {@link WholeDouble}. */
export function markDoubles(check: Check, schema: JsonSchema, value: RpcValue): RpcValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  const { $ref, format, allOf } = schema
  if (typeof $ref === 'string') return markDoubles(check, check.follow($ref), value)
  const member = unionOf(schema)?.find(member => check.fits(member, value))
  if (member !== undefined) return markDoubles(check, member, value)
  if (Array.isArray(allOf)) return allOf.reduce((marked, part) => markDoubles(check, part, marked), value)
  if (format === 'double' && Number.isSafeInteger(value)) {
    // The only value that is no RpcValue; nobody meets it between here and the wire.
    return new WholeDouble(value) as unknown as RpcValue
  }
  if (typeof value !== 'object' || types.isDate(value) || types.isUint8Array(value)) return value
  return Array.isArray(value) ? markItems(check, schema, value) : markMembers(check, schema, value)
}

function markItems(check: Check, { prefixItems, items }: JsonSchema, values: readonly RpcValue[]) {
  const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : []
  return values.map((value, index) => markBy(check, index < first.length ? first[index] : items, value))
}

function markMembers(check: Check, schema: JsonSchema, value: RpcValue): RpcValue {
  if (typeof value !== 'object' || value === null || !isStruct(value)) return value
  const copy: Record<string, RpcValue> = {}
  for (const [name, member] of Object.entries(value as RpcStruct)) {
    setMember(copy, name, markBy(check, schemaOfMember(check.checker.patterns, schema, name), member))
  }
  return copy
}

function markBy(check: Check, schema: unknown, value: RpcValue) {
  return isSchema(schema) ? markDoubles(check, schema, value) : value
}
