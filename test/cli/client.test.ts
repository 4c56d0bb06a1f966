import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { tempDir, writeConfig, writePlugins } from '../helper.ts'

t.test('client writes a file once, and again only when the methods have changed', async t => {
  const dir = writePlugins(t, {
    one: 'export const activate = () => true\nexport const greet = name => name',
    two: 'export const activate = () => true',
  })
  const out = join(tempDir(t), 'agent.ts')
  const client = (...args: string[]) => run(['client', '--out', out, '--plugin', ...args])
  const [one, two] = [join(dir, 'one'), join(dir, 'two')]

  t.match(await client(one, '--check'), {
    code: 1,
    out: `${out} is not up to date: run the same command without --check\n`,
  })
  t.match(await client(one), { code: 0, out: `wrote ${out}\n`, err: '' })
  t.equal(statSync(out).mode & 0o777, 0o666 & ~process.umask(), 'as open as files are here')
  const { mtimeMs } = statSync(out)
  t.match(await client(one), { code: 0, out: `${out} is up to date\n` })
  t.match(await client(one, '--check'), { code: 0, out: `${out} is up to date\n` })
  t.equal(statSync(out).mtimeMs, mtimeMs, 'it was not touched')

  chmodSync(out, 0o640)
  t.match(await client(one, two, '--check'), { code: 1 })
  t.match(await client(two, one), { code: 0, out: `wrote ${out}\n` })
  t.equal(statSync(out).mode & 0o777, 0o640)
  t.match(await client(one, two, '--check'), { code: 0 })
  t.match(readFileSync(out, 'utf8'), /readonly one: .*readonly two: /s)
  const { out: printed } = await run(['client', '--out', '-', '--plugin', one, two])
  t.equal(printed, readFileSync(out, 'utf8'))
})

t.test('client writes the same from a running agent', async t => {
  const dir = writePlugins(t, {
    one: 'export const activate = () => true\nexport const greet = name => name',
  })
  const options = { main: { plugindirs: dir, required: 'one', requirelogin: 1 } }
  const file = writeConfig(t, { options, plugins: {} })
  const agent = startProcess(t, ['-f', file])
  const { port } = new URL(await agent.url())
  await agent.line(/"msg":"ready"/)
  const out = join(tempDir(t), 'agent.ts')
  t.match(await run(['client', '--out', out, '-f', file, '--port', port]), { code: 0, err: '' })
  t.match(await run(['client', '--out', out, '--check', '--plugin', join(dir, 'one')]), { code: 0 })
})

t.test('client says what is wrong, and leaves the file as it was', async t => {
  const out = join(tempDir(t), 'agent.ts')
  writeFileSync(out, 'as it was')
  const dir = writePlugins(t, { broken: 'export const a = () => {', common: '' })
  writeFileSync(join(dir, 'common/index.js'), 'module.exports = {}')
  writeFileSync(join(dir, 'broken/index.ts'), '')
  // It is no agent, but answers like one.
  const server = createServer((_request, response) =>
    response.end('{"openrpc":"1.3.2","methods":[{"name":"a b"}]}'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  // A server that listens on a port has an address that is no string.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = join(tempDir(t), 'credentials')
  writeFileSync(credentials, 'mmc:s3cr3t', { mode: 0o600 })

  const cases: readonly [string[], number, RegExp][] = [
    [['--out', out, '--plugin', join(dir, 'none')], 1, /MMC_ERR_CLIENT: .*none: there is no folder/],
    [['--out', out, '--plugin', join(dir, 'broken')], 1, /MMC_ERR_CLIENT: .*broken: MMC_ERR_PLUGIN_SYNTAX/],
    [['--out', out, '--plugin', join(dir, 'common')], 1, /MMC_ERR_CLIENT: .*common: MMC_ERR_PLUGIN_COMMONJS/],
    [['--out', join(out, 'in/a/file'), '--plugin', 'bundled'], 1, /MMC_ERR_CLIENT: .*: ENOTDIR/],
    [['--out', dirname(out), '--plugin', 'bundled'], 1, /MMC_ERR_CLIENT: .*: EISDIR/],
    [['--out', out, '-f', writeConfig(t), '--port', '1'], 1, /MMC_ERR_NO_ANSWER/],
    [
      ['--out', out, '--url', url, '--credentials', credentials],
      1,
      /MMC_ERR_CLIENT: .*openrpc\.json: "a b" is no name/,
    ],
    [['--out', out, '--url', url, '--plugin', 'bundled'], 2, /--url names an agent, and --plugin asks none/],
    [['--out', '-', '--check', '--plugin', 'bundled'], 2, /--check compares a file/],
    [[], 2, /required option '--out <file>'/],
  ]
  for (const [args, code, words] of cases) {
    t.match(await run(['client', ...args]), { code, out: '', err: words }, args.join(' '))
  }
  t.equal(readFileSync(out, 'utf8'), 'as it was')
})
