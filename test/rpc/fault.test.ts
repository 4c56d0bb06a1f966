import t from 'tap'
import { Fault, FaultCode, isFault } from '../../src/rpc/fault.ts'
import { faultOfMethod } from '../../src/rpc/method-fault.ts'
import { atOnce } from '../../src/rpc/work.ts'

const asItLeaves = (fault: Fault) => atOnce(faultOfMethod(fault, { maxDepth: 8, maxValues: 100 }))

t.test('a fault is known by its brand, also one of another copy of this package', async t => {
  t.ok(isFault(new Fault('x')))
  t.ok(isFault({ [Symbol.for('mmc-agent.Fault')]: true, code: 1, message: 'x' }))
  for (const other of [new Error('x'), null, undefined, 'Fault', { code: 1, message: 'x' }])
    t.notOk(isFault(other))
})

t.test("a method's fault keeps its own code, and loses one that is the agent's or none", async t => {
  for (const code of [0, 1, -1, 42, 8003, -31_999, -32_769, 2 ** 31 - 1, -(2 ** 31 - 1)]) {
    t.equal(asItLeaves(new Fault('x', { code })).code, code)
  }
  for (const code of [-32_000, -32_601, -32_768, 1.5, Number.NaN, 2 ** 31, 'text']) {
    t.equal(asItLeaves(new Fault('x', { code: code as number })).code, FaultCode.applicationError)
  }
})

t.test('a fault without a code is an application error', async t => {
  t.equal(new Fault('x').code, -32500)
})

t.test(
  'the data of a fault is copied, and data that no wire can carry is an error of the method',
  async t => {
    t.strictSame(asItLeaves(new Fault('x', { data: { a: 1 } })).data, { a: 1 })
    // A plugin in JavaScript can pass anything.
    t.throws(() => asItLeaves(new Fault('x', { data: new Map() as never })), { name: 'Misfit' })
  },
)

t.test('a proxy is no fault, whatever it answers', async t => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  t.notOk(isFault(proxy))
})
