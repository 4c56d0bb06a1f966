import t from 'tap'
import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import { FaultCode } from '../../../src/rpc/fault.ts'
import type { JsonSchema } from '../../../src/rpc/json-schema.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { atOnce } from '../../../src/rpc/work.ts'
import { fitOne, fitting, typedMethod } from './fit.ts'

t.test('a schema that does not compile throws at every call, and harms no other of its plugin', async t => {
  const broken: JsonSchema[] = [
    { type: 'strnig' },
    { type: 'string', pattern: '(' },
    { type: 'string', pattern: '^(?=a)' },
    { type: 'object', patternProperties: { '(a)\\1': {} } },
    { type: 'string', minLength: 'x' },
    { rpcType: 'constructor' },
    { $ref: '#/$defs/Gone' },
    { $ref: '#/$defs/Broken' },
    { type: 'object', properties: { a: 'string' } },
    { unheardOf: true },
  ]
  const schemas = { Broken: { type: 5 }, Fine: { type: 'string' } }
  const checks = new TypeChecks()
  for (const schema of broken) {
    const method = (schema: JsonSchema) =>
      typedMethod({ parameters: [{ name: 'p', optional: false, rest: false, schema }], result: {}, schemas })
    const types = checks.of(method(schema))
    for (const _ of [1, 2]) t.throws(() => atOnce(types.fitParams(['x'], 'jsonrpc')), JSON.stringify(schema))
    t.strictSame(atOnce(checks.of(method({ $ref: '#/$defs/Fine' })).fitParams(['x'], 'jsonrpc')), ['x'])
  }
})

t.test('a type that is made of nothing but itself ends in an error, and not in a loop', async t => {
  const schemas = { A: { anyOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/A' }] } }
  t.throws(() => fitOne({ schema: { $ref: '#/$defs/A' }, schemas, value: '', door: 'xmlrpc' }), RangeError)
})

t.test('a union of types that hold themselves costs no more with every level of the value', async t => {
  const member = (kind: string): JsonSchema => ({
    type: 'object',
    properties: { next: { $ref: '#/$defs/Node' }, at: { rpcType: 'date' }, kind: { const: kind } },
    required: ['kind'],
  })
  const schemas = { Node: { anyOf: [member('a'), member('b'), { type: 'integer' }] } }
  const nested = (end: RpcValue) => {
    let value = end
    // 2 to the power of 60 would never end.
    for (let level = 0; level < 60; level += 1) value = { next: value, kind: 'b', at: '2024-02-29T12:00:00Z' }
    return value
  }
  const schema = { $ref: '#/$defs/Node' }
  const { value } = fitOne({ schema, schemas, value: nested(5), door: 'jsonrpc' })
  t.match(value, { next: { next: { at: new Date('2024-02-29T12:00:00Z') } } })
  const { fault } = fitOne({ schema, schemas, value: nested('x'), door: 'jsonrpc' })
  t.match(fault, /^parameter 'p(\.next){60}' must be a struct or an integer, but a string came$/)
})

t.test('a long list of different structs is found to be one without comparing each with each', async t => {
  const value = Array.from({ length: 200_000 }, (_, index) => [index])
  const schema = { type: 'array', uniqueItems: true }
  t.equal(fitOne({ schema, schemas: {}, value, door: 'jsonrpc' }).value, value)
})

t.test('no text of a stranger holds up a pattern or a format', async t => {
  // Each of these would take JavaScript's own expressions, or those of ajv-formats, from many seconds to for ever.
  const cases: [schema: JsonSchema, value: RpcValue, words: string][] = [
    [{ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}!`, "'p' must be"],
    [{ type: 'string', pattern: '^[^]*@[^]*\\.[^]*$' }, '@'.repeat(100_000), "'p' must be"],
    [
      { type: 'object', patternProperties: { '^(a+)+$': {} }, additionalProperties: false },
      { [`${'a'.repeat(100_000)}!`]: 1 },
      '\'p["aaa',
    ],
    ...['uri', 'uri-reference', 'uri-template', 'email', 'hostname', 'ipv6', 'date-time'].map(
      (format): [JsonSchema, RpcValue, string] => [
        { type: 'string', format },
        `http://[${':'.repeat(100_000)}{`,
        "'p' must be",
      ],
    ),
  ]
  for (const [schema, value, words] of cases) {
    const { fault = '' } = fitOne({ schema, schemas: {}, value, door: 'jsonrpc' })
    t.ok(fault.startsWith(`parameter ${words}`), fault)
  }
})

t.test('a format whose test is slow says something to readers only', async t => {
  const value = `http://[${':'.repeat(100_000)}`
  t.equal(
    fitOne({ schema: { type: 'string', format: 'url' }, schemas: {}, value, door: 'jsonrpc' }).value,
    value,
  )
})

t.test(
  'more text than a pattern of hundreds of steps can be held against is too large, in each call anew',
  async t => {
    const schema = { type: 'array', items: { type: 'string', pattern: '^.*a.{300}$' } }
    const fit = fitting({ schema, schemas: {} })
    const text = 'b'.repeat(10_000)
    t.match(fit([text], 'jsonrpc').fault, /^parameter 'p\[0\]' must be a string that matches/)
    t.match(fit(Array(50).fill(text), 'jsonrpc').fault, /must be a string/, 'the first is wrong already')
    const right = `${'b'.repeat(10_000)}a${'b'.repeat(300)}`
    const { fault, code } = fit(Array(50).fill(right), 'jsonrpc')
    t.equal(fault, 'There is more text than the patterns of its types can be held against')
    t.equal(code, FaultCode.tooLarge)
    const { value } = fit([right], 'jsonrpc')
    t.strictSame(value, [right])
  },
)
