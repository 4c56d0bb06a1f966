import { isSchema, type JsonSchema, type NamedSchemas, propertiesOf } from '../../../src/rpc/json-schema.ts'
import type { Door } from '../../../src/rpc/scope.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { randomNumbers } from '../../random-numbers.ts'

export interface RandomType {
  readonly schema: JsonSchema
  readonly schemas: NamedSchemas
  readonly values: readonly RpcValue[]
  readonly door: Door
  readonly optional: boolean
}

/** Types as plugins have them, each with values that nearly fit; the same ones in the same order each time. */
export function* randomTypes(count: number, seed: number): Generator<RandomType> {
  const random = new RandomTypes(randomNumbers(seed))
  for (let made = 0; made < count; made += 1) yield random.next()
}

/** One type, with its values, out of numbers from 0 up to 1. */
export function randomType(random: () => number): RandomType {
  return new RandomTypes(random).next()
}

const names = ['a', 'b', 'kind', '__proto__', 'constructor', 'with blank', '']
const texts = [
  '',
  'a',
  'é',
  '5',
  '-12',
  '2024-02-29T12:00:00Z',
  '2023-02-29T12:00:00Z',
  'QQ==',
  '[]',
  'x'.repeat(300),
]
const numbers = [0, 1, -1, 5, 0.5, 2 ** 53, 1e300, -0]
const typeNames = ['A', 'B<A>', 'C']

class RandomTypes {
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  next(): RandomType {
    const schemas = Object.fromEntries(typeNames.map(name => [name, this.#named()]))
    const schema = this.#schema(3)
    const value = () => (this.#below(3) === 0 ? this.#value(3) : this.#valueFor(schema, schemas, 5))
    const door = this.#pick(['xmlrpc', 'jsonrpc', 'rpc', 'plugin'] as const, 'rpc')
    return {
      schema,
      schemas,
      values: Array.from({ length: 10 }, value),
      door,
      optional: this.#below(2) === 0,
    }
  }

  /** What names stand for in plugins. A reference at its top could lead to itself and nowhere else, which no value has. */
  #named(): JsonSchema {
    const inner = () => this.#schema(2)
    const holders = [
      () => this.#struct(2),
      () => ({ type: 'array', items: inner() }),
      () => ({ type: 'array', prefixItems: [inner(), inner()], items: false, minItems: this.#below(3) }),
    ]
    const holder = () => this.#pick<() => JsonSchema>(holders, () => ({}))()
    return this.#below(3) === 0 ? { anyOf: [holder(), holder(), { type: 'null' }] } : holder()
  }

  #schema(depth: number): JsonSchema {
    const scalars = [
      () => ({}),
      () => ({ type: 'string' }),
      () => ({ type: 'string', minLength: this.#below(3), pattern: '^[a-z]*$' }),
      () => ({ type: 'integer', minimum: 0 }),
      () => ({ type: 'number', format: 'double' }),
      () => ({ type: ['boolean', 'null'] }),
      () => ({ type: 'null' }),
      () => ({ rpcType: this.#pick(['date', 'bytes', 'bigint'], 'date') }),
      () => ({ enum: ['a', 5, null] }),
      () => ({ const: this.#pick(['a', 0, false], 'a') }),
    ]
    const holders = [
      () => ({ anyOf: this.#list(() => this.#schema(depth - 1), 3) }),
      () => ({ type: 'array', items: this.#schema(depth - 1), maxItems: 3 }),
      () => ({ type: 'array', prefixItems: this.#list(() => this.#schema(depth - 1), 3), items: false }),
      () => ({ type: 'object', additionalProperties: this.#schema(depth - 1) }),
      () => ({ allOf: [this.#struct(depth - 1), this.#struct(depth - 1)] }),
      () => this.#struct(depth),
      () => ({ $ref: `#/$defs/${this.#pick(typeNames, 'A')}` }),
    ]
    const choices: (() => JsonSchema)[] = depth === 0 ? scalars : [...scalars, ...holders, ...holders]
    return this.#pick(choices, () => ({}))()
  }

  #struct(depth: number): JsonSchema {
    const members = this.#list(() => this.#pick(names, 'a'), 3)
    return {
      type: 'object',
      properties: Object.fromEntries(members.map(name => [name, this.#schema(Math.max(depth - 1, 0))])),
      required: members.filter(() => this.#below(2) === 0),
      ...(this.#below(2) === 0 && { additionalProperties: false }),
    }
  }

  /** A value that may well fit, or come near. */
  #valueFor(schema: JsonSchema, schemas: NamedSchemas, depth: number): RpcValue {
    const { $ref, anyOf, allOf, type, items, prefixItems } = schema
    if (depth === 0 || this.#below(10) === 0) return this.#value(1)
    const inside = (part: JsonSchema) => this.#valueFor(part, schemas, depth - 1)
    if (typeof $ref === 'string') return inside(schemas[$ref.slice('#/$defs/'.length)] ?? {})
    if (Array.isArray(anyOf)) return inside(this.#pick<JsonSchema>(anyOf, {}))
    if (Array.isArray(allOf))
      return Object.fromEntries(allOf.flatMap(part => Object.entries(inside(part) ?? {})))
    if (Array.isArray(prefixItems)) return prefixItems.map(inside)
    if (type === 'array') return this.#list(() => inside(isSchema(items) ? items : {}), 3)
    if (type !== 'object') return this.#value(0)
    const members = Object.entries(propertiesOf(schema)).filter(() => this.#below(4) > 0)
    return Object.fromEntries(members.map(([name, member]) => [name, inside(isSchema(member) ? member : {})]))
  }

  #value(depth: number): RpcValue {
    const scalars: (() => RpcValue)[] = [
      () => null,
      () => this.#below(2) === 0,
      () => this.#pick(numbers, 0),
      () => this.#pick(texts, ''),
      () => this.#pick(texts, ''),
      () => 2n ** BigInt(this.#below(80)),
      () => new Date(this.#below(2 ** 31)),
      () => Uint8Array.from(this.#list(() => this.#below(256), 3)),
      () => [],
    ]
    const holders: (() => RpcValue)[] = [
      () => this.#list(() => this.#value(depth - 1), 4),
      () =>
        Object.fromEntries(this.#list(() => [this.#pick(names, 'a'), this.#value(depth - 1)] as const, 4)),
    ]
    return this.#pick(depth === 0 ? scalars : [...scalars, ...holders, ...holders], () => null)()
  }

  #list<T>(make: () => T, most: number): T[] {
    return Array.from({ length: this.#below(most + 1) }, make)
  }

  #pick<T>(choices: readonly T[], otherwise: T): T {
    return choices[this.#below(choices.length)] ?? otherwise
  }

  #below(limit: number) {
    return Math.floor(this.#random() * limit)
  }
}
