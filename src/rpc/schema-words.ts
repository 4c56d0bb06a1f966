import { types } from 'node:util'
import { isSchema, type JsonSchema, type NamedSchemas } from './json-schema.ts'
import { isStruct, kindOf } from './value.ts'

/**
 * What a schema asks for, in words that complete "must be …": `an integer from 1 to 10`, `'fast', 'slow' or null`.
 *
 * @param schemas - what the references in it lead to
 */
export function describeSchema(schema: JsonSchema, schemas: NamedSchemas = {}): string {
  return alternatives([...new Set(new Describer(schemas).members(schema))])
}

/** What a value is, in words that complete "but … came"; never the value itself, which may be a secret. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty string'
  if (typeof value === 'string') return 'a string'
  if (typeof value === 'boolean') return 'a boolean'
  if (typeof value === 'number') return describeNumber(value)
  if (typeof value === 'bigint') return isSafe(value) ? 'a bigint' : 'an integer beyond 2^53'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (types.isUint8Array(value)) return 'bytes'
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return 'a date'
  return typeof value === 'object' && isStruct(value) ? 'a struct' : kindOf(value)
}

/** The last part of a name or text from a stranger is left out of a message when it is long. */
export function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`
}

function describeNumber(value: number) {
  if (!Number.isFinite(value)) return String(value)
  if (!Number.isInteger(value)) return 'a fraction'
  return Number.isSafeInteger(value) ? 'an integer' : 'an integer beyond 2^53'
}

function isSafe(value: bigint) {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
}

const mostAlternatives = 12

/** `a, b or c`; of many the first. */
export function alternatives(all: readonly string[]) {
  const words = all.slice(0, mostAlternatives)
  const left = all.length - words.length
  if (left > 0) words.push(`one of ${left} others`)
  const last = words.pop() ?? 'no value at all'
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`
}

class Describer {
  readonly #schemas: NamedSchemas
  /** A type may be made of nothing but itself. */
  readonly #followed = new Set<string>()

  constructor(schemas: NamedSchemas) {
    this.#schemas = schemas
  }

  /** The words for each member of a union; one for what is none. */
  members(schema: JsonSchema): string[] {
    const { $ref, rpcType, type, allOf } = schema
    const union = schema['anyOf'] ?? schema['oneOf']
    if (typeof $ref === 'string') return this.#follow($ref)
    if (typeof rpcType === 'string') return [rpcTypeWords[rpcType] ?? 'any value']
    if ('const' in schema) return [literal(schema['const'])]
    if (Array.isArray(schema['enum'])) return schema['enum'].map(literal)
    if (Array.isArray(union)) return union.flatMap(member => this.members(member))
    if (type !== undefined) return [type].flat().map(name => this.#ofType(name, schema))
    const parts = Array.isArray(allOf) ? allOf.map(part => this.members(part)) : []
    return parts.find(([words]) => words !== 'any value') ?? ['any value']
  }

  #follow(reference: string): string[] {
    const name = reference.slice(reference.indexOf('#/$defs/') + '#/$defs/'.length)
    const schema = this.#schemas[name]
    if (schema === undefined || this.#followed.has(name)) return ['any value']
    this.#followed.add(name)
    const words = this.members(schema)
    this.#followed.delete(name)
    return words
  }

  #ofType(type: unknown, schema: JsonSchema): string {
    switch (type) {
      case 'string':
        return `a string${stringDetails(schema)}`
      case 'integer':
        return `an integer${numberDetails(schema)}`
      case 'number':
        return `a number${numberDetails(schema)}`
      case 'array':
        return this.#array(schema)
      case 'object':
        return this.#struct(schema)
      case 'null':
        return 'null'
      default:
        return `a ${String(type)}`
    }
  }

  #array(schema: JsonSchema) {
    const { items, prefixItems } = schema
    if (Array.isArray(prefixItems)) {
      const each = prefixItems.map(item => describeSchema(item, this.#schemas)).join(', ')
      return `an array of ${each === '' ? 'nothing' : `(${each})`}`
    }
    const amount = range(schema, 'minItems', 'maxItems')
    const noun = this.#plural(items)
    if (noun === undefined && amount === '') return 'an array'
    return `an array of ${amount === '' ? noun : counted(amount, noun ?? 'items')}`
  }

  #struct({ properties, additionalProperties }: JsonSchema) {
    const noun = properties === undefined ? this.#plural(additionalProperties) : undefined
    return noun === undefined ? 'a struct' : `a struct of ${noun}`
  }

  #plural(schema: unknown) {
    if (!isSchema(schema)) return undefined
    const [words, ...others] = this.members(schema)
    return others.length === 0 && words !== undefined ? plurals[words] : undefined
  }
}

const dateExample = '2024-02-29T12:34:56Z'

const rpcTypeWords: Readonly<Record<string, string>> = {
  date: `a date such as ${dateExample}`,
  bytes: 'bytes in base64',
  bigint: 'an integer, beyond 2^53 as a string of digits',
}

const plurals: Readonly<Record<string, string>> = {
  'a string': 'strings',
  'an integer': 'integers',
  'a number': 'numbers',
  'a boolean': 'booleans',
  'a struct': 'structs',
  'an array': 'arrays',
}

const formatWords: Readonly<Record<string, string>> = {
  'date-time': `a date and time such as ${dateExample}`,
  date: 'a date such as 2024-02-29',
  time: 'a time such as 12:34:56Z',
  email: 'an email address',
  uri: 'a URI',
  uuid: 'a UUID',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  hostname: 'a host name',
}

function literal(value: unknown) {
  return typeof value === 'string' ? `'${value}'` : String(JSON.stringify(value))
}

function stringDetails(schema: JsonSchema) {
  const { format, pattern } = schema
  const length = range(schema, 'minLength', 'maxLength')
  const details = [
    typeof format === 'string' && `that is ${formatWords[format] ?? `in the format ${format}`}`,
    length && `of ${counted(length, 'characters')}`,
    typeof pattern === 'string' && `that matches ${pattern}`,
  ]
  return joined(details)
}

/** An amount ends with its number, such as `at least 1`. */
function counted(amount: string, plural: string) {
  return `${amount} ${/(^| )1$/.test(amount) ? plural.replace(/s$/, '') : plural}`
}

function numberDetails(schema: JsonSchema) {
  const [least, most] = [bound(schema, 'minimum'), bound(schema, 'maximum')]
  const [above, below] = [bound(schema, 'exclusiveMinimum'), bound(schema, 'exclusiveMaximum')]
  const step = bound(schema, 'multipleOf')
  const hasBoth = least !== undefined && most !== undefined
  const details = [
    hasBoth && `from ${least} to ${most}`,
    !hasBoth && least !== undefined && `of at least ${least}`,
    !hasBoth && most !== undefined && `of at most ${most}`,
    above !== undefined && `above ${above}`,
    below !== undefined && `below ${below}`,
    step !== undefined && `that is a multiple of ${step}`,
  ]
  return joined(details)
}

function joined(details: readonly (string | false)[]) {
  const words = details.filter(Boolean).join(' and ')
  return words && ` ${words}`
}

/** `3`, `1 to 3`, `at least 1`, `at most 3`; nothing where there are no bounds. */
function range(schema: JsonSchema, leastKeyword: string, mostKeyword: string) {
  const [least = 0, most] = [bound(schema, leastKeyword), bound(schema, mostKeyword)]
  if (most === undefined) return least === 0 ? '' : `at least ${least}`
  if (least === most) return `${least}`
  return least === 0 ? `at most ${most}` : `${least} to ${most}`
}

function bound(schema: JsonSchema, keyword: string) {
  const value = schema[keyword]
  return typeof value === 'number' ? value : undefined
}
