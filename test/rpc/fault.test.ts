import t from 'tap'
import { Fault, FaultCode, faultOfMethod, isFault } from '../../src/rpc/fault.ts'

t.test('a fault is known by its brand, also one of another copy of this package', async t => {
  t.ok(isFault(new Fault('x')))
  t.ok(isFault({ [Symbol.for('mmc-agent.Fault')]: true, code: 1, message: 'x' }))
  for (const other of [new Error('x'), null, undefined, 'Fault', { code: 1, message: 'x' }])
    t.notOk(isFault(other))
})

t.test("a method's fault keeps its own code, and loses one that is the agent's or none", async t => {
  for (const code of [0, 1, -1, 42, 8003, -31_999, -32_769, 2 ** 31 - 1, -(2 ** 31 - 1)]) {
    t.equal(faultOfMethod(new Fault('x', { code }), 8).code, code)
  }
  for (const code of [-32_000, -32_601, -32_768, 1.5, Number.NaN, 2 ** 31, 'text']) {
    t.equal(faultOfMethod(new Fault('x', { code: code as number }), 8).code, FaultCode.applicationError)
  }
})

t.test('a fault without a code is an application error', async t => {
  t.equal(new Fault('x').code, -32500)
})

t.test(
  'the data of a fault is copied, and data that no wire can carry is an error of the method',
  async t => {
    t.strictSame(faultOfMethod(new Fault('x', { data: { a: 1 } }), 8).data, { a: 1 })
    // A plugin in JavaScript can pass anything.
    t.throws(() => faultOfMethod(new Fault('x', { data: new Map() as never }), 8), { name: 'Misfit' })
  },
)

t.test('a proxy is no fault, whatever it answers', async t => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  t.notOk(isFault(proxy))
})
