import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { contract } from '../../src/cli/contract.ts'
import { run } from '../agent-process.ts'
import { type Sketch, writeDescription } from '../descriptions.ts'
import { enabled, tempDir, writeConfig, writePlugins } from '../helper.ts'

const text = { type: 'string' }
const asks = (schema: object): Sketch => ({
  parameters: [{ name: 'a', optional: false, rest: false, schema: { ...schema } }],
  result: { schema: text },
})

/** A directory with a plugin `one`, whose method `ask` is described so. */
function plugins(t: Test, ask: Sketch, version = '1:0:0') {
  const source = `export const activate = () => { throw new Error('it is not to be activated') }
    setInterval(() => {}, 1000)
    export const ask = a => a`
  const dir = writePlugins(t, { one: source })
  describe(dir, ask, version)
  return dir
}

function describe(dir: string, ask: Sketch, version = '1:0:0') {
  const file = join(dir, 'one/index.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\d:0:0/, version))
  writeDescription(join(dir, 'one'), { ask })
}

t.test('a plugin without an agent: what was written is what is there, until something changes', async t => {
  const dir = plugins(t, asks(text))
  const folder = join(dir, 'one')
  const file = join(dir, 'contract.yaml')
  const contractOf = (...args: string[]) =>
    run(['contract', '-f', '/nowhere.ini', ...args, '--plugin', folder])

  t.strictSame(await run(['contract', '-f', '/nowhere.ini', '--write', file, '--plugin', folder]), {
    code: 0,
    out: `wrote ${file}: 1 plugin, 4 methods\n`,
    err: '',
  })
  const written = readFileSync(file, 'utf8')
  t.match(written, /^ {6}ask:\n {8}access: user\n {8}parameters:\n {10}a: string\n {8}result: string$/m)
  await contractOf('--write', file)
  t.equal(readFileSync(file, 'utf8'), written)

  const same = { code: 0, out: `nothing has changed since ${file}\n`, err: '' }
  t.strictSame(await contractOf('--check', file), same)
  t.strictSame(await contractOf('--check', file, '--strict'), same)
  t.strictSame(await contractOf('--check', file, '--changelog'), { code: 0, out: '', err: '' })

  describe(dir, asks({ type: ['string', 'integer'] }))
  const additive = await contractOf('--check', file)
  t.equal(additive.code, 0)
  t.match(additive.out, /^additive {2}one\.ask: parameter 'a' takes Integer, too\n\n1 additive\n/)
  t.match(additive.out, /\nplugin 'one' still has the API version 1:0:0: raise the second number /)
  t.equal((await contractOf('--check', file, '--strict')).code, 1)

  describe(dir, asks({ type: 'integer' }))
  const breaking = await contractOf('--check', file)
  t.equal(breaking.code, 1)
  t.match(breaking.out, /^breaking {2}one\.ask: parameter 'a' takes Integer, no longer string\n/)
  t.match(breaking.out, /: raise the first number that getApiVersion returns\n/)
  t.strictSame(await contractOf('--check', file, '--changelog'), {
    code: 1,
    out: "- **Breaking:** `one.ask`: parameter 'a' takes Integer, no longer string.\n",
    err: '',
  })

  describe(dir, asks({ type: 'integer' }), '2:0:0')
  const raised = await contractOf('--check', file)
  t.match(raised.out, /\nneutral {3}plugin one has the API version 2:0:0, no longer 1:0:0\n/)
  t.notMatch(raised.out, /raise the/)
})

t.test('contract --json is for scripts', async t => {
  const dir = plugins(t, asks(text))
  const [file, plugin] = [join(dir, 'contract.yaml'), join(dir, 'one')]
  await run(['contract', '--write', file, '--plugin', plugin])
  describe(dir, asks({ type: 'integer' }))
  const { code, out } = await run(['contract', '--check', file, '--plugin', plugin, '--json'])
  t.equal(code, 1)
  t.strictSame(JSON.parse(out), {
    kind: 'breaking',
    counts: { breaking: 1, additive: 0, neutral: 0 },
    changes: [
      {
        plugin: 'one',
        method: 'one.ask',
        place: "parameter 'a'",
        words: 'takes Integer, no longer string',
        kind: 'breaking',
        doors: { xmlrpc: 'breaking', jsonrpc: 'breaking', rpc: 'breaking' },
      },
    ],
    apiVersions: { one: { before: '1:0:0', after: '1:0:0' } },
  })
})

t.test('without --plugin it is about all plugins that the configuration enables', async t => {
  const file = join(tempDir(t), 'contract.yaml')
  const config = writeConfig(t, { plugins: { good: enabled, timer_throws: enabled } })
  const written = await run(['contract', '-f', config, '--write', file])
  t.match(written, { code: 0, out: /^wrote .*: 2 plugins, \d+ methods\n$/, err: '' })

  const fewer = writeConfig(t)
  const gone = await run(['contract', '-f', fewer, '--check', file])
  t.equal(gone.code, 1)
  t.match(gone.out, /^breaking {2}plugin timer_throws is gone\n/)

  // Whoever names plugins asks about them alone, enabled or not.
  t.match(await run(['contract', '-f', fewer, '--check', file, '--plugin', 'good']), {
    code: 0,
    out: /^nothing /,
  })
  t.match(await run(['contract', '-f', fewer, '--check', file, '--plugin', 'timer_throws']), {
    code: 0,
    out: /^nothing /,
  })
})

t.test('what cannot be read is an error that says what to do', async t => {
  const dir = plugins(t, asks(text))
  const [file, plugin] = [join(dir, 'contract.yaml'), join(dir, 'one')]
  const check = () => contract({ inifile: '/nowhere.ini', check: file, plugin: [plugin] }, () => undefined)
  await t.rejects(check(), {
    exitCode: 3,
    message: /MMC_ERR_CONTRACT_FILE: .*there is no such file; mmc-agent contract --write/,
  })

  writeFileSync(file, 'format: 1\nplugins: 5\n')
  await t.rejects(check(), {
    exitCode: 3,
    message: /MMC_ERR_CONTRACT_FILE: .*contract\.yaml: line 2: plugins must have members/,
  })

  const unwritable = await run(['contract', '--write', join(dir, 'none/contract.yaml'), '--plugin', plugin])
  t.match(unwritable, { code: 3, err: /MMC_ERR_CONTRACT_FILE: .*it was not written: ENOENT/ })

  const nowhere = await run(['contract', '--write', file, '--plugin', join(dir, 'two')])
  t.match(nowhere, { code: 1, err: /MMC_ERR_CONTRACT_PLUGIN: plugin 'two' .*: there is no such plugin in / })

  writeFileSync(join(dir, 'one/index.js'), 'export const ask = 1')
  const stale = await run(['contract', '--write', file, '--plugin', plugin])
  t.match(stale, { code: 1, err: /MMC_ERR_CONTRACT_PLUGIN: plugin 'one' .*activate\(\) is not exported/ })

  const config = writeConfig(t, { plugins: { good: enabled, commonjs: enabled } })
  const failed = await run(['contract', '-f', config, '--write', file])
  t.match(failed, { code: 1, err: /MMC_ERR_CONTRACT_PLUGIN: plugin 'commonjs' .*MMC_ERR_PLUGIN_COMMONJS/ })
})

t.test('a description that does not belong to the code is no contract', async t => {
  const dir = plugins(t, asks(text))
  const file = join(dir, 'one/index.js')
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`)
  const { code, err } = await run(['contract', '--write', join(dir, 'c.yaml'), '--plugin', join(dir, 'one')])
  t.equal(code, 1)
  t.match(err, /MMC_ERR_PLUGIN_DESCRIPTION: .*index\.js is not what it was made from/)
})

t.test('a command line that asks for two things, or for none, is wrong', async t => {
  for (const options of [
    {},
    { write: 'a', check: 'b' },
    { write: 'a', strict: true },
    { check: 'a', json: true, changelog: true },
  ] as const) {
    await t.rejects(
      contract({ inifile: '/nowhere.ini', ...options }, () => undefined),
      { code: 'MMC_ERR_USAGE', exitCode: 2 },
      JSON.stringify(options),
    )
  }
})
