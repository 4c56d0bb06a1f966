import t from 'tap'
import { bridgeWarnings, missingWords, warningLine } from '../../src/rpc/bridge-warnings.ts'
import type { Extensions } from '../../src/rpc/capabilities.ts'
import type { JsonSchema, NamedSchemas } from '../../src/rpc/json-schema.ts'
import type { Method, Parameter } from '../../src/rpc/method.ts'
import { systemMethod } from '../../src/rpc/system-method.ts'

const byDefault: Extensions = { nil: false, bigint: 'double' }

const text = { type: 'string' }
const date = { rpcType: 'date' }
const bytes = { rpcType: 'bytes' }
const bigint = { rpcType: 'bigint' }
const double = { type: 'number', format: 'double' }
const none = { type: 'null' }
const either = (...anyOf: readonly JsonSchema[]) => ({ anyOf })
const list = (items: JsonSchema) => ({ type: 'array', items })
const struct = (properties: Readonly<Record<string, JsonSchema>>) => ({ type: 'object', properties })
const named = (name: string) => ({ $ref: `#/$defs/${name}` })

const schemas: NamedSchemas = {
  User: struct({ login: text, owner: either(text, none) }),
  Tree: struct({ value: either(bigint, none), left: either(named('Tree'), none) }),
  Loop: named('Loop'),
  constructor: text,
}

function method(parts: Partial<Pick<Method, 'parameters' | 'result' | 'documentation'>>): Method {
  const result = { schema: text }
  const method = systemMethod({ name: 'p.m', summary: 'Does it.', result, schemas, invoke: () => null })
  return { ...method, ...parts }
}

const parameter = (parts: Partial<Parameter>): Parameter => ({
  name: 'p',
  optional: false,
  rest: false,
  ...parts,
})

const asEmptyString = 'can be null, for which XML-RPC clients get an empty string while [xmlrpc] nil = 0'
const tooLarge =
  'can be a bigint, which beyond 2^53 is a fault in XML-RPC while [xmlrpc] bigint = double; return a string, or let the operator set i8 or string'
const oneOfThem = 'return one of them always, or say in a member beside it which it is'
const whichDouble =
  'can be a Double or another number, which are one type when the method runs; let it be a Double always'
const noType = 'has no type, so that nobody knows what it holds; give it one'
const leaveOut = 'leave the member out where it has no value'

const results: [what: string, result: JsonSchema, warnings: string[], forms?: Extensions][] = [
  ['a plain type', text, []],
  ['a union that every wire keeps', either(text, { type: 'boolean' }, list(text), double), []],
  ['a Date', date, []],
  ['nothing at all', none, []],
  ['a member that may be missing', struct({ owner: text }), []],
  ['any plain object', { type: 'object' }, []],
  ['a name that objects inherit', named('constructor'), []],
  ['a name that is nothing but itself', named('Loop'), []],

  [
    'null or more',
    either(text, none),
    [`result ${asEmptyString}; return a value of the usual type, or throw a Fault`],
  ],
  [
    'a list of types',
    { type: ['string', 'null'] },
    [`result ${asEmptyString}; return a value of the usual type, or throw a Fault`],
  ],
  [
    'null in a list of values',
    { enum: ['a', null] },
    [`result ${asEmptyString}; return a value of the usual type, or throw a Fault`],
  ],
  ['null in a member', struct({ owner: either(text, none) }), [`result.owner ${asEmptyString}; ${leaveOut}`]],
  ['null among items', list(either(text, none)), [`result[] ${asEmptyString}; leave such items out`]],
  [
    'null in a record',
    { type: 'object', additionalProperties: either(text, none) },
    [`result[…] ${asEmptyString}; leave such items out`],
  ],
  [
    'null in a record by pattern',
    { type: 'object', patternProperties: { '^x': either(text, none) }, additionalProperties: false },
    [`result[…] ${asEmptyString}; leave such items out`],
  ],
  [
    'null in a tuple',
    { type: 'array', prefixItems: [text, either(text, none)], items: false },
    [`result[1] ${asEmptyString}; leave such items out`],
  ],
  [
    'null in a named type, where it is met first',
    struct({ users: list(named('User')), admin: named('User') }),
    [`result.users[].owner ${asEmptyString}; ${leaveOut}`],
  ],
  [
    'a type that holds itself',
    named('Tree'),
    [
      `result.value ${asEmptyString}; ${leaveOut}`,
      `result.value ${tooLarge}`,
      `result.left ${asEmptyString}; ${leaveOut}`,
    ],
  ],
  ['null with nil = 1', either(text, none), [], { nil: true, bigint: 'double' }],

  ['a bigint', bigint, [`result ${tooLarge}`]],
  ['a bigint with i8', bigint, [], { nil: false, bigint: 'i8' }],
  ['a bigint with string', bigint, [], { nil: false, bigint: 'string' }],

  [
    'a Date or a string',
    either(date, text),
    [`result can be a string or a Date, which JSON writes alike; ${oneOfThem}`],
  ],
  [
    'bytes, a Date or a string',
    list(either(date, text, bytes)),
    [`result[] can be a string or a Date or bytes, which JSON writes alike; ${oneOfThem}`],
  ],
  ['a Date or a certain word', either(date, { const: 'never' }), []],
  [
    'a bigint or a string',
    either(bigint, text),
    [`result can be a string or a bigint, which JSON writes alike; ${oneOfThem}`],
    { nil: false, bigint: 'i8' },
  ],
  [
    'the same with bigint = string',
    either(bigint, text),
    [
      `result can be a string or a bigint, which JSON writes alike; ${oneOfThem}`,
      `result can be a string or a bigint, which XML-RPC writes alike; ${oneOfThem}`,
    ],
    { nil: false, bigint: 'string' },
  ],
  [
    'a bigint or a number',
    either(bigint, { type: 'number' }),
    [`result can be a number or a bigint, which XML-RPC writes alike; ${oneOfThem}`],
    { nil: false, bigint: 'i8' },
  ],
  ['a Double or an Integer', either(double, { type: 'integer' }), [`result ${whichDouble}`]],
  ['a Double', double, []],

  ['anything', {}, [`result ${noType}`]],
  ['anything in a member', struct({ data: { description: 'whatever' } }), [`result.data ${noType}`]],
  ['a name that leads nowhere', named('Gone'), [`result ${noType}`]],
]

for (const [what, schema, expected, forms = byDefault] of results) {
  t.test(`warnings of a result that is ${what}`, async t => {
    const lines = bridgeWarnings(method({ result: { schema } }), forms).map(warningLine)
    t.strictSame(
      lines,
      expected.map(words => `p.m: ${words}`),
    )
  })
}

t.test('parameters without a type are named, and null among their values is no matter', async t => {
  const parameters = [
    parameter({ name: 'id', schema: either(text, none, bigint) }),
    parameter({ name: 'filter', schema: struct({ names: list({}) }) }),
    parameter({ name: 'rest', rest: true, schema: {} }),
    parameter({ name: 'old' }),
  ]
  t.strictSame(bridgeWarnings(method({ parameters }), byDefault).map(warningLine), [
    `p.m: parameter 'filter.names[]' ${noType}`,
    `p.m: parameter '...rest' ${noType}`,
    `p.m: parameter 'old' ${noType}`,
  ])
})

t.test('a method of which nothing is known has one warning', async t => {
  const words =
    "p.m: the method has no types, because methods.json does not describe it; export it as a function whose type is not 'any', and build the plugin anew"
  t.strictSame(bridgeWarnings(method({ parameters: null }), byDefault).map(warningLine), [words])
  t.strictSame(
    bridgeWarnings(method({ result: {}, parameters: [parameter({})] }), byDefault).map(warningLine),
    [words],
  )
})

t.test('a method and parameters without words are named', async t => {
  const parameters = [
    parameter({ name: 'told', description: 'whose it is' }),
    parameter({ name: 'silent' }),
    parameter({ name: 'more', rest: true, description: '' }),
  ]
  t.strictSame(missingWords(method({ parameters, documentation: { summary: '' } })).map(warningLine), [
    'p.m: the method is not explained; say in a comment above the function what it does',
    "p.m: parameter 'silent' is not explained; add @param silent to the comment above the function",
    "p.m: parameter '...more' is not explained; add @param more to the comment above the function",
  ])
  t.strictSame(missingWords(method({})), [])
  t.strictSame(missingWords(method({ parameters: null })), [])
})
