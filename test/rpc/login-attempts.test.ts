import t from 'tap'
import { LoginAttempts } from '../../src/rpc/login-attempts.ts'

function build(options: { maxPerUser?: number; maxPerAddress?: number } = {}) {
  let now = 0
  const attempts = new LoginAttempts({ maxPerUser: 3, maxPerAddress: 10, now: () => now, ...options })
  return {
    attempts,
    pass: (ms: number) => {
      now += ms
    },
  }
}

/** Whether a further attempt is let through; it counts as failed. */
function isLetThrough(attempts: LoginAttempts, user: string, address: string | null = null): boolean {
  try {
    attempts.begin(user, address)
    return true
  } catch {
    return false
  }
}

t.test(
  'after some failures in a row a user has to wait, each time twice as long, up to a minute',
  async t => {
    const { attempts, pass } = build()
    for (let count = 0; count < 3; count += 1) t.ok(isLetThrough(attempts, 'ada'))
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      t.throws(() => attempts.begin('ada', null), {
        code: -32006,
        message: `Too many failed logins; try again in ${seconds} s`,
      })
      pass(seconds * 1000 - 1)
      t.notOk(isLetThrough(attempts, 'ada'), `not after ${seconds} s less a little`)
      pass(1)
      t.ok(isLetThrough(attempts, 'ada'), `after ${seconds} s`)
    }
    t.ok(isLetThrough(attempts, 'eve'), 'others do not wait')
  },
)

t.test('a success lets the user begin anew', async t => {
  const { attempts } = build()
  for (let round = 0; round < 5; round += 1) {
    t.ok(isLetThrough(attempts, 'ada'))
    t.ok(isLetThrough(attempts, 'ada'))
    attempts.begin('ada', null)
    attempts.succeeded('ada', null)
  }
})

t.test('an address has a limit over all users, which an own account does not lift', async t => {
  const { attempts } = build()
  for (let count = 0; count < 9; count += 1) {
    t.ok(isLetThrough(attempts, `user ${count}`, '192.0.2.1'))
    attempts.begin('mine', '192.0.2.1')
    attempts.succeeded('mine', '192.0.2.1')
  }
  t.ok(isLetThrough(attempts, 'user 9', '192.0.2.1'))
  t.notOk(isLetThrough(attempts, 'user 10', '192.0.2.1'))
  t.ok(isLetThrough(attempts, 'user 10', '192.0.2.2'))
})

t.test('attempts that are under way count already, so that many at once are no way round', async t => {
  const { attempts } = build()
  const letThrough = Array.from({ length: 100 }, () => isLetThrough(attempts, 'ada', '192.0.2.1'))
  t.equal(letThrough.filter(Boolean).length, 3)
})

t.test('failures are forgotten after a quarter of an hour', async t => {
  const { attempts, pass } = build()
  for (let count = 0; count < 3; count += 1) isLetThrough(attempts, 'ada')
  pass(15 * 60_000)
  for (let count = 0; count < 3; count += 1) t.ok(isLetThrough(attempts, 'ada'))
})

t.test('made-up names do not push out those that are being guessed at', async t => {
  const { attempts } = build({ maxPerAddress: 1_000_000 })
  for (let count = 0; count < 9000; count += 1) isLetThrough(attempts, `made up ${count}`)
  for (let count = 0; count < 3; count += 1) isLetThrough(attempts, 'ada')
  for (let count = 0; count < 9000; count += 1) isLetThrough(attempts, `another ${count}`)
  t.notOk(isLetThrough(attempts, 'ada'))
})
