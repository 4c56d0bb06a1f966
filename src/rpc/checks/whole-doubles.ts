import { types } from 'node:util'
import { isSchema, type JsonSchema, unionOf } from '../json-schema.ts'
import { isStruct, type RpcStruct, type RpcValue, setMember } from '../value.ts'
import { WholeDouble } from '../whole-double.ts'
import { Pace, type Work } from '../work.ts'
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
export function* markDoubles(
  check: Check,
  schema: JsonSchema,
  value: RpcValue,
  pace = new Pace(),
): Work<RpcValue> {
  if (pace.isDue()) yield
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  const { $ref, format, allOf } = schema
  if (typeof $ref === 'string') return yield* markDoubles(check, check.follow($ref), value, pace)
  const member = unionOf(schema)?.find(member => check.fits(member, value))
  if (member !== undefined) return yield* markDoubles(check, member, value, pace)
  if (Array.isArray(allOf)) {
    let marked: RpcValue = value
    for (const part of allOf) marked = yield* markDoubles(check, part, marked, pace)
    return marked
  }
  if (format === 'double' && Number.isSafeInteger(value)) {
    // The only value that is no RpcValue; nobody meets it between here and the wire.
    return new WholeDouble(value) as unknown as RpcValue
  }
  if (typeof value !== 'object' || types.isDate(value) || types.isUint8Array(value)) return value
  if (Array.isArray(value)) return yield* markItems(check, schema, value, pace)
  return yield* markMembers(check, schema, value, pace)
}

function* markItems(
  check: Check,
  schema: JsonSchema,
  values: readonly RpcValue[],
  pace: Pace,
): Work<RpcValue> {
  const { prefixItems, items } = schema
  const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : []
  const marked: RpcValue[] = []
  for (const [index, value] of values.entries()) {
    const asked = index < first.length ? first[index] : items
    marked.push(isSchema(asked) ? yield* markDoubles(check, asked, value, pace) : value)
  }
  return marked
}

function* markMembers(check: Check, schema: JsonSchema, value: RpcValue, pace: Pace): Work<RpcValue> {
  if (typeof value !== 'object' || value === null || !isStruct(value)) return value
  const struct: RpcStruct = value
  const copy: Record<string, RpcValue> = {}
  for (const name of Object.keys(struct)) {
    // Its own member, by the name that it has just given.
    const member = struct[name] as RpcValue
    const asked = schemaOfMember(check.checker.patterns, schema, name)
    setMember(copy, name, asked === undefined ? member : yield* markDoubles(check, asked, member, pace))
  }
  return copy
}
