/**
 * A JSON Schema of the 2020-12 dialect that describes a value in memory, so before a wire has written it.
 *
 * Where JSON Schema has no word for a value, the keyword `rpcType` says what it is: `{ rpcType: 'date' }` is a `Date`,
 * `{ rpcType: 'bytes' }` a `Uint8Array`, `{ rpcType: 'bigint' }` a `bigint`. `{ type: 'number', format: 'double' }` is a
 * `Double`: a whole number that a wire with two kinds of numbers writes as a fraction. `{}` is any value. References
 * are written `{ $ref: '#/$defs/Name' }`, and lead into {@link NamedSchemas}.
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** What `rpcType` can say. */
export type RpcType = 'date' | 'bytes' | 'bigint'

/** What references lead to: the interfaces and other named types of one plugin, by name. */
export type NamedSchemas = Readonly<Record<string, JsonSchema>>

/** Whether this is a schema with keywords: `true` and `false` are schemas too, and a file can hold anything. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members that a schema of structs knows, by name. */
export function propertiesOf({ properties }: JsonSchema): Readonly<Record<string, unknown>> {
  return isSchema(properties) ? properties : {}
}

/** The members of a union; undefined for a schema that is none. */
export function unionOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | undefined {
  const union = anyOf ?? oneOf
  return Array.isArray(union) ? union : undefined
}

const definitions = '#/$defs/'

/** How schemas refer to a named type. */
export function referenceTo(name: string): string {
  return definitions + name
}

/** The name of the type that a reference leads to; undefined for what is no reference to one. */
export function nameOfReference(reference: unknown): string | undefined {
  const isOne = typeof reference === 'string' && reference.startsWith(definitions)
  return isOne ? reference.slice(definitions.length) : undefined
}

/** The type that a reference leads to; undefined where there is none. */
export function follow(reference: unknown, schemas: NamedSchemas): JsonSchema | undefined {
  const name = nameOfReference(reference)
  // Object.hasOwn: a type may be called "constructor".
  return name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined
}
