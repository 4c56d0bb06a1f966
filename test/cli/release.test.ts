import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { enabled, tempDir, writeConfig } from '../helper.ts'

t.test('release lets a plugin come back that was taken out, and says how it went', async t => {
  const file = writeConfig(t, {
    options: { limits: { quarantinelateerrors: 1 } },
    plugins: { good: enabled, timer_throws: enabled, throws_in_activate: enabled },
  })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/'timer_throws' is quarantined until .*: 1 error that nobody caught within 5 minutes/)
  const release = (...words: string[]) => run(['release', ...words, '-f', file, '--port', new URL(url).port])

  t.match(await release('timer_throws'), {
    code: 0,
    out: "plugin 'timer_throws' 1.2.3 is active with 3 methods\n",
  })
  await agent.line(/'timer_throws' is released by an operator/)

  t.match(await release('throws_in_activate'), {
    code: 1,
    err: /MMC_ERR_NOT_RELEASED: plugin 'throws_in_activate' was begun anew and is not active, it is failed: TypeError/,
  })
  t.match(await release('good'), { code: 1, err: /Plugin 'good' is active; only one that is/ })
  t.match(await release('none'), { code: 1, err: /No plugin has this name/ })
  const json = await release('good', '--json')
  t.match(JSON.parse(json.err), { error: { code: -32600 } })

  const wrong = join(tempDir(t), 'credentials')
  writeFileSync(wrong, 'mmc:wrong\n', { mode: 0o600 })
  t.match(await run(['release', 'good', '--url', url, '--credentials', wrong]), {
    code: 1,
    err: /MMC_ERR_CREDENTIALS/,
  })
})
