import { join } from 'node:path'
import t from 'tap'
import { describePlugins } from '../../src/schema/describe-plugin.ts'
import { root } from '../helper.ts'
import { describeSource } from './source.ts'

t.test('methods are the exported functions, by whatever way they are exported', async t => {
  const { methods, problems } = describeSource(t, {
    'index.ts': `
export * from './more.ts'
export * as space from './more.ts'
export { first, second as renamed } from './others.ts'
export type { hidden } from './others.ts'
export type { Handler } from './others.ts'
import { second, type Handler } from './others.ts'
export { second }
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export function getRevision() { return 1 }
export const arrow = () => 1, other = async () => 2
export const typed: Handler = () => true
export const bound = second.bind(null)
const holder = { inside() { return 1 } }
export const { inside } = holder

export const activate = () => true
export const activate_2 = () => true
export const deactivate = () => {}
export const health = () => {}
export const dependsOn = ['base']
export const NOAUTHNEEDED = ['arrow']
export const _private = () => 1
export default function main() {}
export class Config {}
export const Anonymous = class {}
export const Clock = Date
export const largest = 5
export const table = { get() {} }
export enum Kind { One }
export interface Shape { a: string }
`,
    'more.ts': 'export const more = () => 1\nexport const data = 1',
    'others.ts': `
export type Handler = (name: string) => boolean
export function first() {}
export function second() {}
export function hidden() {}`,
  })
  t.strictSame(problems, [])
  t.strictSame(Object.keys(methods), [
    'arrow',
    'bound',
    'first',
    'getApiVersion',
    'getRevision',
    'getVersion',
    'inside',
    'more',
    'other',
    'renamed',
    'second',
    'typed',
  ])
  t.strictSame(methods.typed?.parameters, [
    { name: 'name', optional: false, rest: false, schema: { type: 'string' } },
  ])
})

t.test('the sources are the files that the entry reaches, packages and declarations left out', async t => {
  const { sources } = describeSource(t, {
    'index.ts': `
import { Fault } from 'mmc-agent'
import type { Shape } from './types/shape.ts'
import { weather } from 'weather'
import './effects.ts'
export { deep } from './deep.ts'
export const f = async (shape: Shape) => (await import('./lazy.ts')).lazy(Fault, weather)`,
    'types/shape.ts': "import type { Size } from './size.d.ts'\nexport interface Shape { size: Size }",
    'types/size.d.ts': 'export type Size = number',
    'effects.ts': '',
    'deep.ts': "import { f } from './index.ts'\nexport const deep = () => f",
    'lazy.ts': 'export const lazy = (...values: unknown[]) => values',
    'unused.ts': 'export const unused = 1',
    'node_modules/weather/package.json': '{ "name": "weather", "exports": "./index.ts" }',
    'node_modules/weather/index.ts': 'export const weather = 1',
  })
  t.strictSame(sources, ['deep.ts', 'effects.ts', 'index.ts', 'lazy.ts', 'types/shape.ts'])
})

const bundled = ['base', 'example'].map(name => ({
  entry: join(root, `plugins/${name}/index.ts`),
  tsconfig: join(root, 'tsconfig.json'),
  folder: join(root, `plugins/${name}`),
}))

t.test('the bundled plugins are described without a problem', async t => {
  const described = describePlugins(bundled)
  for (const { problems, methods, sources } of described) {
    t.strictSame(problems, [])
    t.ok(methods.getVersion)
    t.ok(sources.every(file => file.endsWith('.ts')))
  }

  await t.test('in the same bytes, whatever else is described before', async t => {
    const again = describePlugins(bundled.toReversed()).reverse()
    t.equal(JSON.stringify(again), JSON.stringify(described))
  })
})

/** A plugin's exports, and what the agent would refuse of them. */
const refused: readonly (readonly [source: string, method: string, message: string])[] = [
  [
    'const x = 1',
    '',
    'activate() is not exported; every plugin exports activate, getVersion, getApiVersion, getRevision',
  ],
  ['export const activate = true', 'activate', 'must be a function'],
  [
    'export const activate = (x: string): string => x',
    'activate',
    "returns a value of type 'string'; it must return true to be exported or false to decline",
  ],
  [
    'export async function activate() {}',
    'activate',
    "returns a value of type 'void'; it must return true to be exported or false to decline",
  ],
  [
    'export const activate_2 = () => false as const',
    'activate_2',
    "returns a value of type 'false'; it must return true",
  ],
  ['export const deactivate = 1', 'deactivate', 'must be a function'],
  ['export const health = {}', 'health', 'must be a function'],
  [
    'export const getVersion = () => 1',
    'getVersion',
    "returns a value of type 'number'; it must return a string",
  ],
  [
    'export const getRevision = () => 1.5 as const',
    'getRevision',
    "returns a value of type '1.5'; it must return a whole number or a string",
  ],
  ["export const NOAUTHNEEDED = 'all'", 'NOAUTHNEEDED', 'must be an array of strings'],
  ['export const dependsOn = 5', 'dependsOn', 'must be an array of strings'],
  ['export const dependsOn = [1]', 'dependsOn', 'must be an array of strings'],
  [
    "export const NOAUTHNEEDED = ['login', 'none'] as const\nexport const login = () => 1",
    'NOAUTHNEEDED',
    "names 'none', which is none of the plugin's methods",
  ],
  ...[
    'export function größe() {}',
    'export const $dollar = () => 1',
    "const x = () => 1\nexport { x as 'a-b' }",
  ].map(
    source =>
      [
        source,
        /größe|\$dollar|a-b/.exec(source)?.[0] ?? '',
        'cannot be called over the wire: names of exported functions match [A-Za-z][A-Za-z0-9_]*; rename it, or begin it with _ to keep it private',
      ] as const,
  ),
]

for (const [source, method, message] of refused) {
  t.test(`${source}: what the agent would refuse is an error`, async t => {
    const files = { 'index.ts': method === '' ? `// without activate\n${source}` : source }
    const { problems } = describeSource(t, files)
    t.strictSame(
      problems.map(problem => [problem.severity, problem.method, problem.message]),
      [['error', method, message]],
    )
  })
}

t.test('what the agent may well take is no error', async t => {
  const { problems } = describeSource(t, {
    'index.ts': `
export const activate = (): boolean | undefined => (Math.random() > 2 ? true : undefined)
export const activate_2 = async (): Promise<boolean> => true
export const getVersion = (): string | number => '1'
export const getRevision = async (): Promise<string> => 'a'
export const dependsOn: readonly string[] | undefined = undefined
export const NOAUTHNEEDED = []
export const größe = 5`,
  })
  t.strictSame(problems, [])
})
