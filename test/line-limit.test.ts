import t from 'tap'
import { LineLimit } from '../src/line-limit.ts'

t.test('lines past the limit are told as a number, each name for itself', async t => {
  const told = new Promise(resolve => {
    const lines = new LineLimit((name, more) => resolve([name, more]), { most: 2, whileMs: 5 })
    t.teardown(() => lines.end())
    const allowed = ['a', 'b', 'a', 'a', 'b', 'a', 'a'].map(name => lines.allows(name))
    t.strictSame(allowed, [true, true, true, false, true, false, false])
  })
  // Its timer keeps nobody waiting.
  const waiting = setInterval(() => {}, 1000)
  t.strictSame(await told, ['a', 3])
  clearInterval(waiting)
})
