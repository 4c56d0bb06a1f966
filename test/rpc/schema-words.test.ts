import t from 'tap'
import type { JsonSchema, NamedSchemas } from '../../src/rpc/json-schema.ts'
import { describeSchema } from '../../src/rpc/schema-words.ts'
import { describeValue } from '../../src/rpc/value-words.ts'

const schemas: NamedSchemas = {
  User: { type: 'object', properties: { login: { type: 'string' } } },
  Speed: { enum: ['fast', 'slow'] },
  Itself: { $ref: '#/$defs/Itself' },
  Pair: pair({ type: 'string' }, { anyOf: [{ $ref: '#/$defs/Pair' }, { type: 'null' }] }),
  Nest: { type: 'array', items: { $ref: '#/$defs/Nest' } },
  Both: {
    anyOf: [
      { type: 'string' },
      { $ref: '#/$defs/Both' },
      { type: 'array', items: { $ref: '#/$defs/User' } },
      { $ref: '#/$defs/Both' },
    ],
  },
}

const described: [schema: JsonSchema, words: string][] = [
  [{}, 'any value'],
  [{ type: 'string' }, 'a string'],
  [{ type: 'string', minLength: 3, maxLength: 3 }, 'a string of 3 characters'],
  [{ type: 'string', minLength: 1, maxLength: 3 }, 'a string of 1 to 3 characters'],
  [{ type: 'string', maxLength: 1 }, 'a string of at most 1 character'],
  [
    { type: 'string', format: 'email', pattern: '@x$' },
    'a string that is an email address and that matches @x$',
  ],
  [{ type: 'string', format: 'regex' }, 'a string that is in the format regex'],
  [{ type: 'integer', minimum: 1 }, 'an integer of at least 1'],
  [
    { type: 'number', format: 'double', exclusiveMinimum: 0, maximum: 1 },
    'a number of at most 1 and above 0',
  ],
  [{ type: ['boolean', 'null'] }, 'a boolean or null'],
  [{ type: 'array' }, 'an array'],
  [{ type: 'array', items: { type: 'string' } }, 'an array of strings'],
  [{ type: 'array', items: { $ref: '#/$defs/User' }, maxItems: 5 }, 'an array of at most 5 structs'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, 'an array'],
  [{ type: 'array', minItems: 1 }, 'an array of at least 1 item'],
  [
    { type: 'array', prefixItems: [{ type: 'string' }, { rpcType: 'bytes' }] },
    'an array of items (a string, bytes in base64, then any values)',
  ],
  [
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 1 },
    'an array of 1 to 2 items (a string, an integer)',
  ],
  [
    { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' }, minItems: 1 },
    'an array of at least 1 item (a string, then integers)',
  ],
  [{ type: 'array', items: false, maxItems: 0 }, 'an array of 0 items'],
  [{ type: 'array', prefixItems: [], items: false }, 'an empty array'],
  [{ type: 'array', items: { type: 'string' }, uniqueItems: true }, 'an array of strings, no two alike'],
  [{ $ref: '#/$defs/Pair' }, 'an array of 2 items (a string, an array or null)'],
  [{ $ref: '#/$defs/Nest' }, 'an array'],
  [{ $ref: '#/$defs/Both' }, 'a string or an array of structs'],
  [{ type: 'object' }, 'a struct'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'a struct of numbers'],
  [{ $ref: '#/$defs/User' }, 'a struct'],
  [{ $ref: '#/$defs/Speed' }, "'fast' or 'slow'"],
  [{ $ref: '#/$defs/Itself' }, 'no value at all'],
  [{ $ref: '#/$defs/Gone' }, 'any value'],
  [{ const: 5 }, '5'],
  [{ enum: ['a', true, null] }, "'a', true or null"],
  [
    { anyOf: [{ $ref: '#/$defs/Speed' }, { type: 'integer' }, { $ref: '#/$defs/Speed' }] },
    "'fast', 'slow' or an integer",
  ],
  [{ allOf: [{}, { type: 'object' }] }, 'a struct'],
  [{ anyOf: [] }, 'no value at all'],
  [
    { enum: Array.from({ length: 14 }, (_, index) => index) },
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or one of 2 others',
  ],
  [{ rpcType: 'date' }, 'a date such as 2024-02-29T12:34:56Z'],
  [{ rpcType: 'bigint' }, 'an integer, beyond 2^53 as a string of digits'],
]

for (const [schema, words] of described) {
  t.test(`${JSON.stringify(schema).slice(0, 80)} asks for ${words}`, async t => {
    t.equal(describeSchema(schema, schemas), words)
  })
}

t.test('a value is described by its kind, and never by itself', async t => {
  const values: [value: unknown, words: string][] = [
    [undefined, 'nothing'],
    [null, 'null'],
    ['', 'an empty string'],
    ['secret', 'a string'],
    [true, 'a boolean'],
    [-1, 'an integer'],
    [0.5, 'a fraction'],
    [1e300, 'an integer beyond 2^53'],
    [Number.NaN, 'NaN'],
    [5n, 'a bigint'],
    [2n ** 64n, 'an integer beyond 2^53'],
    [[], 'an empty array'],
    [['secret'], 'an array'],
    [{ secret: 1 }, 'a struct'],
    [new Date(0), 'a date'],
    [new Date(Number.NaN), 'an invalid Date'],
    [new Uint8Array(), 'bytes'],
    [new Map(), 'an instance of Map'],
    [() => {}, 'a function'],
  ]
  for (const [value, words] of values) t.equal(describeValue(value), words)
})

t.test('words are short, however often a type holds itself', async t => {
  const name = (index: number) => `T${index % 40}`
  const refs = (...indexes: readonly number[]) => indexes.map(index => ({ $ref: `#/$defs/${name(index)}` }))
  const many = (make: (index: number) => JsonSchema) =>
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [name(index), make(index)]))
  const held: NamedSchemas[] = [
    many(index => pair({ $ref: `#/$defs/${name(index + 1)}` }, { $ref: `#/$defs/${name(index + 2)}` })),
    many(index => ({ anyOf: [...refs(index + 1, index + 2), { type: 'null' }] })),
    many(index => ({ type: 'array', items: { anyOf: refs(index + 1, index + 1, index + 2) } })),
  ]
  for (const schemas of held) t.ok(describeSchema({ $ref: '#/$defs/T0' }, schemas).length < 100)
})

function pair(...prefixItems: readonly JsonSchema[]): JsonSchema {
  return { type: 'array', prefixItems, items: false, minItems: 2 }
}
