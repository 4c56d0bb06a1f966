import t from 'tap'
import { run } from '../agent-process.ts'
import { enabled, writeConfig } from '../helper.ts'

t.test('check says of every plugin what a start would do, and activates none', async t => {
  const file = writeConfig(t, {
    options: { main: { prot: 1 } },
    plugins: { good: enabled, timer_throws: enabled, disabled_by_option: '[main]\ndisable = 1\n' },
  })
  const { code, out, err } = await run(['check', '-f', file])
  t.equal(err, '')
  t.equal(code, 0)
  const lines = out.split('\n')
  t.equal(lines[0], `configuration ${file} is fine`)
  t.match(lines[1], /^warning: .*\[main\] prot is unknown; did you mean port\?$/)
  t.ok(lines.includes("plugin 'good' 1.2.3 would be activated"))
  t.ok(
    lines.includes("plugin 'disabled_by_option' is disabled: [main] disable = 1 in disabled_by_option.ini"),
  )
  t.ok(
    lines.includes(
      "plugin 'declines' is disabled: there is no declines.ini; disabled unless it says [main] disable = 0",
    ),
  )
})

t.test('check fails with the code of what it found', async t => {
  const failing = await run([
    'check',
    '-f',
    writeConfig(t, { plugins: { good: enabled, commonjs: enabled } }),
  ])
  t.equal(failing.code, 1)
  t.match(failing.out, /plugin 'commonjs' is failed: MMC_ERR_PLUGIN_COMMONJS: /)

  const required = await run([
    'check',
    '-f',
    writeConfig(t, { options: { main: { required: 'good, none' } } }),
  ])
  t.equal(required.code, 4)
  t.match(required.out, /the required plugin 'none' would not start: the agent would exit with 4/)

  t.match(await run(['check', '-f', '/nowhere.ini']), { code: 3, err: /MMC_ERR_CONFIG_UNREADABLE/ })
})
