import t from 'tap'
import { bindParams, type Params } from '../../src/rpc/bind-params.ts'
import { isFault } from '../../src/rpc/fault.ts'
import type { Method } from '../../src/rpc/method.ts'
import { systemMethod } from '../../src/rpc/system-method.ts'

const parameters = [
  { name: 'user', optional: false, rest: false, schema: { $ref: '#/$defs/User' } },
  { name: 'uid', optional: true, rest: false },
]
const rest = { name: 'others', optional: false, rest: true, schema: { type: 'string' } }
const schemas = { User: { type: 'object' } }
const plain: Method = {
  ...systemMethod({ name: 'm', summary: '', result: {}, schemas, invoke: () => null }),
  parameters,
}
const any: Method = { ...plain, parameters: [...parameters, rest] }
const unnamed: Method = {
  ...plain,
  parameters: [{ name: '{ a }', optional: false, rest: false, unnamed: true }],
}
const unknown: Method = { ...plain, parameters: null }

t.test('parameters that cannot be bound say to a program what was expected and what came', async t => {
  const cases: [method: Method, params: Params, data: unknown][] = [
    [plain, [], { path: ['user'], expected: 'a struct', received: 'nothing' }],
    [plain, { uid: 1 }, { path: ['user'], expected: 'a struct', received: 'nothing' }],
    [plain, [{}, 1, 2], { path: [], expected: 'at most 2 parameters', received: '3 parameters' }],
    [plain, { usr: {} }, { path: ['usr'], expected: 'nothing', received: 'a struct' }],
    [any, { user: {}, others: 'x' }, { path: ['others'], expected: 'an array', received: 'a string' }],
    [unnamed, {}, { path: [], expected: 'an array of parameters', received: 'a struct' }],
    [unknown, {}, { path: [], expected: 'an array of parameters', received: 'a struct' }],
  ]
  for (const [method, params, data] of cases)
    t.strictSame(
      dataOf(() => bindParams(method, params)),
      data,
    )
  const long = dataOf(() => bindParams(plain, { ['x'.repeat(5000)]: 1 }))
  t.strictSame(long, { path: [`${'x'.repeat(100)}…`], expected: 'nothing', received: 'an integer' })
})

function dataOf(bind: () => unknown) {
  try {
    return bind()
  } catch (error) {
    return isFault(error) ? error.data : error
  }
}
