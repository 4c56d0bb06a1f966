import t from 'tap'
import { readThrown } from '../../src/rpc/thrown.ts'

const odd = (property: string, value: unknown) =>
  Object.defineProperty(
    new Error('x'),
    property,
    typeof value === 'function' ? { get: value as () => unknown } : { value },
  )

const explode = () => {
  throw new Error('again')
}

const revoked = (() => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
})()

const circle = new Error('round')
circle.cause = circle

const cases: [title: string, thrown: unknown, read: object][] = [
  ['an error', new TypeError('no'), { type: 'TypeError', message: 'no', stack: /thrown\.test/ }],
  [
    'an error with a cause',
    new Error('a', { cause: new Error('b') }),
    { message: 'a', cause: { message: 'b' } },
  ],
  [
    'an error that is its own cause',
    circle,
    { cause: { cause: { cause: { message: 'round', cause: undefined } } } },
  ],
  ['a message that is an object', odd('message', { code: 1 }), { message: '{ code: 1 }' }],
  ['a message that is undefined', odd('message', undefined), { message: '' }],
  ['a message that throws', odd('message', explode), { message: '(cannot be read)' }],
  ['a name that is a symbol', odd('name', Symbol('s')), { type: 'Symbol(s)' }],
  ['a stack that throws', odd('stack', explode), { stack: '(cannot be read)' }],
  ['a text', 'just a text', { type: 'thrown value', message: "'just a text'" }],
  ['null', null, { message: 'null' }],
  ['undefined', undefined, { message: 'undefined' }],
  [
    'an object that shows itself in its own way',
    { [Symbol.for('nodejs.util.inspect.custom')]: explode },
    { type: 'thrown value' },
  ],
  ['a revoked proxy', revoked, { message: '<Revoked Proxy>' }],
]

for (const [title, thrown, read] of cases) {
  t.test(`what was thrown is read without throwing: ${title}`, async t => t.match(readThrown(thrown), read))
}

for (const [length, more] of [
  [16_384, ''],
  [16_385, ' … 1 characters … '],
] as const) {
  t.test(`a message of ${length} characters is read ${more ? 'without its middle' : 'whole'}`, async t => {
    const { message } = readThrown(new Error('m'.repeat(length)))
    t.equal(message, `${'m'.repeat(8192)}${more}${'m'.repeat(8192)}`)
  })
}

t.test('where an error with an endless message was thrown can still be read', async t => {
  const { stack } = readThrown(new Error('m'.repeat(1e7)))
  t.ok(stack.length < 17_000)
  t.match(stack, /^Error: m+ … \d+ characters … [\s\S]*thrown\.test/)
})
