import { runInNewContext } from 'node:vm'
import t from 'tap'
import { copyValue } from '../../src/rpc/copy-value.ts'
import { FaultCode } from '../../src/rpc/fault.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { atOnce } from '../../src/rpc/work.ts'

const copyOf = (value: unknown, maxDepth = 8) => atOnce(copyValue(value, { maxDepth, maxValues: 1000 }))

class Plain {}

class OddDate extends Date {
  override toISOString(): string {
    throw new Error('odd')
  }
}

let asked = 0
const date = new Date(0)
const bytes = Buffer.from('a')

const fits: [title: string, value: unknown, copy: unknown][] = [
  ['null', null, null],
  ['undefined as null', undefined, null],
  [
    'numbers that one wire may refuse',
    [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n],
    [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n],
  ],
  ['texts', ['', '\u0000'], ['', '\u0000']],
  ['dates and bytes', [date, bytes], [date, bytes]],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [
    'undefined members by leaving them out, and undefined items as null',
    { gone: undefined, list: [undefined] },
    { list: [null] },
  ],
  ['holes as null', Object.assign([], { 1: 1 }), [null, 1]],
  [
    'plain objects of another realm',
    runInNewContext('({ list: [1, { a: "b" }] })'),
    { list: [1, { a: 'b' }] },
  ],
  ['one value twice, side by side', (shared => [shared, shared])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
  ['a member called __proto__', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
  [
    'what a getter says, asking it once',
    {
      get count() {
        asked += 1
        return asked
      },
    },
    { count: 1 },
  ],
  ['a list without its toJSON', Object.assign([1], { toJSON: () => 'other' }), [1]],
  [
    'an object without its hidden toJSON',
    Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'other' }),
    { a: 1 },
  ],
  ['a date without the habits of its class', new OddDate(0), date],
  ['a proxy of a plain object as that object', new Proxy({ a: 1 }, {}), { a: 1 }],
]

for (const [title, value, copy] of fits) {
  t.test(`a wire can carry ${title}`, async t => t.strictSame(copyOf(value), copy))
}

t.test('a copy has nothing in common with what a plugin can still change', async t => {
  const value = { list: [1, { a: 2 }] }
  const copy = copyOf(value)
  value.list.push(3)
  Object.assign(value.list[1] as object, { a: 4 })
  t.strictSame(copy, { list: [1, { a: 2 }] })
})

const cyclic: Record<string, unknown> = { list: [] }
cyclic['list'] = [cyclic]

const misfits: [value: unknown, words: string][] = [
  [() => 1, 'result is a function'],
  [Symbol('s'), 'result is a symbol'],
  [{ a: [1, Symbol('s')] }, 'result.a[1] is a symbol'],
  [{ toJSON() {} }, 'result.toJSON is a function'],
  [[new Map()], 'result[0] is an instance of Map'],
  [{ set: new Set() }, 'result.set is an instance of Set'],
  [new Plain(), 'result is an instance of Plain'],
  [new Error('no'), 'result is an instance of Error'],
  [/x/, 'result is an instance of RegExp'],
  [Promise.resolve(), 'result is a promise inside the result (await it first)'],
  [new Date(Number.NaN), 'result is an invalid Date'],
  [new Uint16Array(1), 'result is an instance of Uint16Array'],
  [cyclic, 'result.list[0] is a reference back to a value that holds it'],
  [[[[]]], 'result[0][0] is a value nested too deep ([limits] nestingdepth)'],
]

for (const [value, words] of misfits) {
  t.test(`no wire can carry it: ${words}`, async t =>
    t.throws(() => copyOf(value, 2), { name: 'Misfit', message: words }),
  )
}

t.test('a value that stands for endlessly many others comes to an end', async t => {
  let value: RpcValue = 'x'
  for (let depth = 0; depth < 40; depth += 1) value = [value, value]
  t.throws(() => copyOf(value, 64), {
    code: FaultCode.tooLarge,
    message: 'result holds more than 1000 values ([limits] replyelements)',
  })
})
