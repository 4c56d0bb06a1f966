import t from 'tap'
import { draft07 } from '../../src/docs-gen/draft-07.ts'
import { wireSchema, wireSchemas } from '../../src/docs-gen/wire-schema.ts'
import type { JsonSchema } from '../../src/rpc/json-schema.ts'
import { typedMethods } from './typed-methods.ts'

const date = { type: 'string', format: 'date-time' }
const bytes = { type: 'string', contentEncoding: 'base64' }
const bigint = { type: 'string', pattern: '^-?[0-9]+$' }

const cases: [title: string, inMemory: JsonSchema, onTheWire: JsonSchema][] = [
  ['any value', {}, {}],
  ['a date', { rpcType: 'date' }, date],
  ['bytes', { rpcType: 'bytes' }, bytes],
  ['a bigint', { rpcType: 'bigint' }, bigint],
  ['a double', { type: 'number', format: 'double' }, { type: 'number', format: 'double' }],
  ['words beside it', { rpcType: 'date', description: 'then' }, { ...date, description: 'then' }],
  ['a reference', { $ref: '#/$defs/User' }, { $ref: '#/components/schemas/base.User' }],
  [
    'a name with other characters',
    { $ref: '#/$defs/Größe<a-b>' },
    { $ref: '#/components/schemas/base.Gr-f6--df-e-3c-a-2d-b-3e-' },
  ],
  [
    'schemas inside',
    {
      anyOf: [{ rpcType: 'date' }, { type: 'array', items: { rpcType: 'bytes' } }],
      prefixItems: [{ rpcType: 'bigint' }],
      items: false,
      additionalProperties: { rpcType: 'date' },
    },
    {
      anyOf: [date, { type: 'array', items: bytes }],
      prefixItems: [bigint],
      items: {},
      additionalProperties: date,
    },
  ],
  [
    'members that are called like keywords',
    { properties: { rpcType: { type: 'string' }, $ref: { rpcType: 'date' }, default: { rpcType: 'bytes' } } },
    { properties: { rpcType: { type: 'string' }, $ref: date, default: bytes } },
  ],
  [
    'data that looks like a schema',
    { default: { rpcType: 'date' }, enum: [{ $ref: '#/$defs/A' }], const: { items: { rpcType: 'date' } } },
    { default: { rpcType: 'date' }, enum: [{ $ref: '#/$defs/A' }], const: { items: { rpcType: 'date' } } },
  ],
]

for (const [title, inMemory, onTheWire] of cases) {
  t.test(`on the wire: ${title}`, async t => t.strictSame(wireSchema(inMemory, 'base'), onTheWire))
}

t.test('a member called __proto__ is one like any other', async t => {
  const schema = JSON.parse('{"properties":{"__proto__":{"rpcType":"date"}}}')
  t.equal(
    JSON.stringify(wireSchema(schema, 'base')),
    JSON.stringify({ properties: 0 }).replace('0', `{"__proto__":${JSON.stringify(date)}}`),
  )
})

t.test('the named types of two plugins stay apart', async t => {
  const [method] = typedMethods
  if (method === undefined) return t.fail('no method')
  const one = { ...method, owner: 'one', schemas: { User: { type: 'string' } } }
  const two = {
    ...method,
    owner: 'two',
    schemas: { User: { rpcType: 'date' }, Peer: { $ref: '#/$defs/User' } },
  }
  t.strictSame(wireSchemas([two, one]), {
    'one.User': { type: 'string' },
    'two.Peer': { $ref: '#/components/schemas/two.User' },
    'two.User': date,
  })
})

t.test('JSON Schema 7 has other words for tuples, and looks at nothing beside a reference', async t => {
  const tuple = (schema: JsonSchema) => draft07({ type: 'array', ...schema })
  t.strictSame(tuple({ prefixItems: [{}], items: false }), {
    type: 'array',
    items: [{}],
    additionalItems: false,
  })
  t.strictSame(tuple({ prefixItems: [{}] }), { type: 'array', items: [{}] })
  t.strictSame(tuple({ items: { prefixItems: [{}] } }), { type: 'array', items: { items: [{}] } })
  t.strictSame(draft07({ $ref: '#/a' }), { $ref: '#/a' })
  t.strictSame(draft07({ $ref: '#/a', description: 'b', allOf: [{}] }), {
    description: 'b',
    allOf: [{ $ref: '#/a' }, {}],
  })
})
