import type { JsonSchema } from '../rpc/json-schema.ts'

/**
 * A type as contracts compare it: what a schema asks for, without its words, in one form for all schemas that say the
 * same in different ways.
 */
export type Type =
  | { readonly kind: 'any' | Plain }
  | { readonly kind: 'string'; readonly limits: Limits }
  | { readonly kind: NumberKind; readonly limits: Limits }
  /** Never null, which is a type of its own. */
  | { readonly kind: 'values'; readonly values: readonly Literal[] }
  | ArrayType
  | StructType
  /** Two or more, none of them a union. */
  | { readonly kind: 'union'; readonly of: readonly Type[] }
  | { readonly kind: 'all'; readonly of: readonly Type[] }
  | { readonly kind: 'named'; readonly name: string }
  /** What has no other form here; of this only the same schema is known to say the same. */
  | { readonly kind: 'schema'; readonly schema: JsonSchema }

/** Kinds that have no limits. */
export type Plain = 'null' | 'boolean' | 'date' | 'bytes' | 'bigint'

/** `double` is a number that XML-RPC always writes as a `<double>`. */
export type NumberKind = 'number' | 'integer' | 'double'

export type Literal = string | number | boolean | null

/** Keywords of JSON Schema that narrow a type, such as `minLength`, by name. */
export type Limits = Readonly<Record<string, string | number | true>>

export interface ArrayType {
  readonly kind: 'array'
  /** The types of the first items, in order. */
  readonly first: readonly Type[]
  /** What all other items are; null where there are none. */
  readonly rest: Type | null
  readonly limits: Limits
}

export interface StructType {
  readonly kind: 'struct'
  readonly members: ReadonlyMap<string, Member>
  /** What members are whose name matches a pattern. */
  readonly patterns: ReadonlyMap<string, Type>
  /** What all other members are; null where there are none. */
  readonly others: Type | null
  readonly limits: Limits
}

export interface Member {
  readonly type: Type
  readonly optional: boolean
}

/** Named types, by name. */
export type Types = ReadonlyMap<string, Type>

/** A type with the named types that it refers to. */
export interface TypeIn {
  readonly type: Type
  readonly types: Types
}

/** The limits that each kind can have. */
export const limitsOf = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  struct: ['minProperties', 'maxProperties'],
} as const

export const anyType: Type = { kind: 'any' }

/** Equal texts for equal types. */
export function keyOf(type: Type): string {
  return JSON.stringify(type, (_, value) => (value instanceof Map ? [...value] : value))
}

/** Any of some types: unions inside it are taken apart, values are put together, and the order is always the same. */
export function union(types: readonly Type[]): Type {
  const flat = types.flatMap(type => (type.kind === 'union' ? type.of : [type]))
  if (flat.some(({ kind }) => kind === 'any')) return anyType
  const literals = flat.flatMap(type => (type.kind === 'values' ? type.values : []))
  const others = new Map(flat.filter(({ kind }) => kind !== 'values').map(type => [keyOf(type), type]))
  const sorted = [...others].sort(byName).map(([, type]) => type)
  // null is read best at the end.
  const nulls = sorted.filter(({ kind }) => kind === 'null')
  const members = [
    ...(literals.length === 0 ? [] : [values(literals)]),
    ...sorted.filter(({ kind }) => kind !== 'null'),
    ...nulls,
  ]
  const [only] = members
  return members.length === 1 && only !== undefined ? only : { kind: 'union', of: members }
}

/** One of some values. */
export function values(literals: readonly Literal[]): Type {
  const different = new Map(literals.map(literal => [JSON.stringify(literal), literal]))
  const sorted = [...different].sort(byName).map(([, literal]) => literal)
  const others = sorted.filter(literal => literal !== null)
  const some: Type = { kind: 'values', values: others }
  if (others.length === sorted.length) return some
  return others.length === 0 ? { kind: 'null' } : { kind: 'union', of: [some, { kind: 'null' }] }
}

/** An array; limits that say nothing are left out. */
export function array(first: readonly Type[], rest: Type | null, limits: Limits = {}): ArrayType {
  const isIdle = (name: string, limit: unknown) =>
    (name === 'minItems' && limit === 0) ||
    (name === 'maxItems' && rest === null && Number(limit) >= first.length)
  return { kind: 'array', first, rest, limits: withoutIdle(limits, isIdle) }
}

/** A struct, with its members in the order of their names. */
export function struct(
  members: readonly (readonly [name: string, member: Member])[],
  others: Type | null,
  patterns: readonly (readonly [pattern: string, type: Type])[] = [],
  limits: Limits = {},
): StructType {
  return {
    kind: 'struct',
    members: new Map(members.toSorted(byName)),
    patterns: new Map(patterns.toSorted(byName)),
    others,
    limits: withoutIdle(limits, (name, limit) => name === 'minProperties' && limit === 0),
  }
}

/** A text with its limits. */
export function string(limits: Limits = {}): Type {
  return {
    kind: 'string',
    limits: withoutIdle(limits, (name, limit) => name === 'minLength' && limit === 0),
  }
}

export function number(kind: NumberKind, limits: Limits = {}): Type {
  return { kind, limits: withoutIdle(limits, () => false) }
}

export function isNumber(type: Type): type is Type & { readonly kind: NumberKind } {
  return type.kind === 'number' || type.kind === 'integer' || type.kind === 'double'
}

/** The names of all named types that a type refers to, whatever stands between. */
export function reachableNames(roots: readonly Type[], types: Types): Set<string> {
  const names = new Set<string>()
  const visit = (type: Type) => {
    for (const name of namesIn(type)) {
      const target = types.get(name)
      if (names.has(name) || target === undefined) continue
      names.add(name)
      visit(target)
    }
  }
  for (const root of roots) visit(root)
  return names
}

/** The names that stand in a type itself. */
export function namesIn(type: Type): string[] {
  switch (type.kind) {
    case 'named':
      return [type.name]
    case 'union':
    case 'all':
      return type.of.flatMap(namesIn)
    case 'array':
      return [...type.first, ...(type.rest === null ? [] : [type.rest])].flatMap(namesIn)
    case 'struct':
      return [
        ...[...type.members.values()].map(member => member.type),
        ...type.patterns.values(),
        ...(type.others === null ? [] : [type.others]),
      ].flatMap(namesIn)
    case 'schema':
      return [...JSON.stringify(type.schema).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name = '']) => name)
    default:
      return []
  }
}

function withoutIdle(limits: Limits, isIdle: (name: string, limit: unknown) => boolean): Limits {
  const kept = Object.entries(limits).filter(([name, limit]) => !isIdle(name, limit))
  return Object.fromEntries(kept.sort(byName))
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]) {
  return a < b ? -1 : 1
}
