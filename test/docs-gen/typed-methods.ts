import type { JsonSchema, NamedSchemas } from '../../src/rpc/json-schema.ts'
import type { Documentation, Method, MethodResult, Parameter } from '../../src/rpc/method.ts'

const text = { type: 'string' }
const date = { rpcType: 'date' }
const bytes = { rpcType: 'bytes' }
const bigint = { rpcType: 'bigint' }
const ref = (name: string) => ({ $ref: `#/$defs/${name}` })

/** The named types of a plugin called `typed`. */
export const schemas: NamedSchemas = {
  User: {
    type: 'object',
    description: 'Somebody.',
    properties: {
      login: { ...text, minLength: 1 },
      uid: { type: 'integer' },
      since: date,
      photo: bytes,
      quota: bigint,
      manager: { anyOf: [ref('User'), { type: 'null' }] },
      rpcType: { ...text, default: 'date' },
      constructor: text,
    },
    required: ['login', 'uid'],
    additionalProperties: false,
  },
  Tree: {
    type: 'object',
    properties: { value: text, children: { type: 'array', items: ref('Tree') } },
    required: ['value', 'children'],
  },
  Ping: { type: 'object', properties: { pong: ref('Pong') } },
  Pong: { type: 'object', properties: { ping: ref('Ping') } },
  Größe: { type: 'number', format: 'double' },
  Page_User: {
    type: 'object',
    properties: { items: { type: 'array', items: ref('User') }, total: { type: 'integer' } },
    required: ['items', 'total'],
  },
}

interface Given {
  readonly parameters?: readonly Parameter[] | null
  readonly result?: MethodResult
  readonly documentation?: Partial<Documentation>
  readonly access?: Method['access']
  readonly invoke?: Method['invoke']
}

/** A method as an extractor would describe it. */
export function typedMethod(name: string, given: Given = {}): Method {
  const { parameters = [], result = {}, documentation = {}, access = 'user' } = given
  return {
    name,
    owner: name.split('.')[0] ?? '',
    plugin: null,
    parameters,
    result,
    schemas,
    documentation: { summary: '', ...documentation },
    access,
    invoke: given.invoke ?? (() => null),
  }
}

/** One that must be given. */
export function needed(name: string, schema: JsonSchema, description?: string): Parameter {
  return { name, optional: false, rest: false, schema, ...(description === undefined ? {} : { description }) }
}

/** One with a default. */
export function optional(name: string, schema: JsonSchema, source: string): Parameter {
  return { name, optional: true, rest: false, default: source, schema }
}

const manyNames = Array.from({ length: 60 }, (_, index) => `choice-${index}`)

/** Methods with every kind of schema and of words. */
export const typedMethods: readonly Method[] = [
  typedMethod('typed.add', {
    parameters: [
      needed('a', { type: 'number' }, 'What to begin with.'),
      optional('b', { type: 'number', default: 1 }, '1'),
    ],
    result: { schema: { type: 'number' }, description: 'the sum' },
    documentation: {
      summary: 'Adds two\nnumbers.',
      description: 'Exactly, as far as **doubles** go.',
      throws: ['Fault when it is\n  too hot'],
      examples: [
        { text: 'typed.add(1, 2)', params: [1, 2], result: 3 },
        { text: 'typed.add(1)', params: [1], result: 2 },
        { text: 'const sum = await typed.add(…)' },
      ],
    },
    invoke: ([a, b = 1]) => Number(a) + Number(b),
  }),
  typedMethod('typed.find', {
    parameters: [needed('login', { ...text, minLength: 1, pattern: '^[a-zü]+$' })],
    result: { schema: { anyOf: [ref('User'), { type: 'null' }] } },
    documentation: { summary: 'Finds a user – „Größe" 漢字 😀.', deprecated: 'Use typed.page.' },
    invoke: ([login]) => ({
      login,
      uid: 1000,
      since: new Date(Date.UTC(2024, 1, 29)),
      photo: Uint8Array.of(1, 2),
      quota: 2n ** 60n,
      manager: null,
    }),
  }),
  typedMethod('typed.page', {
    parameters: [
      optional('filter', { ...ref('User'), description: 'of the type' }, '{} as User'),
      optional('at', date, 'new Date()'),
    ],
    result: { schema: ref('Page_User') },
    access: 'anyone',
    invoke: () => ({ items: [], total: 0 }),
  }),
  typedMethod('typed.sum', {
    parameters: [
      needed('first', { type: 'integer' }),
      {
        name: 'others',
        optional: true,
        rest: true,
        schema: { type: 'integer' },
        description: 'More of them.',
      },
    ],
    result: { schema: { type: 'integer' } },
    documentation: { examples: [{ text: 'typed.sum(1, 2, 3)', params: [1, 2, 3], result: 6 }] },
    invoke: numbers => numbers.map(Number).reduce((sum, number) => sum + number),
  }),
  typedMethod('typed.pattern', {
    parameters: [
      { ...needed('parameter1', { type: 'object' }), unnamed: true },
      optional('b', { type: 'integer', default: 1 }, '1'),
    ],
    documentation: { examples: [{ text: 'typed.pattern({ a: 1 })', params: [{ a: 1 }], result: null }] },
  }),
  typedMethod('typed.patternAndRest', {
    parameters: [
      { ...needed('parameter1', { type: 'object' }), unnamed: true },
      { name: 'others', optional: true, rest: true, schema: text },
    ],
  }),
  typedMethod('typed.unknown', { parameters: null }),
  typedMethod('typed.tuple', {
    parameters: [
      needed('pair', {
        type: 'array',
        prefixItems: [text, { type: 'integer' }],
        items: false,
        minItems: 2,
        maxItems: 2,
      }),
      needed('list', { type: 'array', prefixItems: [text], items: { type: 'integer' }, minItems: 1 }),
    ],
    result: { schema: { type: 'array', items: { type: 'array', prefixItems: [date, bytes, bigint] } } },
  }),
  typedMethod('typed.choose', {
    parameters: [
      needed('one', { enum: manyNames }),
      needed('any', { anyOf: manyNames.map(name => ({ type: 'object', properties: { [name]: text } })) }),
      needed('level', { const: 3 }),
    ],
    result: { schema: { type: ['string', 'null'] } },
  }),
  typedMethod('typed.tree', { parameters: [needed('tree', ref('Tree'))], result: { schema: ref('Ping') } }),
  typedMethod('typed.constructor', {
    parameters: [needed('constructor', {}), needed('__proto__', text), needed('größe', ref('Größe'))],
    result: { schema: { type: 'object', additionalProperties: ref('User') } },
  }),
  typedMethod('typed.defaults', {
    parameters: [
      optional(
        'plain',
        { type: 'object', default: { rpcType: 'date', properties: { a: { rpcType: 'date' } } } },
        '…',
      ),
      optional('template', text, '`a`'),
      optional('page', text, `'${'x'.repeat(500)}'`),
    ],
    result: { schema: { type: 'null' } },
    documentation: { deprecated: '', examples: [{ text: 'NaN', params: [Number.NaN] }] },
  }),
]

/** As many as an agent with many plugins has. */
export const manyMethods: readonly Method[] = Array.from({ length: 200 }, (_, index) =>
  typedMethod(`many.method${index}`, {
    parameters: [needed('user', ref('User'))],
    result: { schema: ref('Page_User') },
    documentation: { summary: 'One of many.' },
  }),
)
