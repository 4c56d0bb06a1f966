import t from 'tap'
import { type CurrentCall, type CurrentPlugin, runInScope } from '../../src/rpc/scope.ts'
import { shLaunch } from '../../src/shell/sh-launch.ts'
import { sameResult } from './same-result.ts'
import { witness } from './witness.ts'

await t.test(
  'a command that runs out of time is killed with its grandchildren, even if they ignore SIGTERM',
  async t => {
    const { env, gone } = witness(t)
    const text = 'exec 3> "$WITNESS"; trap \'\' TERM; sleep 1000 > /dev/null 2>&1 & sleep 1000; echo late'
    const result = shLaunch(text, { env, timeoutMs: 200 })
    sameResult(t, result, { exitCode: null, signal: 'SIGKILL', timedOut: true })
    await gone()
  },
)

await t.test('a child in the background that holds the output for too long is killed', async t => {
  const { env, gone } = witness(t)
  const text = 'exec 3> "$WITNESS"; sleep 1000 & echo early'
  sameResult(t, shLaunch(text, { env, timeoutMs: 1000 }), { out: 'early\n', timedOut: true })
  await gone()
})

await t.test('a command that writes too much is killed with its grandchildren', async t => {
  const { env, gone } = witness(t)
  const result = shLaunch('exec 3> "$WITNESS"; sleep 1000 & yes', { env, maxOutputBytes: 1000, timeoutMs: 0 })
  t.equal(result.truncated, true)
  await gone()
})

await t.test('maxOutputBytes counts both streams together', async t => {
  const result = shLaunch('printf 1234; printf 5678 >&2', { maxOutputBytes: 7 })
  t.equal(result.truncated, true)
})

/** Runs `run` as code of a plugin, in a call of `method` or in a life-cycle step: its warnings. */
function warningsOf(plugin: string | null, method: string | null, run: () => unknown) {
  const warnings: string[] = []
  const log = { warn: (text: string) => warnings.push(text) }
  runInScope(
    {
      // The casts: the rest of a plugin and a call is not asked for.
      plugin: plugin === null ? null : ({ name: plugin, log } as unknown as CurrentPlugin),
      call: method === null ? null : ({ method, log } as unknown as CurrentCall),
    },
    run,
  )
  return warnings
}

const run = () => shLaunch('true')

await t.test('a method that blocks the agent is named in the log, once', async t => {
  const warning = (method: string, plugin: string) =>
    `${method} of ${plugin} calls shLaunch, which blocks the whole agent; use shLaunchDeferred instead`
  t.strictSame(warningsOf('report', 'report.build', run), [warning('report.build', "plugin 'report'")])
  t.strictSame(warningsOf('report', 'report.build', run), [])
  t.strictSame(warningsOf('report', 'report.list', run), [warning('report.list', "plugin 'report'")])
  t.strictSame(warningsOf(null, 'getVersion', run), [warning('getVersion', 'the agent')])
})

await t.test('a life-cycle step and a script may block', async t => {
  t.strictSame(warningsOf('report', null, run), [])
  t.equal(run().exitCode, 0)
})
