import { follow, isSchema, type JsonSchema, type NamedSchemas, unionOf } from './json-schema.ts'

/**
 * What a schema asks for, in words that complete "must be …": `an integer from 1 to 10`, `'fast', 'slow' or null`.
 *
 * @param schemas - what the references in it lead to
 */
export function describeSchema(schema: JsonSchema, schemas: NamedSchemas = {}): string {
  return alternatives([...new Set(new Describer(schemas, 0).members(schema))])
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

/** Words for what stands inside an array that stands inside another would tell nobody anything. */
const deepest = 2

class Describer {
  readonly #schemas: NamedSchemas
  /** In how many arrays and structs what is described stands. */
  readonly #depth: number
  /** A type may refer to itself: the second time, nothing is new. */
  readonly #followed = new Set<JsonSchema>()

  constructor(schemas: NamedSchemas, depth: number) {
    this.#schemas = schemas
    this.#depth = depth
  }

  /** The words for each member of a union; one for what is none. */
  members(schema: JsonSchema): string[] {
    const { $ref, rpcType, type, allOf } = schema
    const union = unionOf(schema)
    if ($ref !== undefined) return this.#follow($ref)
    if (typeof rpcType === 'string') return [rpcTypeWords[rpcType] ?? 'any value']
    if ('const' in schema) return [literal(schema['const'])]
    if (Array.isArray(schema['enum'])) return schema['enum'].map(literal)
    if (union !== undefined) return union.flatMap(member => this.members(member))
    if (type !== undefined) return [type].flat().map(name => this.#ofType(name, schema))
    const parts = Array.isArray(allOf) ? allOf.map(part => this.members(part)) : []
    return parts.find(([words]) => words !== 'any value') ?? ['any value']
  }

  #follow(reference: unknown): string[] {
    const schema = follow(reference, this.#schemas)
    if (schema === undefined) return ['any value']
    if (this.#followed.has(schema)) return []
    this.#followed.add(schema)
    return this.members(schema)
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
    const { items, prefixItems, uniqueItems } = schema
    const words = Array.isArray(prefixItems)
      ? this.#tuple(prefixItems, schema)
      : ofMany('an array', amountOf(range(schema, 'minItems', 'maxItems'), this.#plural(items)))
    return uniqueItems === true ? `${words}, no two alike` : words
  }

  /** `an array of 1 to 2 items (a string, an integer)`: the number tells how many may be left out. */
  #tuple(first: readonly JsonSchema[], { items, ...bounds }: JsonSchema) {
    if (this.#depth > 0) return 'an array'
    const isClosed = items === false
    const amount = range({ ...(isClosed && { maxItems: first.length }), ...bounds }, 'minItems', 'maxItems')
    const others = isClosed ? [] : [`then ${this.#plural(items) ?? 'any values'}`]
    if (isClosed && first.length === 0) return 'an empty array'
    const each = [...first.map(item => alternatives(this.#inside(item))), ...others]
    return `${ofMany('an array', amountOf(amount, 'items'))} (${each.join(', ')})`
  }

  #struct({ properties, additionalProperties }: JsonSchema) {
    return ofMany('a struct', properties === undefined ? this.#plural(additionalProperties) : undefined)
  }

  #plural(schema: unknown) {
    if (!isSchema(schema)) return undefined
    const [words, ...others] = this.#inside(schema)
    return others.length === 0 && words !== undefined ? plurals[words] : undefined
  }

  #inside(schema: JsonSchema): string[] {
    if (this.#depth === deepest) return []
    return [...new Set(new Describer(this.#schemas, this.#depth + 1).members(schema))]
  }
}

function ofMany(holder: string, noun: string | undefined) {
  return noun === undefined ? holder : `${holder} of ${noun}`
}

/** An amount of something; undefined where neither is known. */
function amountOf(amount: string, noun: string | undefined) {
  return amount === '' ? noun : counted(amount, noun ?? 'items')
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
