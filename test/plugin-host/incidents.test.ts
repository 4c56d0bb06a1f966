import t from 'tap'
import {
  duration,
  type IncidentKind,
  type IncidentLimits,
  Incidents,
} from '../../src/plugin-host/incidents.ts'

const most = { crash: 2, stall: 3, timeout: 10, lateError: 1 }
const limits: IncidentLimits = { windowSeconds: 300, most }

const reasons: readonly [kind: IncidentKind, what: string, reason: string][] = [
  ['crash', 'out of memory', 'its thread died 2 times within 5 minutes, last out of memory'],
  [
    'stall',
    'users.add',
    'it blocked the agent for a second or more 3 times within 5 minutes, last users.add',
  ],
  ['timeout', 'users.slow', '10 calls timed out within 5 minutes, last users.slow'],
  ['lateError', '', '1 error that nobody caught within 5 minutes'],
]
for (const [kind, what, reason] of reasons) {
  t.test(`${kind}: it is enough with as many as the limit says, and not before`, async t => {
    const incidents = new Incidents(limits)
    for (let count = 1; count < most[kind]; count += 1) t.equal(incidents.add(kind, what, count), undefined)
    t.equal(incidents.add(kind, what, 100), reason)
  })
}

t.test('incidents count for as long as the window is, and each kind for itself', async t => {
  const within = new Incidents(limits)
  within.add('crash', '', 0)
  within.add('stall', '', 1)
  t.ok(within.add('crash', '', 299_999))

  const past = new Incidents(limits)
  past.add('crash', '', 0)
  t.equal(past.add('crash', '', 300_000), undefined)
})

t.test('0 bears any number, and clear forgets them', async t => {
  const incidents = new Incidents({ windowSeconds: 300, most: { ...most, crash: 0 } })
  for (let count = 0; count < 1000; count += 1) t.equal(incidents.add('crash', '', count), undefined)
  incidents.add('stall', '', 0)
  incidents.add('stall', '', 0)
  incidents.clear()
  t.equal(incidents.add('stall', '', 0), undefined)
})

t.test('times are told in the largest unit that has whole ones', async t => {
  for (const [seconds, text] of [
    [1, '1 s'],
    [60, '1 minute'],
    [90, '90 s'],
    [300, '5 minutes'],
    [3600, '1 hour'],
    [7200, '2 hours'],
  ] as const) {
    t.equal(duration(seconds), text)
  }
})
