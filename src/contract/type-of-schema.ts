import { isSchema, type JsonSchema, type NamedSchemas } from '../rpc/json-schema.ts'
import {
  anyType,
  array,
  type Limits,
  type Literal,
  limitsOf,
  type Member,
  number,
  reachableNames,
  string,
  struct,
  type Type,
  type Types,
  union,
  values,
} from './type.ts'

/** The type that a schema describes. */
export function typeOfSchema(schema: JsonSchema): Type {
  const asked = Object.entries(schema).filter(([keyword]) => !annotations.has(keyword))
  const type = typeOf(Object.fromEntries(asked))
  return (
    type ?? { kind: 'schema', schema: Object.fromEntries(asked.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
  )
}

/** The named types that some types refer to, at whatever distance. */
export function typesOfSchemas(schemas: NamedSchemas, roots: readonly Type[]): Types {
  const types = new Map(Object.entries(schemas).map(([name, schema]) => [name, typeOfSchema(schema)]))
  const names = [...reachableNames(roots, types)].sort()
  return new Map(names.map(name => [name, types.get(name) ?? anyType]))
}

/** Keywords that ask for nothing. */
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated'])

/** Keywords that ask for something whatever else is asked for. */
const parts: Readonly<Record<string, (value: unknown) => Type | undefined>> = {
  $ref: value => ({ kind: 'named', name: String(value).replace(/^#\/\$defs\//, '') }),
  rpcType: value =>
    value === 'date' || value === 'bytes' || value === 'bigint' ? { kind: value } : undefined,
  anyOf: value => (isSchemas(value) ? union(value.map(typeOfSchema)) : undefined),
  allOf: value => (isSchemas(value) ? all(value.map(typeOfSchema)) : undefined),
}

/** undefined where there is no other form than the schema. */
function typeOf(schema: JsonSchema): Type | undefined {
  const entries = Object.entries(schema)
  if (entries.length === 0) return anyType
  const asked = entries.filter(([keyword]) => Object.hasOwn(parts, keyword))
  const own = Object.fromEntries(entries.filter(([keyword]) => !Object.hasOwn(parts, keyword)))
  const types = asked.map(([keyword, value]) => parts[keyword]?.(value))
  if (Object.keys(own).length > 0) types.push(ofOwn(own))
  return types.every(type => type !== undefined) ? all(types) : undefined
}

function all(types: readonly Type[]): Type {
  const narrow = types.filter(({ kind }) => kind !== 'any')
  const [only = anyType] = narrow
  return narrow.length > 1 ? { kind: 'all', of: narrow } : only
}

function ofOwn(schema: JsonSchema): Type | undefined {
  if ('const' in schema || 'enum' in schema) return ofLiterals(schema)
  const names = [schema['type']].flat()
  const known = new Set(['type', ...names.flatMap(name => keywordsOf(name))])
  if (Object.keys(schema).some(keyword => !known.has(keyword))) return undefined
  const types = names.map(name => ofName(name, schema))
  return types.every(type => type !== undefined) ? union(types) : undefined
}

function ofLiterals({ type, const: only, enum: list, ...others }: JsonSchema): Type | undefined {
  if (Object.keys(others).length > 0 || (only !== undefined && list !== undefined)) return undefined
  const literals = list === undefined ? [only] : list
  if (!Array.isArray(literals) || !literals.every(isLiteral)) return undefined
  const names = [type].flat()
  return values(
    type === undefined ? literals : literals.filter(literal => names.some(name => isOf(name, literal))),
  )
}

function isLiteral(value: unknown): value is Literal {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function isOf(name: unknown, literal: Literal) {
  if (literal === null) return name === 'null'
  return typeof literal === name || (name === 'integer' && Number.isInteger(literal))
}

function keywordsOf(name: unknown): readonly string[] {
  switch (name) {
    case 'string':
      return limitsOf.string
    case 'number':
    case 'integer':
      return limitsOf.number
    case 'array':
      return [...limitsOf.array, 'items', 'prefixItems']
    case 'object':
      return [...limitsOf.struct, 'properties', 'required', 'patternProperties', 'additionalProperties']
    default:
      return []
  }
}

function ofName(name: unknown, schema: JsonSchema): Type | undefined {
  switch (name) {
    case 'null':
    case 'boolean':
      return { kind: name }
    case 'string':
      return string(limits(schema, limitsOf.string))
    case 'integer':
      return number('integer', limits(schema, limitsOf.number))
    case 'number': {
      const { format, ...others } = limits(schema, limitsOf.number)
      if (format === 'double') return number('double', others)
      return number('number', format === undefined ? others : { ...others, format })
    }
    case 'array':
      return ofArray(schema)
    case 'object':
      return ofStruct(schema)
    default:
      return undefined
  }
}

function limits(schema: JsonSchema, keywords: readonly string[]): Limits {
  const found = keywords
    .map(keyword => [keyword, schema[keyword]] as const)
    // `uniqueItems: false` asks for nothing.
    .filter(([, limit]) => limit !== undefined && limit !== false)
  // A cast: what is no limit is refused by whoever compiles the schema.
  return Object.fromEntries(found) as Limits
}

function ofArray(schema: JsonSchema): Type | undefined {
  const { prefixItems = [], items } = schema
  if (!isSchemas(prefixItems)) return undefined
  const rest = ofInner(items)
  return rest === undefined
    ? undefined
    : array(prefixItems.map(typeOfSchema), rest, limits(schema, limitsOf.array))
}

function ofStruct(schema: JsonSchema): Type | undefined {
  const { properties = {}, patternProperties = {}, required = [], additionalProperties } = schema
  const others = ofInner(additionalProperties)
  if (!hasSchemas(properties) || !hasSchemas(patternProperties) || others === undefined) return undefined
  if (!Array.isArray(required)) return undefined
  const members = Object.entries(properties).map(([name, inner]): [string, Member] => [
    name,
    { type: typeOfSchema(inner), optional: !required.includes(name) },
  ])
  const undeclared = required.filter(name => !Object.hasOwn(properties, name))
  if (undeclared.length > 0 && (others === null || Object.keys(patternProperties).length > 0))
    return undefined
  for (const name of undeclared) members.push([String(name), { type: others ?? anyType, optional: false }])
  const patterns = Object.entries(patternProperties).map(([pattern, inner]): [string, Type] => [
    pattern,
    typeOfSchema(inner),
  ])
  return struct(members, others, patterns, limits(schema, limitsOf.struct))
}

/** What all other items or members are: anything, where nothing is said; undefined where it is no schema. */
function ofInner(schema: unknown): Type | null | undefined {
  if (schema === undefined || schema === true) return anyType
  if (schema === false) return null
  return isSchema(schema) ? typeOfSchema(schema) : undefined
}

function isSchemas(value: unknown): value is readonly JsonSchema[] {
  return Array.isArray(value) && value.every(isSchema)
}

function hasSchemas(value: unknown): value is NamedSchemas {
  return isSchema(value) && Object.values(value).every(isSchema)
}
