import { runInNewContext } from 'node:vm'
import t from 'tap'
import { findMisfit } from '../../src/rpc/value.ts'

class Plain {}

const fits: [title: string, value: unknown][] = [
  ['null', null],
  ['undefined, which means null', undefined],
  ['numbers that one wire may refuse', [Number.NaN, Number.POSITIVE_INFINITY, -0, 2n ** 70n]],
  ['texts', ['', '\u0000']],
  ['dates and bytes', [new Date(0), new Uint8Array(1), Buffer.from('a')]],
  ['an object without a prototype', Object.create(null)],
  ['undefined members and items', { gone: undefined, list: [undefined] }],
  ['plain objects of another realm', runInNewContext('({ list: [1, { a: new Date(0) }] })')],
  ['one value twice, side by side', (shared => [shared, shared])({ a: 1 })],
]

for (const [title, value] of fits) {
  t.test(`a wire can carry ${title}`, async t => t.equal(findMisfit(value, 8), undefined))
}

const cyclic: Record<string, unknown> = { list: [] }
cyclic['list'] = [cyclic]

const misfits: [value: unknown, path: string, found: string][] = [
  [() => 1, 'result', 'a function'],
  [Symbol('s'), 'result', 'a symbol'],
  [{ a: [1, Symbol('s')] }, 'result.a[1]', 'a symbol'],
  [[new Map()], 'result[0]', 'an instance of Map'],
  [{ set: new Set() }, 'result.set', 'an instance of Set'],
  [new Plain(), 'result', 'an instance of Plain'],
  [new Error('no'), 'result', 'an instance of Error'],
  [/x/, 'result', 'an instance of RegExp'],
  [Promise.resolve(), 'result', 'a promise inside the result (await it first)'],
  [new Date(Number.NaN), 'result', 'an invalid Date'],
  [new Uint16Array(1), 'result', 'an instance of Uint16Array'],
  [cyclic, 'result.list[0]', 'a reference back to a value that holds it'],
  [[[[]]], 'result[0][0]', 'a value nested too deep'],
]

for (const [value, path, found] of misfits) {
  t.test(`no wire can carry ${found}, at ${path}`, async t => {
    t.strictSame(findMisfit(value, 2), { path, found })
  })
}
