import type { JsonSchema } from '../json-schema.ts'
import { mapSchema } from '../map-schema.ts'

/** Keywords that ask for nothing. */
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated'])

/**
 * Rewrites a schema for ajv. It means the same afterwards, except that a struct is a plain object, which in JavaScript a
 * `Date` and bytes would be too.
 *
 * @param formats - those that can be checked; any other says something to readers only
 */
export function preparedSchema(schema: JsonSchema, formats: ReadonlySet<string>): JsonSchema {
  return mapSchema(schema, inner => {
    const keywords = Object.entries(inner).filter(
      ([keyword, value]) => !annotations.has(keyword) && (keyword !== 'format' || formats.has(String(value))),
    )
    if ([inner['type']].flat().includes('object')) keywords.push(['rpcStruct', true])
    return Object.fromEntries(keywords)
  })
}
