import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { check } from '../../src/cli/check.ts'
import { type Sketch, writeDescription } from '../descriptions.ts'
import { captureLog, enabled, startAgent, writeConfig, writePlugins } from '../helper.ts'

const source = `
import { twice } from './numbers/twice.js'
export const activate = () => true
export function double(value, times = 1) { return twice(value) * times }
export function constructor() { return 'a method like any other' }
`

const double: Sketch = {
  parameters: [
    {
      name: 'value',
      optional: false,
      rest: false,
      schema: { $ref: '#/$defs/Amount' },
      description: 'what to double',
    },
    { name: 'times', optional: true, rest: false, default: '1', schema: { type: 'integer', default: 1 } },
  ],
  result: { schema: { $ref: '#/$defs/Amount' }, description: 'the product' },
  summary: 'Doubles a value.',
  description: 'And multiplies it.',
  throws: ['Fault 7 when it overflows'],
  deprecated: 'multiply',
  examples: [{ text: 'double(2)' }],
}

const schemas = { Amount: { type: 'number', format: 'double' } }

function writePlugin(t: Test): string {
  const dir = writePlugins(t, { typed: source })
  mkdirSync(join(dir, 'typed/numbers'))
  writeFileSync(join(dir, 'typed/numbers/twice.js'), 'export const twice = value => 2 * value\n')
  return dir
}

function agentOptions(dir: string) {
  return { options: { main: { plugindirs: dir, required: 'typed' } }, plugins: { typed: enabled } }
}

t.test('what methods.json says of a function, the registry says of its method', async t => {
  const dir = writePlugin(t)
  writeDescription(join(dir, 'typed'), { double }, { schemas })
  const { registry } = await startAgent(t, agentOptions(dir))
  const { parameters, result, documentation, schemas: known } = registry.resolve('typed.double')
  t.strictSame({ parameters, result, ...documentation }, double)
  t.strictSame(known, schemas)
})

t.test(
  'a function that methods.json does not know has the parameters of its source and no types',
  async t => {
    const dir = writePlugin(t)
    writeDescription(join(dir, 'typed'), {})
    const { registry } = await startAgent(t, agentOptions(dir))
    t.match(registry.resolve('typed.double'), {
      parameters: [{ name: 'value' }, { name: 'times', default: '1' }],
      result: {},
      documentation: { summary: '' },
    })
    t.strictSame(registry.resolve('typed.constructor').parameters, [])
  },
)

const distrusted: [what: string, spoil: (folder: string) => void, words: string][] = [
  [
    'whose index.js has changed',
    folder => appendFileSync(join(folder, 'index.js'), '// changed\n'),
    'index.js is not what it was made from',
  ],
  [
    'of which another file has changed',
    folder => appendFileSync(join(folder, 'numbers/twice.js'), '// changed\n'),
    'numbers/twice.js is not what it was made from',
  ],
  [
    'that names a file which is gone',
    folder => writeDescription(folder, {}, { files: { 'index.js': '', 'gone.js': '' } }),
    'index.js is not what it was made from',
  ],
  [
    'that vouches for no file',
    folder => writeDescription(folder, {}, { files: {} }),
    'it is not what mmc-agent build writes',
  ],
  [
    'that names files outside the plugin',
    folder => writeDescription(folder, {}, { files: { 'index.js': '', '../other/index.js': '' } }),
    "it names '../other/index.js', outside the plugin",
  ],
  ['that is no JSON', folder => writeFileSync(join(folder, 'methods.json'), '{'), 'it is no JSON'],
  [
    'that is null',
    folder => writeFileSync(join(folder, 'methods.json'), 'null'),
    'its format is not 1, that of this agent',
  ],
  [
    'of another format',
    folder => writeDescription(folder, {}, { format: 2 }),
    'its format is not 1, that of this agent',
  ],
  [
    'with a parameter that has no schema',
    folder => writeDescription(folder, { double: { parameters: [{ name: 'a' }] as never } }),
    'it is not what mmc-agent build writes',
  ],
  [
    'with a method without words',
    folder => writeDescription(folder, { double: { summary: null as never } }),
    'it is not what mmc-agent build writes',
  ],
  [
    'that is a directory',
    folder => {
      rmSync(join(folder, 'methods.json'))
      mkdirSync(join(folder, 'methods.json'))
    },
    'EISDIR: illegal operation on a directory, read',
  ],
]

for (const [what, spoil, words] of distrusted) {
  const warning = `MMC_ERR_PLUGIN_DESCRIPTION: methods.json is not trusted, so that the methods have no types: ${words}; write it anew with mmc-agent build`

  t.test(`a methods.json ${what} is reported and not trusted, and the plugin works`, async t => {
    const dir = writePlugin(t)
    writeDescription(join(dir, 'typed'), { double }, { schemas })
    spoil(join(dir, 'typed'))
    const { log, lines } = captureLog()
    const { registry } = await startAgent(t, { ...agentOptions(dir), log })
    t.strictSame(
      lines.filter(({ level }) => level === 40).map(({ msg }) => msg),
      [`plugin 'typed': ${warning}`],
    )
    t.strictSame(registry.resolve('typed.double').result, {})
    t.equal(
      registry.resolve('typed.double').invoke([4], () => Promise.reject()),
      8,
    )

    const printed: string[] = []
    const exitCode = await check({ inifile: writeConfig(t, agentOptions(dir)) }, line => printed.push(line))
    t.equal(exitCode, 0)
    t.ok(printed.includes(`warning: plugin 'typed': ${warning}`), printed.join('\n'))
  })
}
