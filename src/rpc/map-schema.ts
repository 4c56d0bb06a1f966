import { isSchema, type JsonSchema } from './json-schema.ts'

/** Keywords whose value is a schema, a list of them, or both in their time. */
const holdsSchemas = new Set([
  'items',
  'prefixItems',
  'additionalItems',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
])

/** Keywords whose value has a schema for each name. */
const holdsNamedSchemas = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])

/**
 * Changes a schema and all that stand inside it, the inner ones first. What only looks like a schema, such as a default
 * or a member of `enum`, is left alone; so is what stands in the place of a schema and is none.
 */
export function mapSchema(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const inner = Object.entries(schema).map(([keyword, value]) => [
    keyword,
    mapKeyword(keyword, value, change),
  ])
  return change(Object.fromEntries(inner) as JsonSchema)
}

function mapKeyword(keyword: string, value: unknown, change: (schema: JsonSchema) => JsonSchema): unknown {
  if (holdsSchemas.has(keyword)) {
    return Array.isArray(value) ? value.map(item => mapIfSchema(item, change)) : mapIfSchema(value, change)
  }
  if (!holdsNamedSchemas.has(keyword) || !isSchema(value)) return value
  // Object.fromEntries: a property may be called "__proto__".
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapIfSchema(inner, change)]))
}

/** `true` and `false` are schemas too. */
function mapIfSchema(value: unknown, change: (schema: JsonSchema) => JsonSchema) {
  return isSchema(value) ? mapSchema(value, change) : value
}
