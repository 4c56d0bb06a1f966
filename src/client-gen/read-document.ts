import { isSchema, type JsonSchema } from '../rpc/json-schema.ts'

/** A method as far as a client wants to know it. */
export interface ClientMethod {
  /** As it is called on the wire. */
  readonly name: string
  /** What stands before the dot; undefined for `getVersion` and `getRevision`. */
  readonly owner: string | undefined
  /** What stands behind the dot, or the whole name. */
  readonly member: string
  readonly summary: string
  readonly description: string
  readonly throws: readonly string[]
  /** What to use instead; undefined where it is not deprecated. */
  readonly deprecated: string | undefined
  readonly examples: readonly string[]
  /** In order; null where nothing is known of them. */
  readonly params: readonly ClientParam[] | null
  readonly canBeNamed: boolean
  readonly result: ClientValue
}

export interface ClientValue {
  readonly schema: JsonSchema
  readonly description: string
}

export interface ClientParam extends ClientValue {
  readonly name: string
  readonly isOptional: boolean
  /** Takes all values that are left; the schema is that of one. */
  readonly isRest: boolean
}

/** What a client is written from. */
export interface ClientDocument {
  /** By name. */
  readonly methods: readonly ClientMethod[]
  /** The named schemas of all plugins by their names in the document, such as `base.User`. */
  readonly schemas: ReadonlyMap<string, JsonSchema>
}

/** This is no OpenRPC document of an agent. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument'
}

/**
 * Reads an OpenRPC document as an agent writes it. It may come from a stranger: whatever is not as it should be is an
 * error or left out, and texts are taken as they are.
 *
 * @throws UnreadableDocument
 */
export function readDocument(document: unknown): ClientDocument {
  const { openrpc, methods, components } = members(document)
  if (typeof openrpc !== 'string' || !Array.isArray(methods)) {
    throw new UnreadableDocument('it is no OpenRPC document')
  }
  const read = new Map(methods.map(readMethod).map(method => [method.name, method]))
  return {
    methods: [...read.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    schemas: new Map(
      Object.entries(members(members(components)['schemas']))
        .map(readSchemaEntry)
        .sort(byName),
    ),
  }
}

/** As `rpc/method-registry.ts` takes names. */
const methodName = /^(?:([A-Za-z][A-Za-z0-9_]*)\.)?([A-Za-z][A-Za-z0-9_]*)$/

function readMethod(value: unknown): ClientMethod {
  const { name, summary, description, deprecated, params, paramStructure, result, ...others } = members(value)
  const found = methodName.exec(text(name))
  if (found === null) throw new UnreadableDocument(`${JSON.stringify(name)} is no name of a method`)
  const [, owner, member = ''] = found
  const words = members(others['x-documentation'])
  return {
    name: text(name),
    owner,
    member,
    // An agent says how a method is called where its author says nothing.
    summary: text(summary).startsWith(`${found[0]}(`) ? '' : text(summary),
    // Of an agent that does not tell its words apart, the whole.
    description: others['x-documentation'] === undefined ? text(description) : text(words['description']),
    throws: list(words['throws']).map(text),
    deprecated: deprecated === true ? text(words['deprecated']) : undefined,
    examples: list(words['examples']).map(text),
    ...readParams(list(params), paramStructure),
    result: readValue(result),
  }
}

/** Where the values must go by position although there are no parameters, these are not known. */
function readParams(params: readonly unknown[], paramStructure: unknown) {
  const canBeNamed = paramStructure !== 'by-position'
  if (!canBeNamed && params.length === 0) return { params: null, canBeNamed }
  const read = params.map(param => readParam(param, canBeNamed))
  const areDifferent = new Set(read.map(({ name }) => name)).size === read.length
  return { params: read, canBeNamed: canBeNamed && areDifferent }
}

function readParam(value: unknown, canBeNamed: boolean): ClientParam {
  const { name, required, ...others } = members(value)
  const isRest = others['x-rest'] === true
  const { schema, description } = readValue(value)
  return {
    name: text(name),
    isOptional: required !== true,
    isRest,
    // Named, it takes an array of the values.
    schema: isRest && canBeNamed ? readSchema(schema['items']) : schema,
    description,
  }
}

function readValue(value: unknown): ClientValue {
  const { schema, description } = members(value)
  return { schema: readSchema(schema), description: text(description) }
}

function readSchemaEntry([name, schema]: [string, unknown]): [string, JsonSchema] {
  return [name, readSchema(schema)]
}

function byName([a]: [string, unknown], [b]: [string, unknown]) {
  return a < b ? -1 : 1
}

/** What is no schema with keywords takes any value. */
function readSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : {}
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return isSchema(value) ? value : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
