import t from 'tap'
import { RestartPauses } from '../../src/plugin-host/restart-pauses.ts'

const minute = 60_000

const cases: readonly (readonly [title: string, deaths: readonly number[], pauses: readonly number[]])[] = [
  ['the first death costs nothing', [0], [0]],
  [
    'each further one twice as much as the one before',
    [0, 1, 2, 3, 4, 5, 6],
    [0, 1000, 2000, 4000, 8000, 16_000, 32_000],
  ],
  [
    'but never more than 60 s',
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
  ],
  ['just under 5 minutes without a death are not enough', [0, 5 * minute - 1], [0, 1000]],
  ['after 5 minutes all is forgiven', [0, 1, 2, 2 + 5 * minute, 3 + 5 * minute], [0, 1000, 2000, 0, 1000]],
]

for (const [title, deaths, pauses] of cases) {
  t.test(title, async t => {
    let now = 0
    const restarts = new RestartPauses(() => now)
    const found = deaths.map(at => {
      now = at
      return restarts.next()
    })
    t.strictSame(found, pauses)
  })
}
