import { isSchema, type JsonSchema, propertiesOf } from '../json-schema.ts'
import { memberOf } from '../value.ts'
import type { Patterns } from './patterns.ts'

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
