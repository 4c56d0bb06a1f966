import t from 'tap'
import { HeartBeat } from '../../../src/plugin-host/isolation/heart-beat.ts'

/** `.` is a beat, `a` an answer. */
const cases: readonly (readonly [title: string, events: string, isBlocked: boolean])[] = [
  ['a beat without an answer yet', '.', false],
  ['one beat less than the limit without an answer', '...', false],
  ['the limit without an answer', '....', true],
  ['an answer at the last moment', '...a...', false],
  ['answers to all', '.a.a.a.a.a.a', false],
  ['none after some', '.a.a....', true],
]

for (const [title, events, isBlocked] of cases) {
  t.test(title, async t => {
    let blocked = 0
    const heart = new HeartBeat(0.75, () => {})
    heart.blocked = () => {
      blocked += 1
    }
    t.teardown(() => heart.stop())
    for (const event of events) {
      if (event === '.') heart.beat()
      else heart.answered()
    }
    t.equal(blocked, isBlocked ? 1 : 0)
  })
}
