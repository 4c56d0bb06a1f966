import { join } from 'node:path'
import t from 'tap'
import { readDescription } from '../../src/plugin-host/read-description.ts'
import { describeCompiled } from '../../src/schema/describe-compiled.ts'
import { root } from '../helper.ts'
import { snapshot, versions, writeFiles, writeSources } from '../plugin-sources.ts'

t.test('the bundled plugins come with descriptions of their code', async t => {
  for (const name of ['base', 'example']) {
    const description = readDescription(join(root, 'dist/plugins', name))
    t.ok(Object.keys(description?.methods ?? {}).length > 0, name)
    t.ok(Object.hasOwn(description?.files ?? {}, 'index.js'), name)
  }
})

t.test('what was compiled elsewhere is described, all of it or nothing', async t => {
  const dir = writeSources(
    t,
    {
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" } }',
      'one/index.ts': `import { x } from './x.ts'\n${versions}export const f = (): number => x`,
      'one/x.ts': 'export const x = 1',
      'two/index.ts': `${versions}export const f = (g: () => void): string => typeof g`,
      'out/one/index.js': "export { f } from './x.js'",
      'out/one/x.js': 'export const f = () => 1',
      'out/two/index.js': 'export const f = g => typeof g',
    },
    'plugins',
  )
  const plugin = (name: string) => ({ folder: join(dir, name), compiled: join(dir, 'out', name) })
  const describe = (...names: string[]) => describeCompiled(names.map(plugin), join(dir, 'tsconfig.json'))

  const before = snapshot(dir)
  t.match(await describe('one', 'two'), [{ severity: 'error', method: 'f' }])
  t.strictSame(snapshot(dir), before)

  writeFiles(dir, { 'two/index.ts': `${versions}export const f = (g: string): string => typeof g` })
  t.strictSame(await describe('one', 'two'), [])
  t.strictSame(Object.keys(readDescription(join(dir, 'out/one'))?.files ?? {}), ['index.js', 'x.js'])
  t.match(readDescription(join(dir, 'out/two'))?.methods, { f: { parameters: [{ name: 'g' }] } })
})
