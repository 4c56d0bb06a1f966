import { isSchema } from '../rpc/json-schema.ts'
import {
  array,
  type Limits,
  type Literal,
  limitsOf,
  type Member,
  number,
  string,
  struct,
  type Type,
  union,
  values,
} from './type.ts'
import { kindOfWord, readTypeText } from './type-text.ts'
import type { YamlReader } from './yaml-reader.ts'

/** Reads a type as `typeForm` writes it. */
export function readType(reader: YamlReader, node: unknown): Type {
  const plain = reader.plain(node)
  if (plain === null) return { kind: 'null' }
  if (plain === undefined && reader.isStruct(node)) return readStructForm(reader, node)
  if (typeof plain !== 'string') throw reader.mistake(node, 'a type must be a text or have members')
  return readTypeText(plain, why => reader.mistake(node, why))
}

/** The members that tell what kind of type it is, with the others that may stand beside them. */
const forms: readonly (readonly [key: string, beside: readonly string[]])[] = [
  ['type', [...limitsOf.string, ...limitsOf.number]],
  ['values', []],
  ['named', []],
  ['anyOf', []],
  ['allOf', []],
  ['schema', []],
  ['tuple', ['items', ...limitsOf.array]],
  ['items', limitsOf.array],
  ['members', ['patterns', 'others', ...limitsOf.struct]],
  ['others', ['patterns', ...limitsOf.struct]],
]

function readStructForm(reader: YamlReader, node: unknown): Type {
  const entries = reader.entries(node, 'a type')
  const [key, beside = []] = forms.find(([key]) => entries.some(({ name }) => name === key)) ?? []
  if (key === undefined) {
    throw reader.mistake(node, `a type must have one of ${forms.map(([key]) => key).join(', ')}`)
  }
  const parts: Readonly<Record<string, unknown>> = reader.struct(node, `a type with '${key}'`, [key], beside)
  const limits = readLimits(reader, parts, beside)
  const types = (name: string) => reader.items(parts[name], name).map(item => readType(reader, item))
  switch (key) {
    case 'type':
      return readLimited(reader, parts['type'], limits)
    case 'values':
      return values(reader.items(parts['values'], 'values').map(item => readLiteral(reader, item)))
    case 'named':
      return { kind: 'named', name: reader.text(parts['named'], 'named') }
    case 'anyOf':
      return union(types('anyOf'))
    case 'allOf':
      return { kind: 'all', of: types('allOf') }
    case 'schema':
      return readSchema(reader, parts['schema'])
    case 'tuple':
    case 'items': {
      const rest = parts['items'] === undefined ? null : readType(reader, parts['items'])
      const first = parts['tuple'] === undefined ? [] : types('tuple')
      return array(first, rest, { minItems: first.length, ...limits })
    }
    default:
      return readStruct(reader, parts, limits)
  }
}

function readLimits(
  reader: YamlReader,
  parts: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Limits {
  const known: readonly string[] = Object.values(limitsOf).flat()
  const given = keys.filter(key => known.includes(key) && parts[key] !== undefined)
  return Object.fromEntries(
    given.map(key => {
      const limit = reader.plain(parts[key])
      const wanted =
        key === 'pattern' || key === 'format' ? 'string' : key === 'uniqueItems' ? 'boolean' : 'number'
      if (typeof limit !== wanted || limit === false)
        throw reader.mistake(parts[key], `${key} must be ${limitKinds[wanted]}`)
      // A cast: the kinds of limits are those just compared.
      return [key, limit as string | number | true]
    }),
  )
}

const limitKinds = { string: 'a text', boolean: 'true', number: 'a number' }

function readLimited(reader: YamlReader, node: unknown, limits: Limits): Type {
  const word = reader.text(node, 'type')
  const kind = kindOfWord(word)
  const allowed: readonly string[] = kind === 'string' ? limitsOf.string : limitsOf.number
  const stranger = Object.keys(limits).find(name => !allowed.includes(name))
  if (stranger !== undefined) throw reader.mistake(node, `${word} has no ${stranger}`)
  if (kind === 'string') return string(limits)
  if (kind === 'number' || kind === 'integer' || kind === 'double') return number(kind, limits)
  throw reader.mistake(node, `type must be string, number, Integer or Double, not '${word}'`)
}

function readLiteral(reader: YamlReader, node: unknown): Literal {
  const value = reader.plain(node)
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value
  }
  throw reader.mistake(node, 'a value must be a text, a number, true, false or null')
}

function readSchema(reader: YamlReader, node: unknown): Type {
  const schema = reader.data(node)
  if (isSchema(schema)) return { kind: 'schema', schema }
  throw reader.mistake(node, 'schema must have members')
}

function readStruct(reader: YamlReader, parts: Readonly<Record<string, unknown>>, limits: Limits): Type {
  const members = reader
    .optionalEntries(parts['members'], 'members')
    .map(({ name, value }): [string, Member] => [
      name.replace(/[?!]$/, ''),
      { type: readType(reader, value), optional: name.endsWith('?') },
    ])
  const patterns = reader
    .optionalEntries(parts['patterns'], 'patterns')
    .map(({ name, value }): [string, Type] => [name, readType(reader, value)])
  const others = parts['others'] === undefined ? null : readType(reader, parts['others'])
  return struct(members, others, patterns, limits)
}
