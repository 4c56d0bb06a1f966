import t from 'tap'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { fitOne } from './fit.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const date = { rpcType: 'date' }
const rule = ref('Rule')

const schemas: NamedSchemas = {
  Rule: either(
    struct({ all: list(rule) }, ['all']),
    struct({ any: list(rule) }, ['any']),
    struct({ test: text }, ['test']),
  ),
  Kind: { type: 'string', enum: ['square', 'box'] },
  Shape: either(
    struct({ kind: { const: 'circle' }, radius: { type: 'number' } }, ['kind', 'radius']),
    struct({ kind: ref('Kind'), side: { type: 'number' }, at: date }, ['kind', 'side']),
  ),
  Answer: either(
    struct({ done: { const: true }, value: text }, ['done', 'value']),
    struct({ done: { const: false } }, []),
  ),
  Person: struct({ name: text, born: date, mail: text }, ['name']),
  Firm: struct({ name: text, number: integer }, ['name', 'number']),
}

const refused: [title: string, schema: JsonSchema, value: RpcValue, fault: string][] = [
  [
    'the member whose required members are all there is meant',
    rule,
    { test: 1 },
    "'p.test' must be a string, but an integer came",
  ],
  [
    'also deep within',
    rule,
    { all: [{ test: 'x' }, { any: [{ test: 1 }] }] },
    "'p.all[1].any[0].test' must be a string, but an integer came",
  ],
  [
    'and where nothing tells which, what any of them needs is told',
    rule,
    {},
    "'p' must be a struct with 'all', 'any' or 'test', but one without came",
  ],
  [
    'of two that have all they need, the one that knows more is meant',
    either(ref('Person'), ref('Firm')),
    { name: 'x', mail: 5 },
    "'p.mail' must be a string, but an integer came",
  ],
  [
    'what one needs and the other does not know is told of the nearer',
    either(ref('Person'), ref('Firm')),
    { name: 5, number: 5 },
    "'p.name' must be a string, but an integer came",
  ],
  [
    'two that ask for other types in one place ask for either',
    either(struct({ a: text }), struct({ a: integer })),
    { a: true },
    "'p.a' must be a string or an integer, but a boolean came",
  ],
  [
    'what either asks for is told once',
    either(struct({ a: either(text, { type: 'null' }) }), struct({ a: either(integer, { type: 'null' }) })),
    { a: true },
    "'p.a' must be a string, null or an integer, but a boolean came",
  ],
  [
    'a member that no member knows',
    either(struct({ a: text }), struct({ b: text })),
    { xyz: 1 },
    "'p.xyz' is unknown",
  ],
  [
    'a literal of another member',
    ref('Shape'),
    { kind: 'triangle', side: 1 },
    "'p.kind' must be 'circle', 'square' or 'box', but another string came",
  ],
  [
    'a literal of another type',
    ref('Shape'),
    { kind: 5, side: 1 },
    "'p.kind' must be 'circle', 'square' or 'box', but an integer came",
  ],
  [
    'a literal that no member has, behind a bridge',
    ref('Shape'),
    { kind: new Uint8Array(Buffer.from('x')) },
    "'p.kind' must be 'circle', 'square' or 'box', but another string came",
  ],
  ['no literal', ref('Shape'), { side: 1 }, "'p.kind' is missing"],
  ['a named literal tells', ref('Shape'), { kind: 'box' }, "'p.side' is missing"],
  ['an optional literal that was left out tells', ref('Answer'), { value: 'x' }, "'p.value' is unknown"],
  ['a boolean tells', ref('Answer'), { done: true }, "'p.value' is missing"],
  ['an empty array is no struct', ref('Shape'), [], "'p' must be a struct, but an empty array came"],
  ['an array is none', ref('Shape'), [1], "'p' must be a struct, but an array came"],
  [
    'a mixed list is told of the member that fits most of it',
    either(list(text), list(integer)),
    ['a', 'b', 1],
    "'p[2]' must be a string, but an integer came",
  ],
  [
    'lists of another length',
    either(
      { type: 'array', prefixItems: [text], minItems: 1, items: false },
      { type: 'array', prefixItems: [text, text], minItems: 2, items: false },
    ),
    ['a', 'b', 'c'],
    "'p' must be an array of 1 item (a string) or an array of 2 items (a string, a string), but one of 3 items came",
  ],
  [
    'a string that no pattern matches',
    either({ type: 'string', pattern: '^[0-9]+px$' }, { enum: ['auto'] }),
    'x',
    "'p' must be a string that matches ^[0-9]+px$ or 'auto', but another string came",
  ],
  [
    'a struct that is to fit one member only',
    { oneOf: [struct({ a: text }), struct({ a: text, b: text })] },
    { a: 'x' },
    "'p' must be a struct, but what fits several of these came",
  ],
]

for (const [title, schema, value, fault] of refused) {
  t.test(`in unions: ${title}`, async t => {
    for (const door of ['jsonrpc', 'xmlrpc'] as const) {
      t.equal(fitOne({ schema, schemas, value, door }).fault, `parameter ${fault}`, door)
    }
  })
}

t.test('a missing literal is expected to be that of any member', async t => {
  const { data } = fitOne({ schema: ref('Shape'), schemas, value: {}, door: 'jsonrpc' })
  t.strictSame(data, {
    path: ['p', 'kind'],
    expected: "'circle', 'square' or 'box'",
    received: 'nothing',
  })
})

function struct(properties: Record<string, JsonSchema>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}

function either(...anyOf: readonly JsonSchema[]): JsonSchema {
  return { anyOf }
}

function ref(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` }
}
