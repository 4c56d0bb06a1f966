import { isSchema, type JsonSchema, propertiesOf, unionOf } from '../json-schema.ts'
import { memberOf } from '../value.ts'
import type { Patterns } from './patterns.ts'
import type { Check } from './type-checker.ts'

/** Whether the schema's own `type` has this word, or its literals are of that type. */
export function asks(
  { type, enum: words, ...schema }: JsonSchema,
  name: 'string' | 'object' | 'array',
): boolean {
  if (type !== undefined) return [type].flat().includes(name)
  if (name !== 'string') return false
  const literals = 'const' in schema ? [schema['const']] : Array.isArray(words) ? words : []
  return literals.some(literal => typeof literal === 'string')
}

/** What a schema of structs asks of a member: by its name, by a pattern that its name matches, or as of all others. */
export function schemaOfMember(patterns: Patterns, schema: JsonSchema, name: string): JsonSchema | undefined {
  const { patternProperties, additionalProperties } = schema
  const named = memberOf(propertiesOf(schema), name)
  if (named !== undefined) return isSchema(named) ? named : undefined
  const byPattern = isSchema(patternProperties) ? Object.entries(patternProperties) : []
  const matched = byPattern.find(([source]) => patterns.test(patterns.of(source), name))
  const asked = matched === undefined ? additionalProperties : matched[1]
  return isSchema(asked) ? asked : undefined
}

/** A type that is made of nothing but itself has no values. */
const deepest = 100

/**
 * Whether null, the empty string, 0 or false is a value of the schema's type, whatever is asked of it besides: of
 * `{ type: 'string', minLength: 1 }` the empty string is one, only too short.
 */
export function isOfType(check: Check, schema: JsonSchema, value: unknown, depth = 0): boolean {
  const { $ref, rpcType, type, allOf } = schema
  const union = unionOf(schema)
  const isOf = (part: JsonSchema) => isOfType(check, part, value, depth + 1)
  if (depth > deepest || rpcType !== undefined) return false
  if (type !== undefined && ![type].flat().some(name => typesOf(value).includes(name))) return false
  if (typeof $ref === 'string' && !isOf(check.follow($ref))) return false
  if ('const' in schema && schema['const'] !== value) return false
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return false
  if (union !== undefined && !union.some(isOf)) return false
  return !Array.isArray(allOf) || allOf.every(isOf)
}

function typesOf(value: unknown): unknown[] {
  if (value === null) return ['null']
  return typeof value === 'number' ? ['number', 'integer'] : [typeof value]
}
