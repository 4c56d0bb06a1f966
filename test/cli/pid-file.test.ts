import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { tempDir, writeConfig } from '../helper.ts'

const pidFile = { daemon: { pidfile: 'agent.pid' } }

t.test(
  'an agent whose pid file names a running agent does not start; a pid file left behind is taken over',
  async t => {
    const file = writeConfig(t, { options: pidFile })
    const pid = join(file, '../agent.pid')
    // A number that the system does not give out, one of a process that is no agent, and none at all.
    for (const text of ['4194305\n', '1\n', '']) {
      writeFileSync(pid, text)
      const agent = startProcess(t, ['-f', file])
      await agent.line(/"msg":"ready"/)
      t.equal(readFileSync(pid, 'utf8'), `${agent.child.pid}\n`)
      const second = await run(['-f', file])
      t.equal(second.code, 1)
      t.match(
        second.err,
        new RegExp(`MMC_ERR_ALREADY_RUNNING: an agent is running already, as process ${agent.child.pid} `),
      )
      t.equal(readFileSync(pid, 'utf8'), `${agent.child.pid}\n`)
      agent.child.kill('SIGTERM')
      await agent.exit
    }
  },
)

t.test(
  'a file that holds something else than a pid is left alone, and so is the process of a stranger',
  async t => {
    const file = writeConfig(t, { options: { daemon: { pidfile: 'agent.ini.local' } } })
    writeFileSync(`${file}.local`, '[log]\nlevel = warn\n')
    t.match(await run(['-f', file]), {
      code: 1,
      err: /MMC_ERR_PID_FILE: .*it holds something else than a pid/,
    })
    t.equal(readFileSync(`${file}.local`, 'utf8'), '[log]\nlevel = warn\n')

    const other = writeConfig(t, { options: pidFile })
    const stranger = join(tempDir(t), 'main.js')
    writeFileSync(stranger, 'setInterval(() => {}, 1e6)')
    const child = spawn(process.execPath, [stranger, '/opt/mmc-agent/dist/src/x'], { stdio: 'ignore' })
    t.teardown(() => child.kill('SIGKILL'))
    writeFileSync(join(other, '../agent.pid'), `${child.pid}\n`)
    t.match(await run(['-k', '-f', other]), { code: 1, err: /names no agent that runs/ })
    t.equal(child.exitCode, null)
  },
)

t.test('a pipe in the place of the pid file is not waited for', async t => {
  const file = writeConfig(t, { options: pidFile })
  const pid = join(file, '../agent.pid')
  execFileSync('mkfifo', [pid])
  t.match(await run(['-k', '-f', file]), { code: 1, err: /names no agent that runs/ })
  const agent = startProcess(t, ['-f', file])
  await agent.line(/"msg":"ready"/)
  t.equal(readFileSync(pid, 'utf8'), `${agent.child.pid}\n`)
})

t.test('-k stops the agent of the pid file and waits for its end; without one it fails', async t => {
  const file = writeConfig(t, { options: pidFile })
  const none = await run(['-k', '-f', file])
  t.equal(none.code, 1)
  t.match(none.err, /MMC_ERR_NOT_RUNNING: no agent to stop: .*agent\.pid names no agent that runs/)
  t.match(await run(['-k', '-f', writeConfig(t)]), { code: 1, err: /names no \[daemon\] pidfile/ })

  const agent = startProcess(t, ['-f', file])
  await agent.line(/"msg":"ready"/)
  t.match(await run(['-k', '-f', file]), { code: 0, out: '', err: '' })
  t.strictSame(await agent.exit, [0, null])
})
