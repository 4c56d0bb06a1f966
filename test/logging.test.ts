import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildLog } from '../src/logging.ts'
import { run, startProcess } from './agent-process.ts'
import { tempDir, writeConfig } from './helper.ts'

t.test('a log that cannot be written costs the log and nothing else', async t => {
  const file = writeConfig(t, { options: { log: { file: '/dev/full' } } })
  const agent = startProcess(t, ['-f', file])
  await agent.line(/^mmc-agent: the log cannot be written: .*ENOSPC.*; the agent goes on without$/)
  t.equal(agent.log().split('\n').length, 1, 'told once')
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
})

t.test('a log file that cannot be opened ends the start with one line', async t => {
  const dir = tempDir(t)
  for (const [file, why] of [
    [dir, 'EISDIR'],
    ['/proc/nowhere/agent.log', 'ENOENT'],
  ] as const) {
    const { code, err } = await run(['-f', writeConfig(t, { options: { log: { file } } })])
    t.equal(code, 3)
    t.equal(err, `mmc-agent: MMC_ERR_LOG_FILE: cannot write the log file ${file}: ${why}; mend [log] file\n`)
  }
})

t.test('lines are added to the file, which is made with its folder; errors are written as texts', async t => {
  const file = join(tempDir(t), 'deep/agent.log')
  for (const text of ['first', 'second'])
    buildLog({ level: 'info', file }).error({ err: new TypeError('no') }, text)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  t.match(
    lines.map(line => JSON.parse(line)),
    [{ msg: 'first', err: { type: 'TypeError', message: 'no', stack: /logging\.test/ } }, { msg: 'second' }],
  )
})
