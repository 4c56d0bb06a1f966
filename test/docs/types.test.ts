import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { buildPlugin } from '../../src/schema/build-plugin.ts'
import { authorization, enabled, root, startAgent } from '../helper.ts'
import { versions, writeSources } from '../plugin-sources.ts'
import { fences } from './fences.ts'

const page = 'docs/types.md'

/** Builds a plugin without a problem, and hands over its folder. */
async function built(t: Test, source: string): Promise<string> {
  const folder = writeSources(t, { 'index.ts': source }, 'accounts')
  const { problems } = await buildPlugin(folder)
  t.strictSame(problems, [])
  return folder
}

t.test('the plugin of docs/types.md builds, and refuses a call as it stands there', async t => {
  const [plugin, refusal] = fences(page)
  const folder = await built(t, plugin?.text ?? '')
  const { server } = await startAgent(t, {
    options: { main: { plugindirs: dirname(folder), required: 'accounts' } },
    plugins: { accounts: enabled },
  })
  const post = async (method: string, body: unknown) => {
    const options = { headers: { authorization, 'content-type': 'application/json' } }
    const url = `/rpc/${method}`
    return (await server.inject({ ...options, method: 'POST', url, payload: JSON.stringify(body) })).json()
  }
  t.strictSame(await post('accounts.addUser', { login: 'ada', uid: '7' }), JSON.parse(refusal?.text ?? ''))
  t.match(await post('accounts.addUser', ['ada', 1815]), { login: 'ada', kind: 'person', uid: 1815 })
  t.match(await post('accounts.addUser', ['ada']), { error: { code: 1, message: "'ada' is taken" } })

  const text = readFileSync(join(root, page), 'utf8')
  const signatures = JSON.stringify(await post('system.methodSignature', ['accounts.addUser']))
  t.ok(text.includes(`\`system.methodSignature\` answers \`${signatures}\``), signatures)
})

t.test('each type in the table of docs/types.md is described as it stands there', async t => {
  const rows = readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter(line => /^\| .*`[{]/.test(line))
    .map(line =>
      line
        .replaceAll('\\|', '\u0000')
        .split('|')
        .map(cell => cell.replaceAll('\u0000', '|').trim()),
    )
    .flatMap(([, types = '', schema = '']) =>
      codes(types).map(type => ({ type, schema: codes(schema)[0] ?? '' })),
    )
  t.ok(rows.length > 18)

  const functions = rows.map(
    ({ type }, index) => `/** Types. */\nexport const m${index} = (_value: ${type}): void => {}`,
  )
  const imports = "import type { Double, Integer, RpcStruct, RpcValue } from 'mmc-agent'"
  const folder = await built(t, [imports, versions, ...functions].join('\n'))
  const { methods } = JSON.parse(readFileSync(join(folder, 'methods.json'), 'utf8'))
  for (const [index, { type, schema }] of rows.entries()) {
    t.strictSame(methods[`m${index}`].parameters[0].schema, JSON.parse(schema), type)
  }
})

/** What stands in the cell of a table as code; a code with backticks in it stands between two. */
function codes(cell: string): string[] {
  return [...cell.matchAll(/`` (.+?) ``|`([^`]+)`/g)].map(([, inner, plain]) => inner ?? plain ?? '')
}
