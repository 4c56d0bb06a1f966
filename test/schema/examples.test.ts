// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources stand in strings here

import t from 'tap'
import { readExample } from '../../src/schema/examples.ts'
import { plainValue } from '../../src/schema/literal-value.ts'

/** An example of a function `add`, and what can be tried of it. */
const examples: readonly (readonly [text: string, params?: unknown, result?: unknown])[] = [
  ['add()', []],
  ["add('ada', 7)", ['ada', 7]],
  ["add('ada', 7);", ['ada', 7]],
  ["await add('ada')", ['ada']],
  ["plugin.add('ada')", ['ada']],
  ["await plugin.add('ada') // → { uid: 7 }", ['ada'], { uid: 7 }],
  ['add(1) // 7', [1], 7],
  ['add(1) // => 7', [1], 7],
  ['add(1) // -> "seven"', [1], 'seven'],
  ['add(1) // = [1, null]', [1], [1, null]],
  ['add(1)\n// → 7', [1], 7],
  ["add('// no comment')", ['// no comment']],
  ["add('http://a.b/') // → 'http://a.b/'", ['http://a.b/'], 'http://a.b/'],
  ['add(1) // adds one', [1]],
  ['add(\n  [1, 2],\n  { a: true },\n)', [[1, 2], { a: true }]],
  ['```ts\nadd(1) // → 7\n```', [1], 7],
  ['const all = add(1)'],
  ['add(name)'],
  ['add(...[1])'],
  ['add(1n)'],
  ['add(process.exit())'],
  ['remove(1)'],
  ['add(1)\nadd(2)'],
  ['add(1'],
  ['Adds one.'],
]

for (const [text, params, result] of examples) {
  t.test(`the example ${JSON.stringify(text)}`, async t => {
    const { text: shown, ...call } = readExample(text, 'add')
    t.equal(shown, text.replaceAll(/^```.*\n|\n```$/g, ''))
    t.strictSame(call, {
      ...(params === undefined ? {} : { params }),
      ...(result === undefined ? {} : { result }),
    })
  })
}

/** An expression, and the data that it spells. */
const literals: readonly (readonly [source: string, value: unknown])[] = [
  ['1_000', 1000],
  ['-0.5', -0.5],
  ['0x1F', 31],
  ["'it\\'s'", "it's"],
  ['`text`', 'text'],
  ['null', null],
  ['{ a: 1, "b": [true, { 3: false }] }', { a: 1, b: [true, { 3: false }] }],
  ['(1)', 1],
  ['undefined', undefined],
  ['1n', undefined],
  ['1e999', undefined],
  ['/a/', undefined],
  ['`${a}`', undefined],
  ['[1, , 2]', undefined],
  ['{ a }', undefined],
  ['{ [a]: 1 }', undefined],
  ['{ get a() { return 1 } }', undefined],
  ['{ __proto__: null }', undefined],
  ['1, 2', undefined],
  ['1) + (2', undefined],
  ['', undefined],
]

t.test('plain data is read, and nothing is evaluated', async t => {
  for (const [source, value] of literals) t.strictSame(plainValue(source), value, source)
})
