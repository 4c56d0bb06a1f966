import t from 'tap'
import { jsonValue } from '../../src/jsonrpc/encode.ts'
import type { RpcValue } from '../../src/rpc/value.ts'

const cases: [title: string, value: RpcValue, text: string][] = [
  ['a bigint as a string', 2n ** 64n, '"18446744073709551616"'],
  ['a date as ISO 8601', new Date(Date.UTC(2024, 1, 29, 12, 34, 56)), '"2024-02-29T12:34:56.000Z"'],
  ['bytes as base64', Uint8Array.of(0, 255), '"AP8="'],
  ['a view into bytes as what it shows', Uint8Array.of(9, 0, 255, 9).subarray(1, 3), '"AP8="'],
  ['a Buffer as bytes', Buffer.from([0, 255]), '"AP8="'],
  ['control characters escaped', '\u0000\u001b', '"\\u0000\\u001b"'],
  ['a changed member among others', { a: 1, b: 2n, c: [3n] }, '{"a":1,"b":"2","c":["3"]}'],
  ['a member called __proto__', JSON.parse('{"__proto__":{"a":1},"b":[1]}'), '{"__proto__":{"a":1},"b":[1]}'],
  ['a changed member called __proto__', Object.fromEntries([['__proto__', 1n]]), '{"__proto__":"1"}'],
]

for (const [title, value, text] of cases) {
  t.test(`JSON carries ${title}`, async t => t.equal(JSON.stringify(jsonValue(value)), text))
}

t.test('a value that needs no change is not copied', async t => {
  const value = { list: [1, 'two', { three: null }] }
  t.equal(jsonValue(value), value)
})

t.test('a value is never changed in place', async t => {
  const value = { list: [1n], date: new Date(0) }
  jsonValue(value)
  t.strictSame(value, { list: [1n], date: new Date(0) })
})

t.test('a number that JSON cannot carry is a fault that names its place', async t => {
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    t.throws(() => jsonValue({ list: [0, { size: number }] }), {
      code: -32603,
      message: `result.list[1].size is ${number}, which JSON cannot carry`,
    })
  }
})
