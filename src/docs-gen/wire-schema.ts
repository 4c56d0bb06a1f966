import { type JsonSchema, type NamedSchemas, nameOfReference, type RpcType } from '../rpc/json-schema.ts'
import { mapSchema } from '../rpc/map-schema.ts'
import type { Method } from '../rpc/method.ts'

/** How `jsonrpc/scalars.ts` writes the values that JSON has no word for. */
const written: Readonly<Record<RpcType, JsonSchema>> = {
  date: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', contentEncoding: 'base64' },
  bigint: { type: 'string', pattern: '^-?[0-9]+$' },
}

/**
 * The schema of what a value in memory is on the wires that speak JSON; its references lead to where a document keeps
 * named schemas.
 *
 * @param owner - whose schema it is: two plugins may have types of one name
 */
export function wireSchema(schema: JsonSchema, owner: string): JsonSchema {
  return mapSchema(schema, ({ rpcType, items, ...keywords }) => ({
    ...(typeof rpcType === 'string' ? written[rpcType as RpcType] : {}),
    ...keywords,
    // `items: false` says of a tuple what its maxItems says too, and some validators want a schema there.
    ...(items === undefined ? {} : { items: items === false ? {} : items }),
    ...(typeof keywords['$ref'] === 'string' ? { $ref: reference(keywords['$ref'], owner) } : {}),
  }))
}

/** The named schemas of all methods, under the names that {@link wireSchema} refers to. */
export function wireSchemas(methods: readonly Method[]): NamedSchemas {
  const schemas = methods.flatMap(({ owner, schemas }) =>
    Object.entries(schemas).map(([name, schema]): [string, JsonSchema] => [
      componentName(owner, name),
      wireSchema(schema, owner),
    ]),
  )
  return Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function reference($ref: string, owner: string) {
  return `#/components/schemas/${componentName(owner, nameOfReference($ref) ?? $ref)}`
}

/**
 * `base.User`: a dot keeps it from the documents' own names. OpenAPI allows few characters in a name; any other, and
 * `-` itself, is spelt in hex, so that two names stay two.
 */
function componentName(owner: string, name: string) {
  const legal = name.replaceAll(
    /[^A-Za-z0-9_.]/gu,
    character => `-${character.codePointAt(0)?.toString(16)}-`,
  )
  return `${owner}.${legal}`
}
