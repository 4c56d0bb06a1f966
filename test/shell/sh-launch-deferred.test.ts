import { getEventListeners } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'
import { missing } from './missing.ts'
import { sameResult } from './same-result.ts'
import { witness } from './witness.ts'

/** Starts a text that says `begun` to the witness, and aborts it at that very moment. */
async function abortWhenBegun(t: Test, text: string, killGraceMs: number) {
  const { env, word, gone } = witness(t)
  const controller = new AbortController()
  const { signal } = controller
  const ending = shLaunchDeferred(`exec 3> "$WITNESS"; ${text}`, { env, signal, killGraceMs, timeoutMs: 0 })
  t.equal(await word(), 'begun')
  controller.abort()
  const result = await ending
  t.strictSame(getEventListeners(signal, 'abort'), [], 'no listener stays on the signal')
  return { result, gone }
}

// Longer than any command here needs for its polite end. Not for ever: where nobody collects zombies, as in
// many a container, the group of a command with children only looks empty once the grace is over.
const longGraceMs = 3000

await t.test('the event loop turns while a command runs', async t => {
  const { env, word } = witness(t)
  const ending = shLaunchDeferred('echo "$$" > "$WITNESS"; read answer; echo "got $answer"', {
    env,
    input: 'it\n',
  })
  // Were the loop blocked, nobody could read the witness.
  t.match(await word(), /^\d+$/)
  t.equal((await ending).out, 'got it\n')
})

await t.test('a signal that has fired already keeps the command from starting', async t => {
  const file = `${t.testdir()}/touched`
  const result = await shLaunchDeferred(['touch', file], { signal: AbortSignal.abort() })
  sameResult(t, result, { exitCode: null, aborted: true })
  t.notOk(existsSync(file))
})

await t.test('a signal that fires ends the command with SIGTERM', async t => {
  const { result, gone } = await abortWhenBegun(t, 'echo begun >&3; exec sleep 1000', longGraceMs)
  sameResult(t, result, { exitCode: null, signal: 'SIGTERM', aborted: true })
  await gone()
})

await t.test('a signal that fires after the end changes nothing', async t => {
  const controller = new AbortController()
  const result = await shLaunchDeferred('exit 3', { signal: controller.signal })
  controller.abort()
  sameResult(t, result, { exitCode: 3 })
})

await t.test('many commands may wait for one signal', async t => {
  const warnings: Error[] = []
  const listen = (warning: Error) => warnings.push(warning)
  process.on('warning', listen)
  t.teardown(() => process.off('warning', listen))
  const { signal } = new AbortController()
  await Promise.all(Array.from({ length: 12 }, () => shLaunchDeferred('true', { signal })))
  t.strictSame(warnings, [])
})

await t.test('grandchildren are killed with the command', async t => {
  const { gone } = await abortWhenBegun(t, '(sleep 1000 & echo begun >&3; sleep 1000) & wait', longGraceMs)
  await gone()
})

await t.test('a command that runs out of time is killed with its grandchildren', async t => {
  const { env, gone } = witness(t)
  const result = await shLaunchDeferred('exec 3> "$WITNESS"; sleep 1000 & sleep 1000; echo late', {
    env,
    timeoutMs: 200,
    killGraceMs: longGraceMs,
  })
  sameResult(t, result, { exitCode: null, signal: 'SIGTERM', timedOut: true })
  await gone()
})

await t.test('a command that writes too much is killed with its grandchildren', async t => {
  const { env, gone } = witness(t)
  const { truncated } = await shLaunchDeferred('exec 3> "$WITNESS"; sleep 1000 & yes', {
    env,
    maxOutputBytes: 1000,
    killGraceMs: longGraceMs,
  })
  t.equal(truncated, true)
  await gone()
})

await t.test('a command that takes SIGTERM well has its last words and its exit code', async t => {
  const text = "exec 2> /dev/null; trap 'echo bye; exit 3' TERM; echo begun >&3; while :; do sleep 0.1; done"
  const { result } = await abortWhenBegun(t, text, longGraceMs)
  sameResult(t, result, { exitCode: 3, out: 'bye\n', aborted: true })
})

await t.test('a command that ignores SIGTERM gets SIGKILL after killGraceMs', async t => {
  const text = "trap '' TERM; echo begun >&3; while :; do sleep 1000; done"
  const { result, gone } = await abortWhenBegun(t, text, 50)
  sameResult(t, result, { exitCode: null, signal: 'SIGKILL', aborted: true })
  await gone()
})

await t.test('a grandchild that ignores SIGTERM and holds no output is killed too', async t => {
  const text = "(trap '' TERM; exec > /dev/null 2>&1; echo begun >&3; sleep 1000; sleep 1000) & wait"
  const { result, gone } = await abortWhenBegun(t, text, 50)
  t.equal(result.signal, 'SIGTERM')
  await gone()
})

await t.test(
  'a grandchild that left the group and holds the output does not keep the promise waiting',
  {
    skip: missing('setsid', 'util-linux'),
  },
  async t => {
    const { env, word, gone } = witness(t)
    const controller = new AbortController()
    const ending = shLaunchDeferred(
      'exec 3> "$WITNESS"; setsid sh -c \'echo $$ >&3; sleep 1000; :\' & wait',
      {
        env,
        signal: controller.signal,
        timeoutMs: 0,
      },
    )
    const escaped = Number(await word())
    controller.abort()
    sameResult(t, await ending, { exitCode: null, signal: 'SIGTERM', aborted: true })
    process.kill(-escaped, 'SIGKILL')
    await gone()
  },
)

await t.test('no zombie is left', async t => {
  const { out } = await shLaunchDeferred('echo $$')
  t.notOk(existsSync(`/proc/${out.trim()}`))
})

await t.test('a child in the background keeps the promise waiting while it holds the output', async t => {
  const { env, word } = witness(t)
  const release = `${t.testdirName}/release`
  await shLaunchDeferred(['mkfifo', release])
  const text = '(echo begun > "$WITNESS"; read x < "$RELEASE"; echo late) & echo early'
  const ending = shLaunchDeferred(text, { env: { ...env, RELEASE: release } })
  t.equal(await word(), 'begun')
  writeFileSync(release, 'go\n')
  sameResult(t, await ending, { out: 'early\nlate\n' })
})

await t.test('a child in the background that holds the output for too long is killed', async t => {
  const { env, gone } = witness(t)
  const text = 'exec 3> "$WITNESS"; sleep 1000 & echo early'
  sameResult(t, await shLaunchDeferred(text, { env, timeoutMs: 1000 }), { out: 'early\n', timedOut: true })
  await gone()
})

await t.test('a child in the background that holds no output lives on', async t => {
  const { out } = await shLaunchDeferred('sleep 1000 > /dev/null 2>&1 & echo $!')
  const pid = Number(out)
  t.ok(process.kill(pid, 0), 'it is there')
  process.kill(pid)
})
