import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import t from 'tap'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'
import { witness } from './witness.ts'

const module = (name: string) => JSON.stringify(new URL(`../../src/shell/${name}.js`, import.meta.url))

/** The beginning of a script that a Node process of its own runs. */
const imports = `
  import { shLaunch } from ${module('sh-launch')}
  import { shLaunchDeferred } from ${module('sh-launch-deferred')}
`

const nodeArgs = (script: string) => ['--input-type=module', '--eval', imports + script]

const run = promisify(execFile)

for (const [how, code, statement] of [
  ['process.exit()', 0, 'process.exit()'],
  ['an uncaught exception', 1, "process.stderr.destroy(); throw new Error('from the test')"],
] as const) {
  await t.test(
    `commands that still run when the agent ends by ${how} are killed with their children`,
    async t => {
      const { env, word, gone } = witness(t)
      const script = `
      process.stdin.once('end', () => { ${statement} }).resume()
      const text = 'exec 3> "$WITNESS"; trap "" TERM; sleep 1000 & echo begun >&3; sleep 1000; sleep 1000'
      await shLaunchDeferred(text, { env: ${JSON.stringify(env)}, timeoutMs: 0 })
    `
      const agent = spawn(process.execPath, nodeArgs(script), { stdio: ['pipe', 'inherit', 'ignore'] })
      const exited = once(agent, 'exit')
      t.equal(await word(), 'begun')
      agent.stdin.end()
      t.strictSame(await exited, [code, null])
      await gone()
    },
  )
}

await t.test('one listener for the exit serves all commands, and goes with the last', async t => {
  const before = process.listenerCount('exit')
  const endings = [shLaunchDeferred('true'), shLaunchDeferred('true'), shLaunchDeferred('true')]
  t.equal(process.listenerCount('exit'), before + 1)
  await Promise.all(endings)
  t.equal(process.listenerCount('exit'), before)
})

await t.test('no timer and no handle of a command keeps a script alive', async t => {
  const script = `
    await shLaunchDeferred('true', { timeoutMs: 3_600_000, killGraceMs: 3_600_000 })
    await shLaunchDeferred('sleep 1000', { timeoutMs: 20 })
    const { out } = await shLaunchDeferred('sleep 1000 > /dev/null 2>&1 & echo $!')
    process.kill(Number(out))
    console.log('done')
  `
  // Resolves when the process has ended by itself.
  const { stdout } = await run(process.execPath, nodeArgs(script))
  t.equal(stdout, 'done\n')
})

await t.test('an agent without a file descriptor left survives, and says what is wrong', async t => {
  const script = `
    import { closeSync, openSync } from 'node:fs'
    await shLaunchDeferred('true')
    const open = []
    try {
      for (;;) open.push(openSync('/dev/null'))
    } catch {}
    const results = [await shLaunchDeferred('true'), shLaunch('true')]
    for (const file of open) closeSync(file)
    results.push(await shLaunchDeferred('true'))
    console.log(JSON.stringify(results.map(({ exitCode, err }) => [exitCode, err])))
  `
  const { stdout } = await run('/bin/sh', [
    '-c',
    'ulimit -n 200; exec "$@"',
    'sh',
    process.execPath,
    ...nodeArgs(script),
  ])
  const refused = [126, '/bin/sh: cannot be started: too many open files\n']
  t.strictSame(JSON.parse(stdout), [refused, refused, [0, '']])
})

await t.test('NODE_DEBUG=execa prints no arguments', async t => {
  const script = "await shLaunchDeferred(['true', 'secret'])"
  const { stderr } = await run(process.execPath, nodeArgs(script), {
    env: { ...process.env, NODE_DEBUG: 'execa' },
  })
  t.equal(stderr, '')
})
