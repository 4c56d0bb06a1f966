import t from 'tap'
import { connectionsWithin } from '../../src/http/open-files.ts'
import { captureLog } from '../helper.ts'

t.test('there are no more connections than the limit of open files leaves room for', async t => {
  for (const [wanted, openFiles, allowed] of [
    [1000, 1100, 1000],
    [1000, 1099, 999],
    [1000, 256, 156],
    [1000, 50, 10],
    [5, 50, 5],
  ] as const) {
    const { log, lines } = captureLog()
    t.equal(connectionsWithin(wanted, log, openFiles), allowed)
    t.equal(lines.length, allowed < wanted ? 1 : 0, 'whatever is less than was asked for is told')
  }
})

t.test('without a limit that is known, the configuration is believed', async t => {
  const { log, lines } = captureLog()
  t.equal(connectionsWithin(100_000, log, Number.POSITIVE_INFINITY), 100_000)
  t.strictSame(lines, [])
})
