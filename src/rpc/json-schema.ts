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
