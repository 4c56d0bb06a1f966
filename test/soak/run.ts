import { parseArgs } from 'node:util'
import t from 'tap'
import { growth } from './growth.ts'
import type { Holdings } from './report-agent.ts'
import { startSoak } from './soak.ts'

const usage = 'npm run soak -- [--minutes 10] [--requests 20000] [--concurrency 20] [--bad 0.2] [--seed 1]'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    requests: { type: 'string', default: '20000' },
    concurrency: { type: 'string', default: '20' },
    bad: { type: 'string', default: '0.2' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})

const mib = 2 ** 20

// It ends when its minutes are over, and not after the 30 s that a test has by default.
t.setTimeout(0)

/** Rounds of traffic until the time is up; what the agent holds after each. */
t.test(
  values.help ? usage : 'an agent under mixed traffic ends where it began',
  { skip: values.help, timeout: 0 },
  async t => {
    const soak = await startSoak(t, {
      requests: Number(values.requests),
      concurrency: Number(values.concurrency),
      badShare: Number(values.bad),
      seed: Number(values.seed),
    })
    // What is compiled and cached with the first requests belongs to the agent.
    await soak.round()
    const before = await soak.holdings()
    tell('begin', before)

    const end = Date.now() + Number(values.minutes) * 60_000
    let after = before
    for (let round = 1; round === 1 || Date.now() < end; round += 1) {
      const { good, bad, lost } = await soak.round()
      after = await soak.holdings()
      tell(`round ${round}`, after, `${good} good, ${bad} bad, ${lost.length} lost`)
      t.strictSame(lost.slice(0, 10), [], `no reply was lost in round ${round}`)
    }
    t.strictSame(growth(before, after, 10 * mib), [])
    t.equal(await soak.stop(), 0)
  },
)

function tell(title: string, holdings: Holdings, traffic = '') {
  const { heapBytes, externalBytes, rssBytes, openFiles, threads, resources } = holdings
  const megabytes = [heapBytes, externalBytes, rssBytes].map(bytes => (bytes / mib).toFixed(1))
  t.comment(
    `${title}: heap, external, RSS ${megabytes.join(', ')} MiB; ${openFiles} open files, ${threads} threads, ${JSON.stringify(resources)}; ${traffic}`,
  )
}
