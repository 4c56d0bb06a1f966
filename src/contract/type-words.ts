import { type ArrayType, isNumber, type Limits, type Literal, type StructType, type Type } from './type.ts'

/** The words for plain types, as authors write them; what a named type cannot be called in a contract. */
export const plainWords = {
  any: 'any',
  string: 'string',
  number: 'number',
  integer: 'Integer',
  double: 'Double',
  boolean: 'boolean',
  null: 'null',
  date: 'Date',
  bytes: 'bytes',
  bigint: 'bigint',
} as const

/** A struct that can hold anything. */
export const freeStruct = 'struct'

const longest = 200

/** A type in one line, much as an author would write it: `User[] | null`, `Integer (minimum 1)`, `'fast' | 'slow'`. */
export function typeWords(type: Type): string {
  const words = inWords(type)
  return words.length <= longest ? words : `${words.slice(0, longest)}…`
}

function inWords(type: Type): string {
  switch (type.kind) {
    case 'named':
      return type.name
    case 'values':
      return type.values.map(literalWords).join(' | ')
    case 'union':
      return type.of.map(inWords).join(' | ')
    case 'all':
      return type.of.map(part => enclosed(part)).join(' & ')
    case 'array':
      return arrayWords(type)
    case 'struct':
      return `${structWords(type)}${limitWords(type.limits)}`
    case 'schema':
      return JSON.stringify(type.schema)
    default:
      return `${plainWords[type.kind]}${type.kind === 'string' || isNumber(type) ? limitWords(type.limits) : ''}`
  }
}

function literalWords(literal: Literal) {
  return typeof literal === 'string' ? `'${literal}'` : String(literal)
}

function arrayWords({ first, rest, limits }: ArrayType) {
  if (first.length === 0 && rest !== null) return `${enclosed(rest)}[]${limitWords(limits)}`
  const { minItems = 0, ...others } = limits
  const items = [
    ...first.map((type, index) => (index < Number(minItems) ? inWords(type) : `${enclosed(type)}?`)),
    ...(rest === null ? [] : [`...${enclosed(rest)}[]`]),
  ]
  return `[${items.join(', ')}]${limitWords(Number(minItems) > first.length ? limits : others)}`
}

function structWords({ members, patterns, others }: StructType) {
  if (members.size === 0 && patterns.size === 0 && others?.kind === 'any') return freeStruct
  const all = [
    ...[...members].map(([name, { type, optional }]) => `${name}${optional ? '?' : ''}: ${inWords(type)}`),
    ...[...patterns].map(([pattern, type]) => `[${pattern}]: ${inWords(type)}`),
    ...(others === null ? [] : [`[name]: ${inWords(others)}`]),
  ]
  return all.length === 0 ? '{}' : `{ ${all.join('; ')} }`
}

/** Within what binds more. */
function enclosed(type: Type) {
  const words = inWords(type)
  return words.includes(' ') && !/^[{[].*[}\]]$/.test(words) ? `(${words})` : words
}

function limitWords(limits: Limits) {
  const all = Object.entries(limits).map(([name, limit]) => (limit === true ? name : `${name} ${limit}`))
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
