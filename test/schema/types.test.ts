// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources stand in strings here

import t from 'tap'
import type { JsonSchema } from '../../src/rpc/json-schema.ts'
import { describeSource } from './source.ts'

const declarations = `
import { Buffer } from 'node:buffer'
import type { Double, Integer, RpcStruct, RpcValue } from 'mmc-agent'
import type { Weather } from 'weather'

interface Base { id: Integer }
/** Somebody. */
interface Person extends Base {
  /** As others write it. */
  name: string
  nick?: string
}
interface Page<Item> { items: Item[]; next?: Page<Item> }
interface Options {
  /** @minimum 1 */
  times: Integer
  /**
   * How long it waits, in ms.
   *
   * @deprecated
   */
  wait?: number
}
interface Tree { value: Double; children: Tree[] }
interface Empty {}
type Both = Base & { extra: boolean }
type Point = { x: Double; y?: Double }
type Json = string | Json[] | { [name: string]: Json }
type Shape = { kind: 'circle'; r: number } | { kind: 'dot' }
type Result<Value, Trouble = string> = { ok: true; value: Value } | { ok: false; trouble: Trouble }
type Level = 'low' | 'mid' | 'high'
type Brand = string & { readonly brand: unique symbol }
type Settled<Value> = Value extends string ? { text: Value } : { other: Value }
/**
 * Of a hundred.
 *
 * @minimum 0
 * @maximum 100
 */
type Percent = number
/** @pattern /^[a-z]+$/ */
type Login = string
/** @minItems 1 */
type Logins = Login[]
/** @maximum 50 */
type Half = Percent
enum Color { Red, Green = 5, Blue }
enum Mode { Slow = 'slow', Fast = 'fast' }
const enum Bit { Off, On }
enum Sizes { First = 'first'.length, Two = 2 }
enum Size { Only = 'only'.length }
`

const percent = { type: 'number', minimum: 0, maximum: 100, description: 'Of a hundred.' }
const login = { type: 'string', pattern: '^[a-z]+$' }
const nul = { type: 'null' }
const double = { type: 'number', format: 'double' }
const ref = (name: string) => ({ $ref: `#/$defs/${name}` })

/** A type, and the schema of a parameter that has it; of a result too, unless it is another. */
const types: readonly (readonly [type: string, schema: JsonSchema, ofResult?: JsonSchema])[] = [
  ['string', { type: 'string' }],
  ['number', { type: 'number' }],
  ['boolean', { type: 'boolean' }],
  ['bigint', { rpcType: 'bigint' }],
  ['null', nul],
  ['Date', { rpcType: 'date' }],
  ['Uint8Array', { rpcType: 'bytes' }],
  ['Buffer', { rpcType: 'bytes' }],
  ['object', { type: 'object' }],
  ['RpcValue', {}],
  ['RpcStruct', { type: 'object' }],
  ['RpcValue | undefined', {}],
  ['RpcValue[]', { type: 'array', items: {} }],
  ['Integer', { type: 'integer' }],
  ['Double', double],
  ['Integer | null', { anyOf: [{ type: 'integer' }, nul] }],
  ['Double | string', { anyOf: [double, { type: 'string' }] }],
  ['readonly Integer[]', { type: 'array', items: { type: 'integer' } }],
  ['undefined', nul],
  ['string | undefined', { type: 'string' }, { anyOf: [{ type: 'string' }, nul] }],
  ['string | null', { anyOf: [{ type: 'string' }, nul] }],
  ['null | string', { anyOf: [{ type: 'string' }, nul] }],
  ["'one'", { type: 'string', const: 'one' }],
  ['1.5', { type: 'number', const: 1.5 }],
  ['true', { type: 'boolean', const: true }],
  ["'b' | 'a' | 'c'", { type: 'string', enum: ['b', 'a', 'c'] }],
  ["'b' | 1 | null", { anyOf: [{ enum: ['b', 1] }, nul] }],
  ['Level', { type: 'string', enum: ['low', 'mid', 'high'] }],
  ['Level | null', { anyOf: [{ type: 'string', enum: ['low', 'mid', 'high'] }, nul] }],
  ["'a' | (string & {})", { type: 'string' }],
  ["boolean | 'auto'", { anyOf: [{ type: 'string', const: 'auto' }, { type: 'boolean' }] }],
  ['string | number[]', { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] }],
  ['number[][]', { type: 'array', items: { type: 'array', items: { type: 'number' } } }],
  ['(string | null)[]', { type: 'array', items: { anyOf: [{ type: 'string' }, nul] } }],
  ['never[]', { type: 'array', maxItems: 0 }],
  ['ReadonlyArray<Date>', { type: 'array', items: { rpcType: 'date' } }],
  [
    '[string, Integer]',
    {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
      items: false,
      minItems: 2,
      maxItems: 2,
    },
  ],
  [
    'readonly [x: number, y?: Login]',
    { type: 'array', prefixItems: [{ type: 'number' }, login], items: false, minItems: 1, maxItems: 2 },
  ],
  [
    '[string, ...Percent[]]',
    { type: 'array', prefixItems: [{ type: 'string' }], items: percent, minItems: 1 },
  ],
  ['[]', { type: 'array', items: false, minItems: 0, maxItems: 0 }],
  ['Record<string, number>', { type: 'object', additionalProperties: { type: 'number' } }],
  ['Record<string, Percent>', { type: 'object', additionalProperties: percent }],
  [
    "Record<'a' | 'b', boolean>",
    {
      type: 'object',
      properties: { a: { type: 'boolean' }, b: { type: 'boolean' } },
      required: ['a', 'b'],
      additionalProperties: false,
    },
  ],
  [
    '{ [name: string]: number; total: number }',
    {
      type: 'object',
      properties: { total: { type: 'number' } },
      required: ['total'],
      additionalProperties: { type: 'number' },
    },
  ],
  [
    'Record<`x-${string}`, string>',
    {
      type: 'object',
      patternProperties: { '^x-[\\s\\S]*$': { type: 'string' } },
      additionalProperties: false,
    },
  ],
  [
    'Record<number, string>',
    {
      type: 'object',
      patternProperties: { '^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$': { type: 'string' } },
      additionalProperties: false,
    },
  ],
  ['{ [name: string]: number | undefined }', { type: 'object', additionalProperties: { type: 'number' } }],
  ['Record<string, never>', { type: 'object', additionalProperties: false }],
  ['Record<string, undefined>', { type: 'object', additionalProperties: false }],
  [
    '{ a?: never; b: number; c?: undefined; d: undefined }',
    { type: 'object', properties: { b: { type: 'number' } }, required: ['b'], additionalProperties: false },
  ],
  [
    '{ [s: symbol]: string; x: number }',
    { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: false },
  ],
  [
    "{ '': string; b: number }",
    {
      type: 'object',
      properties: { '': { type: 'string' }, b: { type: 'number' } },
      required: ['', 'b'],
      additionalProperties: false,
    },
  ],
  ['`v${bigint}`', { type: 'string', pattern: '^v-?\\d+$' }],
  ["`${'a' | 'b'}.${boolean}`", { type: 'string', enum: ['a.false', 'a.true', 'b.false', 'b.true'] }],
  ["Uppercase<'abc'>", { type: 'string', const: 'ABC' }],
  ['Person', ref('Person')],
  ['Person | null', { anyOf: [ref('Person'), nul] }],
  ['Person[]', { type: 'array', items: ref('Person') }],
  ['Point', ref('Point')],
  ['Both', ref('Both')],
  ['Options', ref('Options')],
  ['Empty', ref('Empty')],
  ['Tree', ref('Tree')],
  ['Json', ref('Json')],
  ['Shape', ref('Shape')],
  [
    'Shape | string',
    {
      anyOf: [
        {
          type: 'object',
          properties: { kind: { type: 'string', const: 'circle' }, r: { type: 'number' } },
          required: ['kind', 'r'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { kind: { type: 'string', const: 'dot' } },
          required: ['kind'],
          additionalProperties: false,
        },
        { type: 'string' },
      ],
    },
  ],
  ['Page<Person>', ref('Page_Person')],
  ['Page<string>', ref('Page_string')],
  ['Page<Person[]>', ref('Page_Person_Array')],
  ['Result<Integer>', ref('Result_Integer_string')],
  ['Weather', ref('Weather')],
  ['Color', ref('Color')],
  ['Mode', ref('Mode')],
  ['Bit', ref('Bit')],
  ['Mode | null', { anyOf: [ref('Mode'), nul] }],
  ['Color.Green', { type: 'integer', const: 5 }],
  ['Color.Red | Color.Blue', { type: 'integer', enum: [0, 6] }],
  ['Sizes', { type: 'number' }],
  ['Sizes.First', { type: 'number' }],
  ['Sizes.Two', { type: 'integer', const: 2 }],
  ['Sizes | null', { anyOf: [{ type: 'number' }, nul] }],
  ['Size', { type: 'number' }],
  ['Brand', { type: 'string' }],
  ['Percent', percent],
  ['Half', { ...percent, maximum: 50 }],
  ['Percent | null', { anyOf: [percent, nul] }],
  ['Percent[]', { type: 'array', items: percent }],
  ['Array<Login>', { type: 'array', items: login }],
  ['Logins', ref('Logins')],
  [
    "Pick<Person, 'name'>",
    {
      type: 'object',
      properties: { name: { type: 'string', description: 'As others write it.' } },
      required: ['name'],
      additionalProperties: false,
    },
  ],
  [
    "Omit<Person, 'name' | 'nick'>",
    {
      type: 'object',
      properties: { id: { type: 'integer' } },
      required: ['id'],
      additionalProperties: false,
    },
  ],
  ['Partial<Base>', { type: 'object', properties: { id: { type: 'integer' } }, additionalProperties: false }],
  [
    '{ [Name in keyof Base]: string }',
    { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false },
  ],
  ['keyof Base', { type: 'string', const: 'id' }],
  ["Person['nick']", { type: 'string' }, { anyOf: [{ type: 'string' }, nul] }],
  ['Settled<boolean>["other"]', { type: 'boolean' }],
  ['Awaited<Promise<string>>', { type: 'string' }],
  [
    '{ a?: string; b: string | undefined; c: null; "d-e": Date }',
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' }, c: nul, 'd-e': { rpcType: 'date' } },
      required: ['c', 'd-e'],
      additionalProperties: false,
    },
  ],
]

const schemas: Readonly<Record<string, JsonSchema>> = {
  Person: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string', description: 'As others write it.' },
      nick: { type: 'string' },
    },
    required: ['name', 'id'],
    additionalProperties: false,
    description: 'Somebody.',
  },
  Options: {
    type: 'object',
    properties: {
      times: { type: 'integer', minimum: 1 },
      wait: { type: 'number', description: 'How long it waits, in ms.', deprecated: true },
    },
    required: ['times'],
    additionalProperties: false,
  },
  Empty: { type: 'object', additionalProperties: false },
  Point: {
    type: 'object',
    properties: { x: double, y: double },
    required: ['x'],
    additionalProperties: false,
  },
  Both: {
    type: 'object',
    properties: { id: { type: 'integer' }, extra: { type: 'boolean' } },
    required: ['id', 'extra'],
    additionalProperties: false,
  },
  Tree: {
    type: 'object',
    properties: { value: double, children: { type: 'array', items: ref('Tree') } },
    required: ['value', 'children'],
    additionalProperties: false,
  },
  Json: {
    anyOf: [
      { type: 'string' },
      { type: 'array', items: ref('Json') },
      { type: 'object', additionalProperties: ref('Json') },
    ],
  },
  Page_Person: {
    type: 'object',
    properties: { items: { type: 'array', items: ref('Person') }, next: ref('Page_Person') },
    required: ['items'],
    additionalProperties: false,
  },
  Weather: {
    type: 'object',
    properties: { degrees: { type: 'number', description: 'In the shade.' } },
    required: ['degrees'],
    additionalProperties: false,
  },
  Color: { type: 'integer', enum: [0, 5, 6] },
  Mode: { type: 'string', enum: ['slow', 'fast'] },
  Bit: { type: 'integer', enum: [0, 1] },
  Logins: { type: 'array', items: login, minItems: 1 },
}

t.test('each type has its schema, as a parameter and as a result', async t => {
  const functions = types.map(
    ([type], index) => `
export function takes${index}(value: ${type}): void {}
export async function gives${index}(): Promise<${type}> { return null as never }`,
  )
  const described = describeSource(t, {
    'index.ts': declarations + functions.join(''),
    'node_modules/weather/package.json': '{ "name": "weather", "types": "index.d.ts" }',
    'node_modules/weather/index.d.ts':
      'export interface Weather {\n  /** In the shade. */\n  degrees: number\n}',
  })
  t.strictSame(described.problems, [])
  types.forEach(([type, schema, ofResult], index) => {
    t.strictSame(described.methods[`takes${index}`]?.parameters[0]?.schema, schema, type)
    t.strictSame(described.methods[`gives${index}`]?.result.schema, ofResult ?? schema, `Promise<${type}>`)
  })
  for (const [name, schema] of Object.entries(schemas)) t.strictSame(described.schemas[name], schema, name)
  t.strictSame(Object.keys(described.schemas), Object.keys(described.schemas).sort())
})

t.test('a comment on the line of a brace or of another member is about the member behind it', async t => {
  const { schemas, problems } = describeSource(t, {
    'index.ts': `
interface A { /** Many. @minimum 5 */ n: number; /** @pattern ^a$ */ p: string; /** Not of q. */
  q: string /** Not of r. */
  r: string
}
interface B { /** Of b. */
  b: string; c: string
}
export const f = (a: A, b: B, c: { /** @minLength many */ d: string }) => {}`,
  })
  t.match(schemas, {
    A: {
      properties: {
        n: { type: 'number', minimum: 5, description: 'Many.' },
        p: { type: 'string', pattern: '^a$' },
      },
    },
    B: { properties: { b: { type: 'string', description: 'Of b.' } } },
  })
  const { A: { properties } = {}, B } = schemas
  t.strictSame(Object(properties).q, { type: 'string' })
  t.strictSame(Object(properties).r, { type: 'string' })
  t.strictSame(Object(B?.properties).c, { type: 'string' })
  t.match(problems, [{ line: 9, column: 40, message: /@minLength takes/ }])
})

t.test("a package's words are about its types, and not about its helpers", async t => {
  const { methods, schemas, problems } = describeSource(t, {
    'index.ts': `
import type { Deep, input, Weather } from 'weather'
interface Filter { near?: Filter }
/** Counts days. */
export function Days() {}
/** Some days. */
export type Days = string[]
/** What is asked for. */
export type Asked = input<{ output: Filter }>
export const f = (a: Deep<Filter>, b: input<{ output: string }>, c: Weather, d: Days, e: Asked) => {}`,
    'node_modules/weather/package.json': '{ "name": "weather", "types": "index.d.ts" }',
    'node_modules/weather/index.d.ts': `
/** Makes a type partial, deeply. */
export type Deep<T> = { [K in keyof T]?: Deep<T[K]> }
/** Builds the schema of an input. */
export function input(): void
/** Infers the input. */
export type input<T extends { output: unknown }> = T['output']
/** Of a place. */
export type Weather = { degrees: number }`,
  })
  t.strictSame(problems, [])
  t.strictSame(
    methods.f?.parameters.map(({ schema }) => schema),
    [
      ref('Deep_Filter'),
      { type: 'string' },
      ref('Weather'),
      ref('Days'),
      { ...ref('Filter'), description: 'What is asked for.' },
    ],
  )
  t.match(schemas, { Weather: { description: 'Of a place.' }, Days: { description: 'Some days.' } })
  t.notOk('description' in (schemas.Deep_Filter ?? {}))
  t.equal(schemas.Days?.description, 'Some days.')
})

t.test('two types of one name are told apart', async t => {
  const { methods, schemas } = describeSource(t, {
    'index.ts': `
import type { Item as Other } from './other.ts'
interface Item { a: string }
export const first = (item: Item, other: Other) => {}
export const second = (other: Other) => {}`,
    'other.ts': 'export interface Item { b: string }',
  })
  t.strictSame(
    methods.first?.parameters.map(({ schema }) => schema),
    [ref('Item'), ref('Item_2')],
  )
  t.strictSame(methods.second?.parameters[0]?.schema, ref('Item_2'))
  t.strictSame(Object.keys(schemas), ['Item', 'Item_2'])
})

t.test('what is not written down is inferred, and promises are unwrapped', async t => {
  const { methods, problems } = describeSource(t, {
    'index.ts': `
export const text = () => 'a'
export const nothing = () => {}
export const later = async () => ({ when: new Date(), list: [1, 'a'] })
export const either = (yes: boolean) => (yes ? ('yes' as const) : 0 as const)
export const empty = () => ({ rows: [], some: [undefined, 'a'], none: undefined, n: 1 })
export const maybe = async (yes: boolean) => (yes ? 1 : undefined)
export function mixed(): Promise<string | null> | number { return 1 }
export function nested(): Promise<PromiseLike<string>> { return null as never }
export function never(): never { throw new Error() }`,
  })
  t.strictSame(problems, [])
  t.strictSame(
    Object.fromEntries(Object.entries(methods).map(([name, { result }]) => [name, result.schema])),
    {
      either: { enum: ['yes', 0] },
      empty: {
        type: 'object',
        properties: {
          rows: { type: 'array', maxItems: 0 },
          some: { type: 'array', items: { anyOf: [{ type: 'string' }, nul] } },
          n: { type: 'number' },
        },
        required: ['rows', 'some', 'n'],
        additionalProperties: false,
      },
      later: {
        type: 'object',
        properties: {
          when: { rpcType: 'date' },
          list: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
        },
        required: ['when', 'list'],
        additionalProperties: false,
      },
      maybe: { anyOf: [{ type: 'integer', const: 1 }, nul] },
      mixed: { anyOf: [{ type: 'number' }, { type: 'string' }, nul] },
      nested: { type: 'string' },
      never: nul,
      nothing: nul,
      text: { type: 'string' },
    },
  )
})
