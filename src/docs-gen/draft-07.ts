import type { JsonSchema } from '../rpc/json-schema.ts'
import { mapSchema } from '../rpc/map-schema.ts'

/**
 * A schema in the words of JSON Schema 7, which OpenRPC wants. Of what our schemas use, two things were said otherwise
 * then: tuples, and what stands beside a reference, which was not looked at.
 */
export function draft07(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, inner => besideReference(tuple(inner)))
}

function tuple(schema: JsonSchema): JsonSchema {
  const { prefixItems, items, ...others } = schema
  if (prefixItems === undefined) return schema
  return { ...others, items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) }
}

function besideReference(schema: JsonSchema): JsonSchema {
  const { $ref, ...others } = schema
  if ($ref === undefined || Object.keys(others).length === 0) return schema
  return { ...others, allOf: [{ $ref }, ...((others['allOf'] as JsonSchema[] | undefined) ?? [])] }
}
