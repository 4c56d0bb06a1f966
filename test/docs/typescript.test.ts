import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { compile, nodeOptions } from '../client-gen/type-script.ts'
import { enabled, tempDir, writeConfig } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'
import { fences } from './fences.ts'

t.test('the examples of docs/clients/typescript.md do what stands below them', async t => {
  const options = await baseOptions(t, {
    options: { main: { login: 'mmc', password: 's3cr3t', requirelogin: 0, plugindirs: 'bundled' } },
  })
  const file = writeConfig(t, { ...options, plugins: { ...options.plugins, example: enabled } })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)

  const out = join(tempDir(t), 'agent.ts')
  const blocks = fences('docs/clients/typescript.md')
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim())
  t.equal(commands.length, 3)
  for (const command of commands) {
    const args = command
      .replace('npx mmc-agent ', '')
      .replace('agent.ts', out)
      .replace(' /srv/mmc/greeter', '')
    const ofAgent = args.includes('--plugin') ? [] : ['-f', file, '--port', new URL(url).port]
    const { code, err } = await run([...args.split(' '), ...ofAgent])
    t.equal(code, 0, `${command}\n${err}`)
  }

  const examples = blocks.flatMap(({ language, text }, index) => {
    if (language !== 'ts') return []
    const source = text.replaceAll('http://127.0.0.1:7080', url)
    return [{ name: `example${index}`, source, expected: blocks[index + 1]?.text ?? '' }]
  })
  t.equal(examples.length, 7)
  const sources = Object.fromEntries(examples.map(({ name, source }) => [`${name}.ts`, source]))
  const files = { ...sources, 'agent.ts': readFileSync(out, 'utf8') }
  const { folder, problems } = await compile(t, files, nodeOptions)
  for (const { name, expected } of examples) {
    const own = problems.split('\n').filter(line => line.includes(`${name}.ts`))
    if (expected.startsWith('error')) {
      t.ok(own.length === 1 && own[0]?.endsWith(expected.trim()), own.join('\n'))
      continue
    }
    t.strictSame(own, [], name)
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, `${name}.js`)])
    t.equal(stdout, expected, name)
  }
})
