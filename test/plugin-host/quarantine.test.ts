import t from 'tap'
import { pauseSeconds, Quarantine, type QuarantineMemory } from '../../src/plugin-host/quarantine.ts'
import { authorization, captureLog, startAgent, writePlugins } from '../helper.ts'

const minute = 60_000

/** Its plugin, in a state that the test can see, and a clock that goes when the test says so. */
function build(memory?: QuarantineMemory) {
  const states = new Map([['bad', 'active']])
  const changes: unknown[] = []
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const quarantine = new Quarantine({
    host: {
      // Nothing but the state is looked at.
      report: name => (states.has(name) ? ({ state: states.get(name) } as never) : undefined),
      async quarantine(name, reason, comesBackAt) {
        states.set(name, 'quarantined')
        changes.push([name, reason, comesBackAt?.getTime()])
      },
      async revive(name) {
        states.set(name, 'active')
        changes.push([name, 'revived', now])
      },
    },
    limits: { windowSeconds: 300, most: { crash: 1, stall: 2, timeout: 0, lateError: 0 } },
    log: captureLog().log,
    clock: {
      now: () => now,
      after(ms, run) {
        const timer = { at: now + ms, run }
        timers.push(timer)
        return () => {
          timers = timers.filter(other => other !== timer)
        }
      },
    },
    ...(memory && { memory }),
  })
  const passTo = (time: number) => {
    now = time
    const due = timers.filter(({ at }) => at <= now)
    timers = timers.filter(({ at }) => at > now)
    for (const { run } of due) run()
  }
  return { quarantine, states, changes, passTo, timers: () => timers.length, now: () => now }
}

t.test('pauses are 1, 2, 4 … minutes, and an hour at most', async t => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map(count => pauseSeconds(count) / 60)
  t.strictSame(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60])
})

t.test(
  'a plugin that does harm is taken out, comes back by itself, and stays out for longer each time',
  async t => {
    const { quarantine, changes, passTo, now } = build()
    for (const minutes of [1, 2, 4]) {
      quarantine.onCrash('bad', 'out of memory')
      const back = now() + minutes * minute
      t.strictSame(changes.splice(0), [
        ['bad', 'its thread died once within 5 minutes, last out of memory', back],
      ])
      quarantine.onCrash('bad', 'on its way out')
      passTo(back - 1)
      t.strictSame(changes, [])
      passTo(back)
      t.strictSame(changes.splice(0), [['bad', 'revived', back]])
      passTo(back + 1)
    }
    t.equal(quarantine.counts.get('bad'), 3)
  },
)

t.test('a plugin that has held for an hour begins again with the shortest pause', async t => {
  for (const [held, pause] of [
    [60 * minute - 1, 2],
    [60 * minute, 1],
  ] as const) {
    const { quarantine, changes, passTo } = build()
    quarantine.onCrash('bad', '')
    passTo(minute)
    passTo(minute + held)
    changes.length = 0
    quarantine.onCrash('bad', '')
    t.strictSame(changes, [['bad', 'its thread died once within 5 minutes', minute + held + pause * minute]])
  }
})

t.test('stalls below a second are borne, and so is what the limits do not name', async t => {
  const { quarantine, changes } = build()
  for (let count = 0; count < 100; count += 1) {
    quarantine.onStall('bad', 0.99, 'bad.run')
    quarantine.onTimeout('bad', 'bad.run')
    quarantine.onLateError('bad', '')
  }
  quarantine.onStall('bad', 1, 'bad.run')
  t.strictSame(changes, [])
  quarantine.onStall('bad', 1, 'bad.run')
  t.equal(changes.length, 1)
})

t.test('whoever is not active is left alone', async t => {
  const { quarantine, changes, states } = build()
  for (const state of ['quarantined', 'failed', 'stopped', 'discovered']) {
    states.set('bad', state)
    quarantine.onCrash('bad', '')
  }
  quarantine.onCrash('none', '')
  t.strictSame(changes, [])
})

t.test('an operator releases what is quarantined or has failed, and its past counts no longer', async t => {
  const { quarantine, changes, states, passTo, timers } = build()
  for (const state of ['active', 'disabled', 'declined']) {
    states.set('bad', state)
    t.equal(await quarantine.release('bad'), undefined, state)
  }
  t.equal(await quarantine.release('none'), undefined)
  states.set('bad', 'failed')
  t.match(await quarantine.release('bad'), { state: 'active' })

  quarantine.onCrash('bad', '')
  t.equal(timers(), 1)
  t.match(await quarantine.release('bad'), { state: 'active' })
  t.equal(timers(), 0, 'it need not come back')
  passTo(5 * minute)
  changes.length = 0
  quarantine.onCrash('bad', '')
  t.strictSame(changes, [['bad', 'its thread died once within 5 minutes', 6 * minute]], 'a short pause again')
})

t.test('nobody comes back to an agent that stops', async t => {
  const { quarantine, changes, timers, passTo } = build()
  quarantine.onCrash('bad', '')
  changes.length = 0
  quarantine.stop()
  t.equal(timers(), 0)
  passTo(minute)
  t.equal(await quarantine.release('bad'), undefined)
  quarantine.onCrash('bad', '')
  t.strictSame(changes, [])
})

t.test('pauses go on growing where an earlier agent left off', async t => {
  const told: unknown[] = []
  const memory: QuarantineMemory = {
    known: () => ({ pauses: 2, until: 0 }),
    paused: (...args) => told.push(args),
    forgive: plugin => told.push(plugin),
  }
  const { quarantine } = build(memory)
  quarantine.onCrash('bad', '')
  await quarantine.release('bad')
  t.strictSame(told, [['bad', 3, 4 * minute], 'bad'])

  t.strictSame(build(memory).quarantine.hold('held', 5000), new Date(5000), 'or comes back as it was said')
})

t.test('a required plugin in quarantine makes the agent unready, and its calls are told why', async t => {
  const { host, quarantine, server } = await startAgent(t, {
    options: { limits: { quarantinecrashes: 1 } },
  })
  quarantine.onCrash('good', 'no memory in /home/me/good')
  await host.quarantine('none', '')
  t.equal((await server.inject('/health/ready')).statusCode, 503)
  const report = (await server.inject('/health/plugins/good')).json()
  t.match(report, {
    state: 'quarantined',
    status: 'fail',
    reason: 'its thread died once within 5 minutes, last no memory in good',
    comesBackAt: /^\d{4}-.*Z$/,
  })
  t.equal(Date.parse(report.comesBackAt) > Date.parse(report.since), true)
  t.match((await server.inject('/metrics')).body, /mmc_agent_quarantines_total\{plugin="good"\} 1/)

  t.match(await quarantine.release('good'), { state: 'active', comesBackAt: null })
  t.equal((await server.inject('/health/ready')).statusCode, 200)
})

t.test(
  'an isolated plugin whose worker dies again and again is quarantined, restarts with a pause included',
  async t => {
    const exits = `
export const activate = () => true
export const exit = () => process.exit(1)
`
    const { host, server } = await startAgent(t, {
      plugins: { exits: '[main]\ndisable = 0\nisolate = 1\n' },
      options: {
        main: { plugindirs: writePlugins(t, { exits }), required: 'exits' },
        limits: { quarantinecrashes: 3 },
      },
    })
    const call = () => server.inject({ method: 'POST', url: '/rpc/exits.exit', headers: { authorization } })
    for (let death = 1; death <= 3; death += 1) {
      while (host.report('exits')?.state !== 'active') await new Promise(setImmediate)
      t.equal((await call()).json().error.code, -32603, `death ${death}`)
    }
    // Changes come one after the other.
    await host.quarantine('none', '')
    t.match(host.report('exits'), {
      state: 'quarantined',
      reason: /its thread died 3 times within 5 minutes/,
    })
  },
)
