import t from 'tap'
import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { WholeDouble } from '../../../src/rpc/whole-double.ts'
import { atOnce } from '../../../src/rpc/work.ts'
import { typedMethod } from './fit.ts'

const double = { type: 'number', format: 'double' }
const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/$defs/${name}` })

const schemas: NamedSchemas = {
  Point: { type: 'object', properties: { x: double, y: double, label: text }, required: ['x', 'y'] },
  Path: {
    anyOf: [
      { type: 'null' },
      { type: 'object', properties: { at: ref('Point'), next: ref('Path') }, required: ['at', 'next'] },
    ],
  },
}

const typesOf = (schema: JsonSchema) =>
  new TypeChecks().of(typedMethod({ parameters: [], result: { schema }, schemas }))

t.test('a result is held against its type as it is, without bridges', async t => {
  const cases: [schema: JsonSchema, value: RpcValue, words: string | undefined][] = [
    [text, 'x', undefined],
    [{}, [1, null], undefined],
    [double, 2, undefined],
    // What a wire cannot carry is for the wire to say.
    [double, Number.NaN, undefined],
    [{ rpcType: 'date' }, new Date(0), undefined],
    [{ type: 'null' }, null, undefined],
    [{ type: 'integer' }, '5', 'result must be an integer, but a string came'],
    [text, new Uint8Array(1), 'result must be a string, but bytes came'],
    [
      { rpcType: 'date' },
      '2024-02-29T12:00:00Z',
      'result must be a date such as 2024-02-29T12:34:56Z, but a string came',
    ],
    [{ type: 'array', items: ref('Point') }, [{ x: 1, y: 2 }, { x: 1 }], 'result[1].y is missing'],
    [
      ref('Path'),
      { at: { x: 1, y: 2 }, next: { at: { x: 1, y: '2' }, next: null } },
      'result.next.at.y must be a number, but a string came',
    ],
  ]
  for (const [schema, value, words] of cases) {
    const check = () => atOnce(typesOf(schema).checkResult(value))
    if (words === undefined) t.doesNotThrow(check)
    else t.throws(check, { message: words })
  }
})

t.test('whole numbers that the type calls Double are marked for XML-RPC, wherever they stand', async t => {
  const marked = (value: number) => new WholeDouble(value)
  const cases: [schema: JsonSchema, value: RpcValue, outgoing: unknown][] = [
    [double, 2, marked(2)],
    [double, 0, marked(0)],
    [double, 2.5, 2.5],
    [double, 1e300, 1e300],
    [{ type: 'number' }, 2, 2],
    [{ type: 'array', items: double }, [1, 2.5], [marked(1), 2.5]],
    [{ type: 'array', prefixItems: [{ type: 'integer' }, double] }, [1, 2, 3], [1, marked(2), 3]],
    [{ type: 'object', additionalProperties: double }, { a: 1 }, { a: marked(1) }],
    [{ anyOf: [text, double] }, 1, marked(1)],
    [{ anyOf: [text, double] }, '1', '1'],
    [{ allOf: [ref('Point')] }, { x: 1, y: 0.5, label: 'p' }, { x: marked(1), y: 0.5, label: 'p' }],
    [
      ref('Path'),
      { at: { x: 1, y: 2 }, next: { at: { x: 3, y: 4 }, next: null } },
      { at: { x: marked(1), y: marked(2) }, next: { at: { x: marked(3), y: marked(4) }, next: null } },
    ],
    // What is not of its type is for the check of results to find, and goes out as it is.
    [ref('Point'), 'x', 'x'],
    [ref('Point'), [1, new Date(0)], [1, new Date(0)]],
    [{ type: 'array', items: double }, { 0: 1 }, { 0: 1 }],
    [
      { type: 'object', additionalProperties: double },
      JSON.parse('{"__proto__": 1, "a": "x"}'),
      JSON.parse('{"__proto__": 1, "a": "x"}', (key, value) => (key === '__proto__' ? marked(1) : value)),
    ],
  ]
  for (const [schema, value, outgoing] of cases) {
    t.strictSame(atOnce(typesOf(schema).outgoing(value, 'xmlrpc')), outgoing)
    for (const door of ['jsonrpc', 'rpc', 'plugin'] as const)
      t.equal(atOnce(typesOf(schema).outgoing(value, door)), value)
  }
})
