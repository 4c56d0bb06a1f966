import { isSchema, type JsonSchema, type NamedSchemas } from '../json-schema.ts'

/** The address of a plugin's named types within its own ajv. */
export const typesId = 'mmc:types'

export interface PreparedSchemas {
  readonly schemas: NamedSchemas
  readonly prepare: (schema: JsonSchema) => JsonSchema
}

/**
 * Rewrites the schemas of a plugin for ajv. They mean the same afterwards, except that a struct is a plain object, which in
 * JavaScript a `Date` and bytes would be too.
 *
 * @param formats - those that can be checked; any other says something to readers only
 */
export function prepareSchemas(named: NamedSchemas, formats: ReadonlySet<string>): PreparedSchemas {
  // The names are types of TypeScript, such as "Page<User>"; in an address these need no escapes.
  const aliases = new Map(Object.keys(named).map((name, index) => [name, `t${index}`]))
  const preparer = new Preparer(aliases, formats)
  const schemas = Object.entries(named).map(([name, schema]) => [aliases.get(name), preparer.prepare(schema)])
  return { schemas: Object.fromEntries(schemas), prepare: schema => preparer.prepare(schema) }
}

/** Keywords that ask for nothing. */
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated'])

/** Keywords that hold a schema, a list of schemas, or schemas by name. */
const holders = {
  one: ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'items', 'contains', 'not'],
  list: ['anyOf', 'oneOf', 'allOf', 'prefixItems'],
  byName: ['properties', 'patternProperties'],
}

class Preparer {
  readonly #aliases: ReadonlyMap<string, string>
  readonly #formats: ReadonlySet<string>

  constructor(aliases: ReadonlyMap<string, string>, formats: ReadonlySet<string>) {
    this.#aliases = aliases
    this.#formats = formats
  }

  prepare<Schema>(schema: Schema): Schema | JsonSchema {
    // What is no schema, as in a file that was tampered with, is for ajv to refuse.
    if (!isSchema(schema)) return schema
    const prepared = Object.entries(schema)
      .filter(([keyword, value]) => !annotations.has(keyword) && this.#isKnown(keyword, value))
      .map(([keyword, value]) => [keyword, this.#prepareKeyword(keyword, value)])
    if ([schema['type']].flat().includes('object')) prepared.push(['rpcStruct', true])
    return Object.fromEntries(prepared)
  }

  #isKnown(keyword: string, value: unknown) {
    return keyword !== 'format' || this.#formats.has(String(value))
  }

  #prepareKeyword(keyword: string, value: unknown): unknown {
    if (keyword === '$ref') return this.#prepareReference(value)
    if (holders.one.includes(keyword)) return this.prepare(value)
    if (holders.list.includes(keyword) && Array.isArray(value)) return value.map(item => this.prepare(item))
    if (!holders.byName.includes(keyword) || !isSchema(value)) return value
    const properties = Object.entries(value).sort(([, a], [, b]) => cost(a) - cost(b))
    return Object.fromEntries(properties.map(([name, property]) => [name, this.prepare(property)]))
  }

  #prepareReference(reference: unknown) {
    const name = String(reference).replace(/^#\/\$defs\//, '')
    return `${typesId}#/$defs/${this.#aliases.get(name) ?? name}`
  }
}

/**
 * What is cheap to check goes first. Otherwise a union of types that hold themselves and are told apart by a later member
 * (`{ next: Node, kind: 'a' } | { next: Node, kind: 'b' }`) would cost twice as much with every level of a value.
 */
function cost(schema: unknown) {
  if (!isSchema(schema)) return 0
  if ('const' in schema || 'enum' in schema) return 0
  return '$ref' in schema || holders.list.some(keyword => keyword in schema) || isHolder(schema) ? 2 : 1
}

function isHolder({ type }: JsonSchema) {
  return [type].flat().some(name => name === 'object' || name === 'array')
}
