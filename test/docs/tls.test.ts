import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { startProcess } from '../agent-process.ts'
import { withoutOpenssl } from '../certificates.ts'
import { writeConfig } from '../helper.ts'
import { missing } from '../shell/missing.ts'
import { fences } from './fences.ts'

const run = promisify(execFile)

const skip = withoutOpenssl || missing('curl')

t.test('the example of docs/configuration.md makes an agent that curl trusts', { skip }, async t => {
  const blocks = fences('docs/configuration.md')
  const command = blocks.find(({ text }) => text.startsWith('openssl'))?.text ?? ''
  const ini = blocks.find(({ text }) => text.includes('enablessl'))?.text ?? ''
  const file = writeConfig(t, { options: { limits: { activateseconds: 30 } } })
  const cwd = dirname(file)
  await run('sh', ['-c', command], { cwd })
  writeFileSync(`${file}.local`, ini)

  const agent = startProcess(t, ['-f', file])
  const { port } = new URL(await agent.url())
  const resolve = ['--noproxy', '*', '--resolve', `agent.example:${port}:127.0.0.1`]
  const url = `https://agent.example:${port}/health/live`
  const { stdout } = await run('curl', ['-s', '--cacert', join(cwd, 'cacert.pem'), ...resolve, url])
  t.match(JSON.parse(stdout), { status: 'pass' })
})
