import t from 'tap'
import type { JsonSchema, NamedSchemas } from '../../src/rpc/json-schema.ts'
import type { Parameter } from '../../src/rpc/method.ts'
import { methodSignatures } from '../../src/rpc/signatures.ts'
import { systemMethod } from '../../src/rpc/system-method.ts'

const names = { null: 'string', bigint: 'double' }

const schemas: NamedSchemas = {
  Amount: { type: 'number', format: 'double' },
  Tree: { type: 'object', properties: { left: { $ref: '#/$defs/Tree' } } },
  Loop: { $ref: '#/$defs/Loop' },
  Ring: { anyOf: [{ $ref: '#/$defs/Ring' }, { type: 'string' }] },
}

function signatures(
  result: JsonSchema | undefined,
  parameters: readonly Partial<Parameter>[] | null,
  typeNames = names,
) {
  const method = systemMethod({
    name: 'm',
    summary: '',
    result: result === undefined ? {} : { schema: result },
    schemas,
    invoke: () => null,
  })
  return methodSignatures(
    {
      ...method,
      parameters:
        parameters?.map(parameter => ({ name: 'p', optional: false, rest: false, ...parameter })) ?? null,
    },
    typeNames,
  )
}

const types: [schema: JsonSchema, asParameter: string[], asResult?: string[]][] = [
  [{ type: 'string' }, ['string']],
  [{ type: 'boolean' }, ['boolean']],
  [{ type: 'integer' }, ['int']],
  [{ type: 'number', format: 'double' }, ['double']],
  [{ type: 'number' }, ['double'], ['int', 'double']],
  [{ type: 'array', items: {} }, ['array']],
  [{ type: 'object' }, ['struct']],
  [{ type: 'null' }, ['string']],
  [{ rpcType: 'date' }, ['dateTime.iso8601']],
  [{ rpcType: 'bytes' }, ['base64']],
  [{ rpcType: 'bigint' }, ['double']],
  [{ type: ['string', 'integer'] }, ['string', 'int']],
  [{ enum: ['a', 'b', 1] }, ['string', 'int']],
  [{ const: 1.5 }, ['double']],
  [{ const: null }, ['string']],
  [{ anyOf: [{ type: 'object' }, { type: 'null' }] }, ['struct', 'string']],
  [{ allOf: [{ description: 'words' }, { $ref: '#/$defs/Tree' }] }, ['struct']],
  [{ $ref: '#/$defs/Amount' }, ['double']],
  [{ $ref: '#/$defs/Tree' }, ['struct']],
  [{ $ref: '#/$defs/Loop' }, []],
  [{ $ref: '#/$defs/Ring' }, []],
  [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, ['string', 'int']],
  [{ anyOf: [{ $ref: '#/$defs/Amount' }, { $ref: '#/$defs/Amount' }] }, ['double']],
  [{ $ref: '#/$defs/Missing' }, []],
  [{ $ref: '#/$defs/constructor' }, []],
  [{ anyOf: [{ type: 'string' }, {}] }, []],
  [{ minimum: 1 }, []],
  [{}, []],
]

for (const [schema, asParameter, asResult = asParameter] of types) {
  const text = JSON.stringify(schema)

  t.test(`${text} is ${asParameter.join(' or ') || 'of no known type'} as a parameter`, async t => {
    t.strictSame(
      signatures({ type: 'boolean' }, [{ schema }]),
      asParameter.map(name => ['boolean', name]),
    )
  })

  t.test(`${text} is ${asResult.join(' or ') || 'of no known type'} as a result`, async t => {
    t.strictSame(
      signatures(schema, []),
      asResult.map(name => [name]),
    )
  })
}

t.test('null and bigint have the names of what the XML-RPC door writes them as', async t => {
  const asExtensions = { null: 'nil', bigint: 'i8' }
  t.strictSame(signatures({ rpcType: 'bigint' }, [{ schema: { type: 'null' } }], asExtensions), [
    ['i8', 'nil'],
  ])
})

t.test('there is a signature for each number of parameters that a method can be called with', async t => {
  const text = { schema: { type: 'string' } }
  const count = { schema: { type: 'integer' }, optional: true }
  const rest = { schema: { type: 'boolean' }, optional: true, rest: true }
  t.strictSame(signatures({ type: 'object' }, [text, count, rest]), [
    ['struct', 'string'],
    ['struct', 'string', 'int'],
    ['struct', 'string', 'int', 'boolean'],
  ])
  t.strictSame(signatures({ type: 'object' }, [count, text]), [['struct', 'int', 'string']])
})

t.test('there is a signature for each way through the unions', async t => {
  const either = { schema: { type: ['string', 'integer'] } }
  t.strictSame(signatures({ type: ['array', 'boolean'] }, [either]), [
    ['array', 'string'],
    ['array', 'int'],
    ['boolean', 'string'],
    ['boolean', 'int'],
  ])
})

t.test(
  'nothing is known of a method whose types are not all known, or that has too many signatures',
  async t => {
    const either = { schema: { type: ['string', 'integer', 'boolean'] } }
    t.strictSame(signatures(undefined, []), [])
    t.strictSame(signatures({ type: 'string' }, null), [])
    t.strictSame(signatures({ type: 'string' }, [{}]), [])
    t.equal(signatures({ type: 'string' }, [either, either, either]).length, 27)
    t.strictSame(signatures({ type: 'string' }, [either, either, either, either]), [])
    t.strictSame(signatures({ type: 'string' }, Array(1000).fill(either)), [])
  },
)
