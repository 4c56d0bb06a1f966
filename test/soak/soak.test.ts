import t from 'tap'
import { growth } from './growth.ts'
import { startSoak } from './soak.ts'

t.test(
  'after mixed traffic, with plugins that fail at random, no reply is lost and nothing stays',
  async t => {
    const soak = await startSoak(t, { requests: 1500, concurrency: 10, badShare: 0.3, seed: 7 })
    await soak.round()
    const before = await soak.holdings()
    const { good, lost } = await soak.round()
    t.ok(good > 500)
    t.strictSame(lost, [])
    t.strictSame(growth(before, await soak.holdings(), 10 * 2 ** 20), [])
    t.equal(await soak.stop(), 0)
  },
)
