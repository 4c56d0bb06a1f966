import t from 'tap'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { Parameter } from '../../../src/rpc/method.ts'
import type { Door } from '../../../src/rpc/scope.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { fitOne } from './fit.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const nothing = { type: 'null' }
const date = { rpcType: 'date' }
const bytes = { rpcType: 'bytes' }
const bigint = { rpcType: 'bigint' }

/** The named types of all cases. */
const schemas: NamedSchemas = {
  User: struct({ login: text, uid: integer, born: date }, ['login']),
  'Page<User>': struct({ items: list(ref('User')), next: { anyOf: [ref('Page<User>'), nothing] } }, [
    'items',
  ]),
  Shape: {
    anyOf: [
      struct({ size: { type: 'number' }, kind: { const: 'circle' }, at: date }, ['kind', 'size']),
      struct({ width: { type: 'number' }, height: { type: 'number' }, kind: { const: 'box' } }, [
        'kind',
        'width',
        'height',
      ]),
    ],
  },
  Tree: { anyOf: [text, list(ref('Tree')), { type: 'object', additionalProperties: ref('Tree') }] },
}

interface Case {
  readonly title: string
  readonly schema: JsonSchema
  readonly value: RpcValue
  /** Default: every door. */
  readonly doors?: readonly Door[]
  readonly parameter?: Partial<Parameter>
  /** What the function gets; or the fault's words, between the method's name and how to call it. */
  readonly becomes?: RpcValue | undefined
  readonly fault?: string
}

const xml: readonly Door[] = ['xmlrpc']
const json: readonly Door[] = ['jsonrpc', 'rpc']
const allDoors: readonly Door[] = ['xmlrpc', 'jsonrpc', 'rpc', 'plugin']
const optional = { optional: true }
const utf8 = (string: string) => new Uint8Array(Buffer.from(string))
const noon = '2024-02-29T12:00:00Z'

/** A value that fits as it is. */
function fits(title: string, schema: JsonSchema, value: RpcValue, options: Partial<Case> = {}): Case {
  return { title, schema, value, becomes: value, ...options }
}

function refuses(
  title: string,
  schema: JsonSchema,
  value: RpcValue,
  fault: string,
  options: Partial<Case> = {},
): Case {
  return { title, schema, value, fault, ...options }
}

const lookAlikes: readonly RpcValue[] = [
  ...JSON.parse(
    '[1, "1", [1], ["1"], {"1": 1}, "[1]", null, "null", true, "true", [null], ["null"], [], {}, "[]"]',
  ),
  1n,
  '1n',
  [1n],
  new Date(0),
  'date 0',
  utf8('a'),
  'bytes 61',
  ['a,b'],
  ['a', 'b'],
]

const cases: readonly Case[] = [
  fits('a string', text, 'x'),
  fits('any value where none is asked for', {}, [1, { a: null }]),
  fits('a whole number where a number is asked for', { type: 'number', format: 'double' }, 2),
  fits('an integer', integer, -5),
  fits('a boolean', { type: 'boolean' }, false),
  fits('null', nothing, null),
  fits('a date', date, new Date(0)),
  fits('bytes', bytes, utf8('x')),
  fits('a bigint', bigint, 2n ** 64n),
  fits('a struct', ref('User'), { login: 'ada', uid: 5 }),
  fits('a type that holds itself', ref('Page<User>'), { items: [], next: { items: [], next: null } }),
  fits('a recursive union', ref('Tree'), ['a', { b: ['c', []] }]),

  refuses('a number for a string', text, 5, "'p' must be a string, but an integer came"),
  refuses('a string for an integer', integer, '5', "'p' must be an integer, but a string came"),
  refuses('a fraction for an integer', integer, 1.5, "'p' must be an integer, but a fraction came"),
  refuses('a boolean for a number', { type: 'number' }, true, "'p' must be a number, but a boolean came"),
  refuses('an integer for a boolean', { type: 'boolean' }, 1, "'p' must be a boolean, but an integer came"),
  refuses('null for a string', text, null, "'p' must be a string, but null came"),
  refuses('a date for a struct', ref('User'), new Date(0), "'p' must be a struct, but a date came"),
  refuses('bytes for a struct', { type: 'object' }, utf8('x'), "'p' must be a struct, but bytes came"),
  refuses('an array for a struct', ref('User'), [1], "'p' must be a struct, but an array came"),
  refuses('bytes for an array', { type: 'array' }, utf8('x'), "'p' must be an array, but bytes came"),
  refuses(
    'an i8 for a number',
    { type: 'number' },
    2n ** 60n,
    "'p' must be a number, but an integer beyond 2^53 came",
  ),
  refuses(
    'a number that is not exact',
    bigint,
    2 ** 60,
    "'p' must be an integer, beyond 2^53 as a string of digits, but an integer beyond 2^53 came",
  ),
  refuses(
    'bytes that are no text',
    text,
    Uint8Array.of(0xff),
    "'p' must be a string, but bytes that are not UTF-8 came",
  ),
  refuses(
    'no date',
    date,
    '2024-02-30T12:00:00Z',
    "'p' must be a date such as 2024-02-29T12:34:56Z, but a string that is no such date came",
  ),
  ...['2024-02-29', '2024-02-29T12:00:00', '2024-02-29T24:00:00Z', '20240229T12:00:00Z', `${noon} `].map(
    value =>
      refuses(
        `the text ${value} for a date`,
        date,
        value,
        "'p' must be a date such as 2024-02-29T12:34:56Z, but a string that is no such date came",
      ),
  ),
  ...['QQ=', 'QQ', '====', 'Q Q=', 'a_-='].map(value =>
    refuses(
      `the text ${value} for bytes`,
      bytes,
      value,
      "'p' must be bytes in base64, but a string that is not base64 came",
      { doors: json },
    ),
  ),
  refuses('base64 in a string', bytes, 'QQ==', "'p' must be bytes in base64, but a string came", {
    doors: ['xmlrpc', 'plugin'],
  }),
  refuses(
    'a text that is no number',
    bigint,
    '1e3',
    "'p' must be an integer, beyond 2^53 as a string of digits, but a string with other characters came",
  ),

  // Bounds.
  refuses(
    'a number that is too small',
    { type: 'integer', minimum: 1, maximum: 9 },
    0,
    "'p' must be an integer from 1 to 9, but a smaller one came",
  ),
  refuses(
    'a number that is too large',
    { type: 'number', exclusiveMaximum: 1 },
    1,
    "'p' must be a number below 1, but a larger one came",
  ),
  refuses(
    'a number between steps',
    { type: 'integer', multipleOf: 5 },
    7,
    "'p' must be an integer that is a multiple of 5, but another one came",
  ),
  refuses(
    'a short string',
    { type: 'string', minLength: 8 },
    'secret',
    "'p' must be a string of at least 8 characters, but a shorter one came",
  ),
  refuses(
    'an empty string',
    { type: 'string', minLength: 1 },
    '',
    "'p' must be a string of at least 1 character, but an empty string came",
  ),
  refuses(
    'a long string',
    { type: 'string', maxLength: 2 },
    'abc',
    "'p' must be a string of at most 2 characters, but a longer one came",
  ),
  refuses(
    'a pattern',
    { type: 'string', pattern: '^[a-z]+$' },
    'A',
    "'p' must be a string that matches ^[a-z]+$, but another one came",
  ),
  refuses(
    'an array of another length',
    { type: 'array', items: integer, minItems: 2 },
    [1],
    "'p' must be an array of at least 2 integers, but one of 1 item came",
  ),
  refuses(
    'equal items',
    { type: 'array', items: integer, uniqueItems: true },
    [1, 1],
    "'p' must be an array of integers, no two alike, but one with equal items came",
  ),
  refuses(
    'equal structs',
    { type: 'array', uniqueItems: true },
    [
      { a: 1, b: [noon] },
      { b: [noon], a: 1 },
    ],
    "'p' must be an array, no two alike, but one with equal items came",
  ),
  fits('items that only look alike', { type: 'array', uniqueItems: true }, lookAlikes),
  fits('equal items where they may be', { type: 'array', uniqueItems: false }, [1, 1]),
  refuses(
    'a surplus item of a tuple',
    { type: 'array', prefixItems: [text, integer], minItems: 2, items: false },
    ['a', 1, 2],
    "'p' must be an array of 2 items (a string, an integer), but one of 3 items came",
  ),
  ...(
    [
      ['date-time', noon, 'noon', 'a date and time such as 2024-02-29T12:34:56Z'],
      ['date', '2024-02-29', '2023-02-29', 'a date such as 2024-02-29'],
      ['time', '12:00:00Z', '25:00:00Z', 'a time such as 12:34:56Z'],
      ['email', 'ada@example.org', 'ada', 'an email address'],
      ['uri', 'https://example.org/', 'example', 'a URI'],
      ['uuid', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b810', 'a UUID'],
      ['ipv4', '192.0.2.1', '192.0.2.256', 'an IPv4 address'],
      ['ipv6', '2001:db8::1', '192.0.2.1', 'an IPv6 address'],
      ['hostname', 'www.example.org', 'www example', 'a host name'],
    ] as const
  ).flatMap(([format, right, wrong, words]) => [
    fits(`the format ${format}`, { type: 'string', format }, right),
    refuses(
      `what is not in the format ${format}`,
      { type: 'string', format },
      wrong,
      `'p' must be a string that is ${words}, but another one came`,
    ),
  ]),
  fits('a format that nobody can check', { type: 'string', format: 'phone' }, 'x'),

  // Literals and unions.
  refuses(
    'another word',
    { enum: ['fast', 'slow', null] },
    'swift',
    "'p' must be 'fast', 'slow' or null, but another string came",
  ),
  refuses(
    'a number for a word',
    { enum: ['fast', 'slow'] },
    1,
    "'p' must be 'fast' or 'slow', but an integer came",
  ),
  refuses('the other boolean', { const: true }, false, "'p' must be true, but false came"),
  refuses('another integer', { enum: [1, 2, 3] }, 4, "'p' must be 1, 2 or 3, but another integer came"),
  refuses('a fraction for integers', { enum: [1, 2] }, 1.5, "'p' must be 1 or 2, but a fraction came"),
  refuses('another literal', { const: 'on' }, 'off', "'p' must be 'on', but another string came"),
  refuses(
    'none of a union',
    { anyOf: [text, nothing] },
    5,
    "'p' must be a string or null, but an integer came",
  ),
  refuses(
    'a member of a union out of bounds',
    { anyOf: [{ type: 'string', minLength: 3 }, nothing] },
    'x',
    "'p' must be a string of at least 3 characters or null, but a shorter one came",
  ),
  refuses(
    'a struct that its literal tells apart',
    ref('Shape'),
    { kind: 'box', width: 1, height: 'x' },
    "'p.height' must be a number, but a string came",
  ),
  refuses(
    'a member that is missing in such a struct',
    ref('Shape'),
    { kind: 'circle' },
    "'p.size' is missing",
  ),
  refuses(
    'what is behind a bridge inside a union',
    ref('Shape'),
    { kind: 'circle', at: noon, size: 'x' },
    "'p.size' must be a number, but a string came",
  ),
  refuses(
    'the deepest place of a union',
    ref('Tree'),
    ['a', { b: ['c', 5] }],
    "'p[1].b[1]' must be a string, an array or a struct, but an integer came",
  ),

  // Places.
  refuses('a member', ref('User'), { login: 5 }, "'p.login' must be a string, but an integer came"),
  refuses('a member that is missing', ref('User'), { uid: 5 }, "'p.login' is missing"),
  refuses(
    'a member that is misspelt',
    ref('User'),
    { login: 'a', iud: 5 },
    "'p.iud' is unknown (did you mean 'uid'?)",
  ),
  refuses(
    'a misspelt member that must be given',
    ref('User'),
    { logn: 'a', iud: 5 },
    "'p.logn' is unknown (did you mean 'login'?)",
  ),
  refuses('a missing member beside a strange one', ref('User'), { secret: 'a' }, "'p.login' is missing"),
  refuses('a missing member beside the slip of another', ref('User'), { bornn: 'a' }, "'p.login' is missing"),
  refuses(
    'a number with too many digits',
    bigint,
    '1'.repeat(1001),
    "'p' must be an integer, beyond 2^53 as a string of digits, but a longer one came",
  ),
  refuses(
    'a member that nobody knows',
    ref('User'),
    { login: 'a', administrator: true },
    "'p.administrator' is unknown",
  ),
  refuses(
    'a member called __proto__',
    ref('User'),
    JSON.parse('{"login": "a", "__proto__": {"uid": 1}}'),
    "'p.__proto__' is unknown",
  ),
  refuses(
    'a member that every object inherits',
    struct({ constructor: text }, ['constructor']),
    {},
    "'p.constructor' is missing",
  ),
  refuses(
    'a place of odd names',
    { type: 'object', additionalProperties: list(integer) },
    { 'post code': [1, 'x'] },
    `'p["post code"][1]' must be an integer, but a string came`,
  ),
  refuses(
    'a page within a page',
    ref('Page<User>'),
    { items: [{ login: 'a' }], next: { items: [{ login: 'a' }, { login: null }], next: null } },
    "'p.next.items[1].login' must be a string, but null came",
  ),
  refuses('one of many', integer, 'x', "'p[0]' must be an integer, but a string came", {
    parameter: { rest: true },
  }),

  // Bridges.
  { title: 'base64 for a string', schema: text, value: utf8('é\uFEFF'), becomes: 'é\uFEFF' },
  { title: 'base64 for a word', schema: { enum: ['é', 'b'] }, value: utf8('é'), becomes: 'é' },
  ...[noon, '2024-02-29t13:00:00.000+01:00', '2024-02-29T06:30:00-05:30'].map(
    (value): Case => ({
      title: `the text ${value} for a date`,
      schema: date,
      value,
      becomes: new Date(noon),
    }),
  ),
  { title: 'base64 of JSON', schema: bytes, value: '6Q==', doors: json, becomes: Uint8Array.of(0xe9) },
  { title: 'digits for a bigint', schema: bigint, value: '-18446744073709551616', becomes: -(2n ** 64n) },
  { title: 'a number for a bigint', schema: bigint, value: 7, becomes: 7n },
  { title: 'an empty array for a struct', schema: { type: 'object' }, value: [], becomes: {} },
  refuses('an empty array for a struct with members', ref('User'), [], "'p.login' is missing"),
  {
    title: 'bridges inside',
    schema: list(ref('User')),
    value: [{ login: utf8('ada'), born: noon }],
    becomes: [{ login: 'ada', born: new Date(noon) }],
  },
  {
    title: 'bridges by position',
    schema: { type: 'array', prefixItems: [bigint], items: date },
    value: ['1', noon],
    becomes: [1n, new Date(noon)],
  },
  {
    title: 'bridges of all parts of a type',
    schema: { allOf: [{ type: 'object', properties: { a: date } }, { properties: { b: bigint } }] },
    value: { a: noon, b: '1' },
    becomes: { a: new Date(noon), b: 1n },
  },
  {
    title: 'a bridge beside __proto__',
    schema: { type: 'object', additionalProperties: bigint },
    value: JSON.parse('{"__proto__": "1"}'),
    becomes: JSON.parse('{"__proto__": 1}', (_, value) => (value === 1 ? 1n : value)),
  },
  {
    title: 'a bridge by the pattern of a name',
    schema: { type: 'object', patternProperties: { '^on-': date }, additionalProperties: bigint },
    value: { 'on-call': noon, off: '1' },
    becomes: { 'on-call': new Date(noon), off: 1n },
  },
  fits('a union as it is before any bridge', { anyOf: [date, text] }, noon),
  fits('an empty array of a union as it is', { anyOf: [{ type: 'object' }, { type: 'array' }] }, []),
  {
    title: 'a union with a bridge',
    schema: { anyOf: [integer, date] },
    value: noon,
    becomes: new Date(noon),
  },
  {
    title: 'a union inside a union with a bridge',
    schema: { anyOf: [{ anyOf: [nothing, bigint] }, list(date)] },
    value: [noon],
    becomes: [new Date(noon)],
  },

  // What is no value where a client has no null.
  ...['', 0, false].map(
    (value): Case => ({
      title: `${JSON.stringify(value)} for an optional date left out`,
      schema: date,
      value,
      doors: xml,
      parameter: optional,
      becomes: undefined,
    }),
  ),
  { title: 'null for what is left out', schema: text, value: null, parameter: optional, becomes: undefined },
  fits('null that the type has', { anyOf: [text, nothing] }, null, { parameter: optional }),
  fits('an empty string that the type has', text, '', { parameter: optional }),
  fits('0 that the type has', integer, 0, { parameter: optional }),
  fits('false that the type has', { type: 'boolean' }, false, { parameter: optional }),
  refuses(
    'an empty string that is too short, from a client that has null',
    { type: 'string', minLength: 2 },
    '',
    "'p' must be a string of at least 2 characters, but an empty string came",
    { doors: [...json, 'plugin'], parameter: optional },
  ),
  refuses(
    '0 below the bounds, from a client that has null',
    { type: 'integer', minimum: 1 },
    0,
    "'p' must be an integer of at least 1, but a smaller one came",
    { doors: [...json, 'plugin'], parameter: optional },
  ),
  ...(
    [
      [{ type: 'string', minLength: 2 }, ''],
      [{ type: 'string', pattern: '^[a-z]+$' }, ''],
      [{ type: 'string', format: 'email' }, ''],
      [{ type: 'integer', minimum: 1 }, 0],
      [{ const: true }, false],
    ] as const
  ).map(
    ([schema, value]): Case => ({
      title: `${JSON.stringify(value)} for what is left out of ${JSON.stringify(schema)}`,
      schema,
      value,
      doors: xml,
      parameter: optional,
      becomes: undefined,
    }),
  ),
  {
    title: 'an empty string for null or a longer string',
    schema: { anyOf: [{ type: 'string', minLength: 1 }, nothing] },
    value: '',
    doors: xml,
    becomes: null,
  },
  refuses(
    'a required string that is too short',
    { type: 'string', minLength: 1 },
    '',
    "'p' must be a string of at least 1 character, but an empty string came",
    { doors: xml },
  ),
  ...['', 0, false].map(value =>
    refuses(
      `${JSON.stringify(value)} from a client that has null`,
      date,
      value,
      `'p' must be a date such as 2024-02-29T12:34:56Z, but ${value === '' ? 'an empty string' : value === 0 ? 'an integer' : 'a boolean'} came`,
      { doors: [...json, 'plugin'], parameter: optional },
    ),
  ),
  refuses(
    'an empty string for what must be given',
    integer,
    '',
    "'p' must be an integer, but an empty string came",
  ),
  {
    title: 'an empty string for null',
    schema: { anyOf: [integer, nothing] },
    value: '',
    doors: xml,
    becomes: null,
  },
  {
    title: 'an empty string for a type of two words',
    schema: { type: ['integer', 'null'] },
    value: '',
    doors: xml,
    becomes: null,
  },
  fits('an empty string for a string or null', { anyOf: [nothing, text] }, ''),
  {
    title: 'members that are left out',
    schema: ref('User'),
    value: { login: '', uid: null, born: null },
    becomes: { login: '' },
  },
  {
    title: 'members that PHP leaves out',
    schema: ref('User'),
    value: { login: '', uid: '', born: false },
    doors: xml,
    becomes: { login: '' },
  },
  refuses(
    'null for a member that must be given',
    ref('User'),
    { login: null },
    "'p.login' must be a string, but null came",
  ),
]

for (const { title, schema, value, doors = allDoors, parameter, becomes, fault } of cases) {
  t.test(`${fault === undefined ? 'takes' : 'refuses'} ${title}`, async t => {
    for (const door of doors) {
      const before = structuredClone(value)
      const outcome = fitOne({ schema, schemas, value, door, ...(parameter && { parameter }) })
      if (fault !== undefined) t.equal(outcome.fault, `parameter ${fault}`, door)
      else t.strictSame(outcome, { value: becomes }, door)
      t.strictSame(value, before, 'nothing is changed in place')
    }
  })
}

t.test('a fault says the same to a program: where, what was expected and what came', async t => {
  const outcome = fitOne({ schema: ref('User'), schemas, value: { login: 5 }, door: 'jsonrpc' })
  t.strictSame(outcome.data, { path: ['p', 'login'], expected: 'a string', received: 'an integer' })
  const missing = fitOne({ schema: ref('User'), schemas, value: {}, door: 'jsonrpc' })
  t.strictSame(missing.data, { path: ['p', 'login'], expected: 'a string', received: 'nothing' })
})

t.test('a long name of a stranger is cut, in the data as in the message', async t => {
  const [long, cut] = ['x'.repeat(200_000), `${'x'.repeat(100)}…`]
  const fit = (value: RpcValue, schema: JsonSchema) => fitOne({ schema, schemas, value, door: 'jsonrpc' })
  const unknown = fit({ login: 'a', [long]: 1 }, ref('User'))
  t.equal(unknown.fault, `parameter 'p.${cut}' is unknown`)
  t.strictSame(unknown.data, { path: ['p', cut], expected: 'nothing', received: 'an integer' })
  const wrong = fit({ [long]: 'x' }, { type: 'object', additionalProperties: integer })
  t.strictSame(wrong.data, { path: ['p', cut], expected: 'an integer', received: 'a string' })
})

function struct(properties: Record<string, JsonSchema>, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}

function ref(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` }
}
