import { isSchema, type JsonSchema, propertiesOf } from '../rpc/json-schema.ts'
import { docComment } from './doc-comment.ts'
import { indentedLines, typed } from './layout.ts'
import { memberName, stringLiteral } from './literals.ts'
import { standardType } from './standard-types.ts'
import type { TypeNames } from './type-names.ts'
import { detailsOf } from './value-words.ts'

/** Where a type stands. */
export interface TypePlace {
  readonly names: TypeNames
  /** Whether it is what a method takes: arrays are then taken that nobody may change. */
  readonly isParameter?: true
  /** In how many types. */
  readonly depth?: number
}

const longestUnion = 90
const longestStruct = 80

/** Far more than any type of a plugin; one of a stranger must not go on for ever. */
const deepest = 100

/** A named schema as an exported type: no interface, which would not be taken where any struct is. */
export function namedTypeText(name: string, schema: JsonSchema, names: TypeNames): string {
  return `${docComment(wordsOf(schema))}export ${assigned(`type ${names.ofType(name)}`, typeText(schema, { names }))}`
}

/** What a JSON Schema of draft 7 describes, as TypeScript writes it. What TypeScript cannot say is left out. */
export function typeText(schema: unknown, place: TypePlace): string {
  const { depth = 0 } = place
  if (schema === false) return 'never'
  if (!isSchema(schema) || depth > deepest) return 'unknown'
  const inner = { ...place, depth: depth + 1 }
  const { $ref, type, allOf } = schema
  const union = schema['anyOf'] ?? schema['oneOf']
  if (typeof $ref === 'string') return referenced($ref, place)
  if (Object.hasOwn(schema, 'const')) return literal(schema['const'])
  if (Array.isArray(schema['enum'])) return unionText(schema['enum'].map(literal))
  if (Array.isArray(union)) return unionText(union.map(member => typeText(member, inner)))
  if (Array.isArray(allOf)) return intersection(allOf.map(part => typeText(part, inner)))
  if (Array.isArray(type)) return unionText(type.map(name => ofType(name, schema, inner)))
  return ofType(type, schema, inner)
}

function assigned(name: string, type: string) {
  return type.startsWith('\n') ? `${name} =${indentedLines(type)}` : `${name} = ${type}`
}

function referenced($ref: string, { names }: TypePlace) {
  const prefix = '#/components/schemas/'
  return ($ref.startsWith(prefix) && names.ofType($ref.slice(prefix.length))) || 'unknown'
}

function literal(value: unknown): string {
  if (typeof value === 'string') return stringLiteral(value)
  // Of signs, a number in a type may have the first only.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value).replace('+', '') : 'number'
  return typeof value === 'boolean' || value === null ? String(value) : 'unknown'
}

function ofType(type: unknown, schema: JsonSchema, place: TypePlace): string {
  switch (type) {
    case 'string':
    case 'integer':
      return standardType(schema, type)
    case 'number':
    case 'boolean':
    case 'null':
      return type
    case 'array':
      return arrayText(schema, place)
    case 'object':
      return structText(schema, place)
    default:
      return 'unknown'
  }
}

function arrayText(schema: JsonSchema, place: TypePlace): string {
  const { items = true, additionalItems = true, minItems = 0, maxItems } = schema
  const readonly = place.isParameter ? 'readonly ' : ''
  if (!Array.isArray(items)) return `${readonly}${operand(typeText(items, place))}[]`
  const fixed = items.map((item, index) => {
    const text = typeText(item, place)
    return index < Number(minItems) ? text : `${operand(text)}?`
  })
  const isClosed = additionalItems === false || (typeof maxItems === 'number' && maxItems <= items.length)
  const rest = isClosed ? [] : [`...${operand(typeText(additionalItems, place))}[]`]
  return `${readonly}[${[...fixed, ...rest].join(', ')}]`
}

function structText(schema: JsonSchema, place: TypePlace): string {
  const { required, additionalProperties, patternProperties } = schema
  const needed = new Set(Array.isArray(required) ? required : [])
  const members = Object.entries(propertiesOf(schema)).map(([name, member]) => {
    const text = typed(`${memberName(name)}${needed.has(name) ? '' : '?'}`, typeText(member, place))
    return `${docComment(wordsOf(member), 2 * (place.depth ?? 0))}${text}`
  })
  const hasPatterns = isSchema(patternProperties)
  if (additionalProperties !== false || hasPatterns) {
    // Beside others, it would have to be what any of them is.
    const isAlone = members.length === 0 && !hasPatterns
    members.push(typed('[name: string]', isAlone ? typeText(additionalProperties, place) : 'unknown'))
  }
  if (members.length === 0) return '{ [name: string]: never }'
  const line = `{ ${members.join('; ')} }`
  if (line.length <= longestStruct && !line.includes('\n')) return line
  return `{\n${indentedLines(members.join('\n'))}\n}`
}

function wordsOf(schema: unknown) {
  const { description, deprecated } = isSchema(schema) ? schema : {}
  return [
    { text: typeof description === 'string' ? description : '' },
    { text: sentence(detailsOf(schema)) },
    ...(deprecated === true ? [{ tag: '@deprecated', text: '' }] : []),
  ]
}

function sentence(words: string) {
  return words && `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
}

/** Long ones have a line for each of their types. */
function unionText(types: readonly string[]): string {
  const different = [...new Set(types)]
  if (different.length === 0) return 'never'
  // What is anything takes the others in.
  if (different.includes('unknown')) return 'unknown'
  const line = different.join(' | ')
  if (different.length === 1 || (line.length <= longestUnion && !line.includes('\n'))) return line
  return different.map(type => `\n| ${type}`).join('')
}

function intersection(types: readonly string[]): string {
  const different = [...new Set(types)].filter(type => type !== 'unknown')
  if (different.length === 1) return different.join('')
  return different.length === 0 ? 'unknown' : different.map(operand).join(' & ')
}

/** As a part of another type: in brackets where these may be needed. */
function operand(text: string) {
  return /^[\p{ID_Continue}$]+(\[\])*$|^\{[^|&]*\}$|^\[[^|&]*\]$/u.test(text) ? text : `(${text})`
}
