import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { buildPlugin } from '../../src/schema/build-plugin.ts'
import { mainFile } from '../agent-process.ts'
import { writeSources } from '../plugin-sources.ts'
import { fences } from './fences.ts'

t.test('the contract of docs/contracts.md is written and checked as it stands there', async t => {
  const blocks = fences('docs/contracts.md')
  const [source = '', file, diff = '', report] = ['ts', 'yaml', 'diff', 'text'].map(
    wanted => blocks.find(({ language }) => language === wanted)?.text,
  )
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
  const folder = writeSources(t, { 'index.ts': source }, 'accounts')
  const build = async () => t.strictSame((await buildPlugin(folder)).problems, [])
  /** As a reader does, beside the plugin's folder. */
  const run = (command = '') => {
    const args = command.split(' ')
    t.equal(args.shift(), 'mmc-agent')
    return spawnSync(process.execPath, [mainFile, ...args], { cwd: dirname(folder), encoding: 'utf8' })
  }

  await build()
  const written = run(commands.find(command => command.includes('--write')))
  t.strictSame([written.status, written.stderr], [0, ''])
  t.equal(readFileSync(join(folder, 'contract.yaml'), 'utf8'), file)

  const check = commands.find(command => command.includes('--check'))
  t.match(run(check), { status: 0, stdout: /^nothing has changed since / })
  writeFileSync(join(folder, 'index.ts'), patched(source, diff))
  await build()
  const { status, stdout, stderr } = run(check)
  t.equal(stdout, report)
  t.strictSame([status, stderr], [1, ''])
})

/** What stands behind `-` is replaced by what stands behind `+` below it. */
function patched(source: string, diff: string) {
  const steps = [...diff.matchAll(/^((?:-.*\n)+)((?:\+.*\n)+)/gm)]
  return steps.reduce((text, [, before = '', after = '']) => {
    const [was, is] = [before, after].map(lines => lines.replaceAll(/^./gm, ''))
    if (was === undefined || !text.includes(was)) throw new Error(`there is no ${was}`)
    return text.replace(was, () => is ?? '')
  }, source)
}
