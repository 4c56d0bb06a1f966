import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { writeDescription } from '../descriptions.ts'
import { captureLog, enabled, startAgent, writePlugins } from '../helper.ts'

const text = { schema: { type: 'string' } }
const versions = {
  getVersion: { result: text },
  getApiVersion: { result: text },
  getRevision: { result: text },
}

async function start(t: Test, describe: (folder: string) => void) {
  const plugindirs = writePlugins(t, {
    some: 'export const activate = () => true; export const find = name => name',
  })
  describe(join(plugindirs, 'some'))
  const { log, lines } = captureLog()
  const { host } = await startAgent(t, {
    options: { main: { plugindirs, required: 'some' } },
    plugins: { some: enabled },
    log,
  })
  const told = (level: number) =>
    lines.filter(line => line['level'] === level && line['plugin'] === 'some').map(({ msg }) => msg)
  return { warnings: host.warnings('some'), infos: told(30).slice(1), debugs: told(20), warns: told(40) }
}

t.test('a start logs how much there is to say about a plugin, and the rest for those who look', async t => {
  const parameters = [{ name: 'name', optional: false, rest: false, schema: {} }]
  const { warnings, infos, debugs } = await start(t, folder =>
    writeDescription(folder, { ...versions, find: { parameters, result: text } }),
  )
  t.match(warnings, [
    /^some\.find: parameter 'name' has no type/,
    /^some\.find: .* not explained/,
    /@param name/,
  ])
  t.strictSame(infos, ["plugin 'some': 3 warnings about its methods; mmc-agent check tells more"])
  t.strictSame(
    debugs,
    warnings.map(warning => `plugin 'some': ${warning}`),
  )
})

t.test('a plugin that is described well has no line', async t => {
  const { warnings, infos } = await start(t, folder =>
    writeDescription(folder, { ...versions, find: { summary: 'Finds it.', result: text } }),
  )
  t.strictSame([warnings, infos], [[], []])
})

t.test('a plugin that was never described has one warning in all', async t => {
  const { warnings, infos } = await start(t, () => {})
  t.match(warnings, [/built without mmc-agent build/])
  t.strictSame(infos, ["plugin 'some': a warning about its methods; mmc-agent check tells more"])
})

t.test('of a description that is not trusted, no more is said than that', async t => {
  const { warnings, infos, warns } = await start(t, folder => {
    writeDescription(folder, versions)
    appendFileSync(join(folder, 'index.js'), '// changed')
  })
  t.match(warnings, [/MMC_ERR_PLUGIN_DESCRIPTION/])
  t.strictSame([infos, warns.length], [[], 1])
})
