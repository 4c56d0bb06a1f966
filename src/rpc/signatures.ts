import { follow, type JsonSchema, type NamedSchemas, unionOf } from './json-schema.ts'
import type { Method, Parameter } from './method.ts'

/** XML-RPC names of types, the result's first, then one for each parameter: `['string', 'int', 'boolean']`. */
export type Signature = readonly string[]

/** How values leave that XML-RPC has no type for. */
export interface TypeNames {
  /** Of null: `nil` or `string`. */
  readonly null: string
  /** Of a bigint: `i8`, `string` or `double`. */
  readonly bigint: string
}

/** A method with many unions could be called in thousands of ways; a longer list tells nobody anything. */
const mostSignatures = 32

/**
 * Every way to call a method, in the words of XML-RPC: one list of type names for each number of parameters and each
 * member of a union.
 *
 * @returns an empty list where the types are not known, not all of them, or too many
 */
export function methodSignatures(method: Method, names: TypeNames): Signature[] {
  const { parameters, result, schemas } = method
  if (parameters === null) return []
  const typesOf = (schema: JsonSchema | undefined, ofResult: boolean) => [
    ...new Set(new TypeReader(schemas, names, ofResult).read(schema ?? {})),
  ]

  const signatures = callLengths(parameters).flatMap(length =>
    combinations([
      typesOf(result.schema, true),
      ...parameters.slice(0, length).map(({ schema }) => typesOf(schema, false)),
    ]),
  )
  return signatures.length > mostSignatures ? [] : signatures
}

/** With how many parameters a method can be called; a rest parameter is shown left out and with one value. */
function callLengths(parameters: readonly Parameter[]): number[] {
  const least = parameters.findLastIndex(({ optional }) => !optional) + 1
  return Array.from({ length: parameters.length - least + 1 }, (_, index) => least + index)
}

/** One from each list, in all ways; none where one of the lists is empty. */
function combinations(lists: readonly (readonly string[])[]): Signature[] {
  return lists.reduce<Signature[]>(
    (heads, list) =>
      heads.length > mostSignatures ? heads : heads.flatMap(head => list.map(name => [...head, name])),
    [[]],
  )
}

/** Finds the names of the types that values of a schema have; none where that cannot be told. */
class TypeReader {
  readonly #schemas: NamedSchemas
  readonly #names: TypeNames
  readonly #ofResult: boolean
  /** Of the named types. */
  readonly #known = new Map<JsonSchema, string[]>()

  constructor(schemas: NamedSchemas, names: TypeNames, ofResult: boolean) {
    this.#schemas = schemas
    this.#names = names
    this.#ofResult = ofResult
  }

  read(schema: JsonSchema): string[] {
    const { $ref, rpcType, type, allOf } = schema
    const union = unionOf(schema)
    if (typeof $ref === 'string') return this.#follow($ref)
    if (typeof rpcType === 'string') return [this.#ofRpcType(rpcType)]
    if ('const' in schema) return this.#ofValue(schema.const)
    if (Array.isArray(schema.enum)) return schema.enum.flatMap(value => this.#ofValue(value))
    if (union !== undefined) return allOrNone(union.map(member => this.read(member)))
    if (Array.isArray(allOf)) return allOf.map(part => this.read(part)).find(types => types.length > 0) ?? []
    return allOrNone([type ?? []].flat().map(name => this.#ofType(name, schema)))
  }

  #follow(reference: string) {
    const schema = follow(reference, this.#schemas)
    if (schema === undefined) return []
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    // A type that is made of nothing but itself has no name.
    this.#known.set(schema, [])
    const names = this.read(schema)
    this.#known.set(schema, names)
    return names
  }

  #ofRpcType(rpcType: string) {
    if (rpcType === 'date') return 'dateTime.iso8601'
    return rpcType === 'bytes' ? 'base64' : this.#names.bigint
  }

  #ofValue(value: unknown) {
    if (typeof value !== 'number') return this.#ofType(value === null ? 'null' : typeof value, {})
    return this.#ofType(Number.isInteger(value) ? 'integer' : 'number', { format: 'double' })
  }

  #ofType(type: unknown, { format }: JsonSchema): string[] {
    switch (type) {
      case 'string':
      case 'boolean':
      case 'array':
        return [type]
      case 'object':
        return ['struct']
      case 'integer':
        return ['int']
      case 'null':
        return [this.#names.null]
      case 'number':
        // A plain number leaves as what it happens to be; as a parameter it may come as either.
        return this.#ofResult && format !== 'double' ? ['int', 'double'] : ['double']
      default:
        return []
    }
  }
}

/** Half of a union would be a lie about the other half. */
function allOrNone(lists: readonly string[][]): string[] {
  return lists.every(list => list.length > 0) ? lists.flat() : []
}
