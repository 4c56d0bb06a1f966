import t from 'tap'
import { type CurrentCall, type CurrentPlugin, runInScope } from '../../src/rpc/scope.ts'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'
import type { ShOptions } from '../../src/shell/sh-options.ts'

const live = new AbortController().signal
const fired = AbortSignal.abort()

/** Runs `true` in the scope of a plugin and a call with these signals, and says whether it was aborted. */
async function isAborted(plugin: AbortSignal, call: AbortSignal | null, options: ShOptions = {}) {
  const scope = {
    // The casts: of a plugin and a call, only the signal is asked for.
    plugin: { signal: plugin } as CurrentPlugin,
    call: call === null ? null : ({ signal: call } as CurrentCall),
  }
  const { aborted } = await runInScope(scope, () => shLaunchDeferred('true', options))
  return aborted
}

await t.test('a command of a method is tied to the call', async t => {
  t.equal(await isAborted(live, fired), true)
  t.equal(await isAborted(fired, live), false)
})

await t.test('a command of a life-cycle step is tied to the plugin', async t => {
  t.equal(await isAborted(fired, null), true)
  t.equal(await isAborted(live, null), false)
})

await t.test('a signal of its own takes the place of both', async t => {
  t.equal(await isAborted(fired, fired, { signal: live }), false)
  t.equal(await isAborted(live, live, { signal: fired }), true)
})

await t.test('signal: null ties a command to nobody', async t => {
  t.equal(await isAborted(fired, fired, { signal: null }), false)
})

await t.test('a command that runs already ends with its call', async t => {
  const caller = new AbortController()
  const scope = { plugin: null, call: { signal: caller.signal } as CurrentCall }
  const ending = runInScope(scope, () => shLaunchDeferred(['sleep', '1000']))
  caller.abort()
  const { aborted, signal } = await ending
  t.strictSame([aborted, signal], [true, 'SIGTERM'])
})
