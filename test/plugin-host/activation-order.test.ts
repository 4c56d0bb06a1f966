import t from 'tap'
import { activationOrder } from '../../src/plugin-host/activation-order.ts'

/** `*a: b c` is the required plugin a that depends on b and c. */
function plugin(text: string) {
  const [name = '', dependsOn = ''] = text.replace('*', '').split(':')
  return { name, required: text.startsWith('*'), dependsOn: dependsOn.split(' ').filter(Boolean) }
}

const cases: [title: string, plugins: string[], sequence: string, circles: Record<string, string>][] = [
  ['by name', ['c', 'a', 'b'], 'a b c', {}],
  ['required ones first', ['a', '*z', 'b'], 'z a b', {}],
  ['what a required one needs before it', ['a', '*z: y', 'y'], 'y z a', {}],
  ['a chain the other way round', ['a: b', 'b: c', 'c'], 'c b a', {}],
  ['one that two need', ['a: d', 'b: d', 'd'], 'd a b', {}],
  ['a need that nobody meets', ['a: none', 'b'], 'a b', {}],
  ['a circle of two', ['a: b', 'b: a', 'c'], 'c', { a: 'a → b → a', b: 'b → a → b' }],
  [
    'a circle of three',
    ['a: b', 'b: c', 'c: a'],
    '',
    { a: 'a → b → c → a', b: 'b → c → a → b', c: 'c → a → b → c' },
  ],
  ['one that needs itself', ['a: a'], '', { a: 'a → a' }],
  [
    'one that needs a circle, and is on none',
    ['a: b', 'b: c', 'c: b'],
    'a',
    { b: 'b → c → b', c: 'c → b → c' },
  ],
]

for (const [title, plugins, sequence, circles] of cases) {
  t.test(`the order of activation: ${title}`, async t => {
    const order = activationOrder(plugins.map(plugin))
    t.equal(order.sequence.join(' '), sequence)
    t.strictSame(Object.fromEntries(order.circles), circles)
  })
}
