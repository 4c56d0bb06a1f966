import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { buildLog, lineForPeople } from '../src/logging.ts'
import { run, startProcess } from './agent-process.ts'
import { authorization, tempDir, writeConfig } from './helper.ts'

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

t.test('no text in a line can move the cursor of whoever reads it, or look like another line', async t => {
  const evil = 'a\\u001b\u001b[2J\u009b2J\u202e\r\n[12:00:00] INFO: forged'
  const file = join(tempDir(t), 'agent.log')
  buildLog({ level: 'info', file }).error({ err: new Error(evil), user: evil }, evil)
  const line = readFileSync(file, 'utf8')
  t.match(line, /^[ -~]*\n$/)
  t.match(JSON.parse(line), { msg: evil, user: evil, err: { message: evil } }, 'it means the same')

  const shown = stripVTControlCharacters(lineForPeople()(line))
  t.match(shown, /^[ -~\n]*$/)
  t.match(shown, 'a\\u001b\\u001b[2J\\u009b2J\\u202e\\r\n    [12:00:00] INFO: forged')
  t.notMatch(shown, /\n\[12/)
})

t.test('a log file that has been moved away is begun anew, and its folder too', async t => {
  const dir = join(tempDir(t), 'log')
  const file = join(dir, 'agent.log')
  const log = buildLog({ level: 'info', file })
  log.info('before')
  renameSync(file, `${file}.1`)
  log.info('after')
  t.match(readFileSync(`${file}.1`, 'utf8'), /before/)
  t.match(readFileSync(file, 'utf8'), /^[^\n]*after[^\n]*\n$/)
  rmSync(dir, { recursive: true })
  log.info('once more')
  t.match(readFileSync(file, 'utf8'), /^[^\n]*once more[^\n]*\n$/)
})

t.test('a reader of standard error that does not read cannot stop the agent', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t)])
  const url = await agent.url()
  await agent.line(/"ready"/)
  agent.child.stderr.pause()
  const failing = Array.from({ length: 1000 }, (_, id) => ({
    jsonrpc: '2.0',
    method: 'good.throwsError',
    id,
  }))
  // Each error is a line of about a kilobyte: far more than a socket holds, and a MiB that waits.
  for (let count = 0; count < 5; count += 1) {
    const response = await fetch(`${url}/jsonrpc`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(failing),
    })
    t.match(await response.text(), /-32603/)
  }
  t.match(await (await fetch(`${url}/metrics`)).text(), /^mmc_agent_log_lines_lost_total [1-9]/m)
  agent.child.stderr.resume()
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  t.match(agent.log(), /SIGTERM: stopping/)
})
