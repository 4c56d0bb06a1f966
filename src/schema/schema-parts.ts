import type { JsonSchema } from '../rpc/json-schema.ts'

/** Any of some schemas; unions inside of it are taken apart, and what comes twice is said once. */
export function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const branches = schemas.flatMap(schema => (isPlainUnion(schema) ? schema.anyOf : [schema]))
  const different = [...new Map(branches.map(branch => [JSON.stringify(branch), branch])).values()]
  const anything = different.find(branch => Object.keys(branch).length === 0)
  if (anything !== undefined) return anything
  const [first = {}] = different
  return different.length === 1 ? first : { anyOf: different }
}

function isPlainUnion(schema: JsonSchema): schema is { anyOf: readonly JsonSchema[] } {
  return Array.isArray(schema.anyOf) && Object.keys(schema).length === 1
}

/** One of some plain values. */
export function values(list: readonly (string | number | boolean)[]): JsonSchema {
  const types = new Set(list.map(value => (Number.isInteger(value) ? 'integer' : typeof value)))
  const type = types.size === 1 ? { type: [...types][0] } : {}
  return list.length === 1 ? { ...type, const: list[0] } : { ...type, enum: list }
}

/** Whether a schema that is no more than a type takes a value. */
export function includes({ type, ...more }: JsonSchema, value: string | number | boolean) {
  return type === typeof value && Object.keys(more).length === 0
}

/** Adds words about the members of an object, where they have none. */
export function withMemberWords(schema: JsonSchema, words: ReadonlyMap<string, string>): JsonSchema {
  if (words.size === 0 || typeof schema.properties !== 'object') return schema
  // A cast: members are schemas, as this folder wrote them.
  const members = Object.entries(schema.properties as Readonly<Record<string, JsonSchema>>)
  const described = members.map(([name, member]) => {
    const description = words.get(name)
    return [name, description === undefined || 'description' in member ? member : { ...member, description }]
  })
  return { ...schema, properties: Object.fromEntries(described) }
}
