import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../agent-process.ts'
import { type Sketch, writeDescription } from '../descriptions.ts'
import { enabled, writeConfig, writePlugins } from '../helper.ts'

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

const words = { summary: 'Does it.' }
const versions = Object.fromEntries(
  ['getVersion', 'getApiVersion', 'getRevision'].map(name => [
    name,
    { result: { schema: { type: 'string' } } },
  ]),
)

/** An agent whose plugins are described so; undefined: not at all. */
function described(t: Test, methods: Readonly<Record<string, Readonly<Record<string, Sketch>> | undefined>>) {
  const sources = Object.entries(methods).map(([name, sketches]) => [
    name,
    ['activate', ...Object.keys(sketches ?? {})].map(fn => `export const ${fn} = () => true`).join('\n'),
  ])
  const plugindirs = writePlugins(t, Object.fromEntries(sources))
  for (const [name, sketches] of Object.entries(methods))
    if (sketches !== undefined) writeDescription(join(plugindirs, name), { ...versions, ...sketches })
  const names = Object.keys(methods)
  return writeConfig(t, {
    options: { main: { plugindirs, required: names[0] ?? '' } },
    plugins: Object.fromEntries(names.map(name => [name, enabled])),
  })
}

const tidy = { fetch: { ...words, result: { schema: { type: 'string' } } } }
const careless = {
  find: { result: { schema: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
  tell: { ...words, result: { schema: {} } },
}
const isNull =
  "warning: plugin 'careless': careless.find: result can be null, for which XML-RPC clients get an empty string while [xmlrpc] nil = 0; return a value of the usual type, or throw a Fault"

t.test('check prints one line for each thing that an author should know', async t => {
  const file = described(t, { tidy, careless, plain: undefined })
  const { code, out } = await run(['check', '-f', file])
  t.equal(code, 0)
  t.strictSame(
    out.split('\n').filter(line => line.startsWith('warning: ')),
    [
      isNull,
      "warning: plugin 'careless': careless.find: the method is not explained; say in a comment above the function what it does",
      "warning: plugin 'careless': careless.tell: result has no type, so that nobody knows what it holds; give it one",
      "warning: plugin 'plain': no types and no words are known of its methods: it was built without mmc-agent build, which writes methods.json",
    ],
  )
})

t.test('check --strict fails for warnings, of all plugins or of those it names', async t => {
  const file = described(t, { tidy, careless, plain: undefined })
  const all = await run(['check', '--strict', '-f', file])
  t.equal(all.code, 1)
  t.match(all.out, isNull)
  t.match(all.out, /\nstrict: plugin 'careless' has 3 warnings\nstrict: plugin 'plain' has 1 warning\n$/)

  t.equal((await run(['check', '-f', file, '--strict', 'tidy'])).code, 0)
  const named = await run(['check', '-f', file, '--strict', 'tidy', 'plain', 'gone'])
  t.equal(named.code, 1)
  t.match(
    named.out,
    /\nstrict: plugin 'plain' has 1 warning\nstrict: plugin 'gone' is in no plugin directory\n$/,
  )
})

t.test('check --strict does not pass a plugin that it cannot look at', async t => {
  const file = writeConfig(t)
  const { code, out } = await run(['check', '-f', file, '--strict', 'declines'])
  t.equal(code, 1)
  t.match(out, /strict: plugin 'declines' would not be activated/)
})

t.test('check knows how XML-RPC writes null here', async t => {
  const file = described(t, { careless })
  appendFileSync(file, '\n[xmlrpc]\nnil = 1\n')
  t.notMatch((await run(['check', '-f', file])).out, isNull)
})
