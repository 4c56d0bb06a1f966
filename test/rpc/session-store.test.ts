import t from 'tap'
import { newSessionId, SessionStore } from '../../src/rpc/session-store.ts'

function build(options: { timeoutMs?: number; maxSessions?: number } = {}) {
  let now = 0
  const store = new SessionStore({ timeoutMs: 1000, maxSessions: 100_000, now: () => now, ...options })
  return {
    store,
    pass: (ms: number) => {
      now += ms
    },
  }
}

t.test('ids are what old clients look for, and never the same', async t => {
  const ids = new Set(Array.from({ length: 1000 }, newSessionId))
  t.equal(ids.size, 1000)
  for (const id of ids) t.match(id, /^[0-9a-f]{64}$/)
})

t.test('a session belongs to the user who logged in, and ends with a logout', async t => {
  const { store } = build()
  const id = store.renew(undefined, 'ada')
  t.equal(store.use(id), 'ada')
  const afterLogout = store.renew(id, null)
  t.equal(store.use(id), undefined)
  t.equal(store.use(afterLogout), undefined, 'the id after a logout stands for nothing')
  t.equal(store.size, 0)
})

t.test('a login gives another id, and the old one ends', async t => {
  const { store } = build()
  const first = store.renew(undefined, 'ada')
  const second = store.renew(first, 'eve')
  t.not(second, first)
  t.equal(store.use(first), undefined)
  t.equal(store.use(second), 'eve')
})

t.test('an id that a client made up is never adopted', async t => {
  const { store } = build()
  const madeUp = 'a'.repeat(64)
  t.equal(store.use(madeUp), undefined)
  const id = store.renew(madeUp, 'ada')
  t.not(id, madeUp)
  t.equal(store.use(madeUp), undefined)
  t.equal(store.size, 1)
})

t.test('a session expires without use, and each use begins its time anew', async t => {
  const { store, pass } = build()
  const used = store.renew(undefined, 'ada')
  const idle = store.renew(undefined, 'eve')
  pass(600)
  t.equal(store.use(used), 'ada')
  pass(600)
  t.equal(store.use(used), 'ada')
  t.equal(store.use(idle), undefined)
  pass(999)
  t.equal(store.size, 1)
  pass(1)
  t.equal(store.use(used), undefined)
  t.equal(store.size, 0)
})

t.test(
  'two hundred thousand logins leave no more sessions than are allowed, and those the latest',
  async t => {
    const { store } = build({ maxSessions: 1000 })
    const kept = store.renew(undefined, 'kept')
    let last = ''
    for (let count = 0; count < 200_000; count += 1) {
      last = store.renew(undefined, `user ${count}`)
      if (count % 500 === 0) store.use(kept)
    }
    t.equal(store.size, 1000)
    t.equal(store.use(last), 'user 199999')
    t.equal(store.use(kept), 'kept', 'one that is used stays')
  },
)
