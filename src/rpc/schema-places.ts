import { follow, isSchema, type JsonSchema, type NamedSchemas, unionOf } from './json-schema.ts'

/** What a value can be, in memory. `literal` is one of some texts or numbers, `any` is whatever comes. */
export type ValueKind =
  | 'any'
  | 'null'
  | 'boolean'
  | 'literal'
  | 'string'
  | 'integer'
  | 'number'
  | 'double'
  | 'date'
  | 'bytes'
  | 'bigint'
  | 'array'
  | 'object'

/** One place where a value stands, and everything that it can be there. */
export interface SchemaPlace {
  /** Such as `result.users[].owner`. */
  readonly path: string
  readonly role: 'whole' | 'member' | 'item'
  readonly kinds: ReadonlySet<ValueKind>
}

/**
 * All places of a schema, the outer ones first. The inside of a named type is shown where it is met first, and not again.
 *
 * @param path - what the whole value is called
 */
export function schemaPlaces(schema: JsonSchema, schemas: NamedSchemas, path: string): SchemaPlace[] {
  return [...new SchemaWalk(schemas).places(schema, path, 'whole')]
}

class SchemaWalk {
  readonly #schemas: NamedSchemas
  /** Types can hold themselves. */
  readonly #entered = new Set<JsonSchema>()

  constructor(schemas: NamedSchemas) {
    this.#schemas = schemas
  }

  *places(schema: JsonSchema, path: string, role: SchemaPlace['role']): Generator<SchemaPlace> {
    const members = this.#members(schema, [])
    yield { path, role, kinds: new Set(members.flatMap(kindsOf)) }
    for (const member of members) {
      if (this.#entered.has(member)) continue
      this.#entered.add(member)
      for (const [step, inner] of inside(member))
        yield* this.places(inner, path + step, step.startsWith('.') ? 'member' : 'item')
    }
  }

  /** The members of a union, or the one schema itself; references are followed. */
  #members(schema: JsonSchema, followed: readonly JsonSchema[]): readonly JsonSchema[] {
    const { $ref } = schema
    if (typeof $ref === 'string') {
      const named = follow($ref, this.#schemas) ?? {}
      // A name that is nothing but itself is nothing.
      return followed.includes(named) ? [] : this.#members(named, [...followed, named])
    }
    const union = unionOf(schema)?.filter(isSchema)
    return union?.flatMap(member => this.#members(member, followed)) ?? [schema]
  }
}

function kindsOf(schema: JsonSchema): ValueKind[] {
  const { rpcType, type, format } = schema
  if (rpcType !== undefined) return [rpcType as ValueKind]
  if ('const' in schema) return [kindOfLiteral(schema.const)]
  if (Array.isArray(schema.enum)) return schema.enum.map(kindOfLiteral)
  if (type === undefined) return ['any']
  return [type].flat().map(name => (name === 'number' && format === 'double' ? 'double' : name) as ValueKind)
}

function kindOfLiteral(value: unknown): ValueKind {
  if (value === null) return 'null'
  return typeof value === 'boolean' ? 'boolean' : 'literal'
}

/** The schemas of what stands inside, each with the step that leads there. */
function inside(schema: JsonSchema): [step: string, inner: JsonSchema][] {
  const { properties = {}, patternProperties = {}, additionalProperties, prefixItems = [], items } = schema
  const steps: [string, unknown][] = [
    ...Object.entries(properties as object).map(([name, inner]): [string, unknown] => [`.${name}`, inner]),
    ...Object.values(patternProperties as object).map((inner): [string, unknown] => ['[…]', inner]),
    ['[…]', additionalProperties],
    ...(prefixItems as unknown[]).map((inner, index): [string, unknown] => [`[${index}]`, inner]),
    ['[]', items],
  ]
  return steps.filter((step): step is [string, JsonSchema] => isSchema(step[1]))
}
