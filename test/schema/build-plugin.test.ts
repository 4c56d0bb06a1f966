import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readDescription } from '../../src/plugin-host/read-description.ts'
import type { PluginDescription } from '../../src/rpc/plugin-description.ts'
import { type BuildOptions, buildPlugin } from '../../src/schema/build-plugin.ts'
import { tempDir } from '../helper.ts'
import { greeter, snapshot, versions, writeFiles, writeSources } from '../plugin-sources.ts'

type Files = Readonly<Record<string, string>>

const description = (folder: string): PluginDescription =>
  JSON.parse(readFileSync(join(folder, 'methods.json'), 'utf8'))

/** Builds what must be fine. */
async function built(t: Test, files: Files, options: BuildOptions = {}): Promise<string> {
  const folder = writeSources(t, files)
  const { isWritten, problems } = await buildPlugin(folder, options)
  t.strictSame(problems, [])
  t.equal(isWritten, true)
  return folder
}

/** The problems of what must not be fine: `file:line:column code message`. */
async function problems(t: Test, files: Files): Promise<string[]> {
  const folder = writeSources(t, files)
  const build = await buildPlugin(folder)
  t.equal(build.isWritten, false)
  t.strictSame(snapshot(folder), files, 'nothing is written')
  return build.problems.map(
    ({ file, line, column, code, message }) =>
      `${file.slice(folder.length + 1)}:${line}:${column} ${code} ${message}`,
  )
}

t.test('a plugin is compiled and described beside its source, in any folder', async t => {
  const folder = await built(t, {
    'index.ts': `import { who } from './lib/who.ts'
      import { more } from './lib/more.js'
      import { readFile } from 'node:fs/promises'
      import data from './data.json' with { type: 'json' }
      ${greeter}
      export const hello = (): string => who + more + data.mark + typeof readFile`,
    'lib/who.ts': "export const who = 'Ada'",
    'lib/more.ts': "export const more = ' L'",
    'lib/nobody.ts': 'export const nobody: string = 1',
    'data.json': '{ "mark": "!" }',
    'template.txt': 'Hello',
  })
  t.strictSame(Object.keys(snapshot(folder)).sort(), [
    'data.json',
    'index.js',
    'index.js.map',
    'index.ts',
    'lib/more.js',
    'lib/more.js.map',
    'lib/more.ts',
    'lib/nobody.ts',
    'lib/who.js',
    'lib/who.js.map',
    'lib/who.ts',
    'methods.json',
    'template.txt',
  ])
  t.strictSame(Object.keys(description(folder).files), ['data.json', 'index.js', 'lib/more.js', 'lib/who.js'])
  t.match(description(folder).methods, {
    greet: {
      summary: 'Greets somebody.',
      parameters: [
        { name: 'name', schema: { type: 'string' } },
        { name: 'loud', optional: true },
      ],
      result: { schema: { type: 'string' } },
    },
  })
  t.ok(readDescription(folder), 'the host trusts it')
})

t.test('a source map leads from the compiled file to the source', async t => {
  const out = join(tempDir(t), 'elsewhere/greeter')
  for (const options of [{}, { out }]) {
    const folder = await built(t, { 'index.ts': greeter }, options)
    const where = 'out' in options ? options.out : folder
    const map = JSON.parse(readFileSync(join(where, 'index.js.map'), 'utf8'))
    t.strictSame(
      map.sources.map((source: string) => join(where, source)),
      [join(folder, 'index.ts')],
    )
    const lineOf = (text: string) => text.split('\n').findIndex(line => line.includes('nobody to greet'))
    const line = lineOf(readFileSync(join(where, 'index.js'), 'utf8'))
    t.match(new SourceMap(map).findEntry(line, 20), { originalLine: lineOf(greeter) })
  }
})

t.test('--out gets what runs, and the sources stay alone', async t => {
  const out = join(tempDir(t), 'deep/greeter')
  const files = {
    'index.ts': `import { old } from './old.js'\nimport data from './data.json' with { type: 'json' }\n${greeter}
      export const hello = (): string => old() + data.mark`,
    'old.js': '// As its author wrote it.\nexport const old   = () => "old"\n',
    'data.json': '{ "mark":   "!" }',
    'template.txt': 'Hello',
  }
  const folder = await built(t, files, { out })
  t.strictSame(snapshot(folder), files)
  const written = snapshot(out)
  t.strictSame(Object.keys(written).sort(), [
    'data.json',
    'index.js',
    'index.js.map',
    'methods.json',
    'old.js',
  ])
  t.equal(written['old.js'], files['old.js'])
  t.equal(written['data.json'], files['data.json'])
  t.ok(readDescription(out))
})

t.test('what is built twice is the same to the byte, and is not written again', async t => {
  const folder = await built(t, { 'index.ts': greeter })
  const before = snapshot(folder)
  const writes: string[] = []
  const onWrite = (file: string) => writes.push(file.slice(folder.length + 1))
  await buildPlugin(folder, { onWrite })
  t.strictSame(writes, [])
  rmSync(join(folder, 'index.js'))
  rmSync(join(folder, 'methods.json'))
  await buildPlugin(folder, { onWrite })
  t.strictSame(writes, ['index.js', 'methods.json'], 'the description comes last')
  t.strictSame(snapshot(folder), before)
})

t.test('whoever may read the source may read what is built from it', async t => {
  const folder = writeSources(t, { 'index.ts': greeter })
  chmodSync(join(folder, 'index.ts'), 0o640)
  await buildPlugin(folder)
  for (const file of ['index.js', 'index.js.map', 'methods.json']) {
    t.equal(statSync(join(folder, file)).mode & 0o777, 0o640, file)
  }
})

t.test('plain JavaScript is checked and described, and stays as it is', async t => {
  const files = {
    'index.js': `import { twice } from './twice.js'\n${versions}
/**
 * Repeats a text.
 * @param {string} text
 * @returns {string}
 */
export function repeat(text) { return twice(text) }
`,
    'twice.js': '/** @param {string} text */\nexport const twice = text => text + text\n',
  }
  const folder = await built(t, files)
  const { 'methods.json': _, ...rest } = snapshot(folder)
  t.strictSame(rest, files)
  t.strictSame(Object.keys(description(folder).files), ['index.js', 'twice.js'])
  t.match(description(folder).methods, {
    repeat: { parameters: [{ name: 'text', schema: { type: 'string' } }] },
  })

  const wrong = { 'index.js': '/** @returns {string} */\nexport function f() { return 1 }\n' }
  t.match(await problems(t, wrong), [/^index.js:2:23 TS2322 /])
  const untyped = await buildPlugin(writeSources(t, { 'index.js': `${versions}export const f = a => a` }))
  t.match(untyped, { isWritten: true, problems: [{ severity: 'warning', method: 'f' }] })
})

const mistakes: readonly [title: string, files: Files, expected: readonly RegExp[]][] = [
  [
    'wrong types',
    { 'index.ts': '// 😀 é\nconst 名 = "😀"; export const f = (): number => 名' },
    [/^index.ts:2:48 TS2322 Type 'string' is not assignable to type 'number'\.$/],
  ],
  [
    'the reasons of a mistake',
    { 'index.ts': 'const x = { a: { b: 2 } }\nexport const y: { a: { b: string } } = x' },
    [/^index.ts:2:14 TS2322 Type .*\n {2}.*\n {4}Type 'number' is not/],
  ],
  [
    'wrong syntax',
    { 'index.ts': 'const wrong: string = 1\nexport function f( { return }: 1' },
    [/^index.ts:2:\d+ TS1\d+ /],
  ],
  [
    'an import without an extension, which Node would not find',
    { 'index.ts': "export { x } from './lib'", 'lib.ts': 'export const x = () => 1' },
    [/^index.ts:1:19 TS2835 .*'\.\/lib\.js'/],
  ],
  [
    'JSON without its attribute, which Node would refuse',
    { 'index.ts': "import d from './d.json'\nexport const f = (): string => d.a", 'd.json': '{"a":""}' },
    [/^index.ts:1:15 TS1543 /],
  ],
  ['an unknown package', { 'index.ts': "import 'nowhere'\nexport {}" }, [/^index.ts:1:8 TS(2307|2882) /]],
  [
    'a tsconfig.json that is none',
    { 'index.ts': greeter, 'tsconfig.json': '{\n "compilerOptions": [' },
    [/^tsconfig.json:2:\d+ TS\d+/],
  ],
  [
    'an option of tsconfig.json that is none',
    { 'index.ts': greeter, 'tsconfig.json': '{ "compilerOptions": { "stirct": true } }' },
    [/^tsconfig.json:1:24 TS5023 /],
  ],
  [
    'an option that the compiler has no more',
    { 'index.ts': greeter, 'tsconfig.json': '{\n  "compilerOptions": { "target": "es5" } }' },
    [
      /^tsconfig.json:2:24 TS5108 Option 'target=ES5' has been removed. Please remove it from your configuration.$/,
    ],
  ],
  [
    'the option baseUrl',
    { 'index.ts': greeter, 'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }' },
    [
      /^tsconfig.json:1:24 TS5102 Option 'baseUrl' has been removed. Please remove it from your configuration.$/,
    ],
  ],
  [
    'an import that only the compiler finds',
    {
      'index.ts': `${greeter}import { two } from '#two'\nimport { one } from 'own/one'\nexport const f = (): number => one + two`,
      'lib/one.ts': 'export const one = 1',
      'lib/two.ts': 'export const two = 2',
      'tsconfig.json':
        '{ "compilerOptions": { "paths": { "own/*": ["./lib/*.ts"], "#two": ["./lib/two.ts"] } } }',
    },
    [
      /^index.ts:13:21 undefined '#two' is found by the "paths" of tsconfig.json, and not by Node; import the file by its relative path, or name it in the "imports" of package.json$/,
      /^index.ts:14:21 undefined 'own\/one' is found /,
    ],
  ],
  ...['preserve', 'react-native'].map((jsx): [string, Files, RegExp[]] => [
    `JSX that stays, with jsx = ${jsx}`,
    {
      'index.ts': `${greeter}import { view } from './view.tsx'\nexport const f = (): string => view()`,
      'view.tsx': `declare global { namespace JSX { interface IntrinsicElements { p: object } } }
        export const view = (): string => String(<p/>)`,
      'tsconfig.json': JSON.stringify({ compilerOptions: { jsx } }),
    },
    [
      /^view.tsx:0:0 undefined is compiled to JSX, which Node does not run; set "jsx" to "react-jsx" or "react" in tsconfig.json$/,
    ],
  ]),
  [
    'a type that no wire can carry',
    { 'index.ts': `${versions}export const f = (g: () => void): string => typeof g` },
    [/^index.ts:6:\d+ undefined /],
  ],
]

for (const [title, files, expected] of mistakes) {
  t.test(`${title}: told with its place, and nothing is written`, async t => {
    const found = await problems(t, files)
    t.match(found.slice(0, expected.length), expected)
    t.equal(new Set(found).size, found.length, 'each is told once')
  })
}

t.test('a file outside the plugin is refused: what is built must stand alone', async t => {
  const folder = writeSources(t, { 'index.ts': "export { x } from '../shared.ts'" })
  writeFiles(join(folder, '..'), { 'shared.ts': 'export const x = () => 1' })
  t.match(await buildPlugin(folder), { isWritten: false, problems: [{ code: 'TS6059' }] })
})

t.test(
  'a failing build leaves the files of an earlier one, and so does a strict one with warnings',
  async t => {
    const folder = await built(t, { 'index.ts': greeter })
    const { 'index.ts': _, ...before } = snapshot(folder)
    const broken = [
      ['const a: string = 1', false],
      ['const = ', false],
      ['export const f = (g: () => void): string => typeof g', false],
      ['export const f = (a: any): string => String(a)', true],
    ] as const
    for (const [text, strict] of broken) {
      writeFiles(folder, { 'index.ts': `${greeter}\n${text}` })
      t.match(await buildPlugin(folder, { strict }), { isWritten: false }, text)
      const { 'index.ts': _, ...after } = snapshot(folder)
      t.strictSame(after, before, text)
    }
  },
)

t.test("the plugin's own tsconfig.json counts, and what would break a plugin does not", async t => {
  const tsconfig = {
    compilerOptions: {
      strict: true,
      noUnusedLocals: true,
      target: 'es2022',
      module: 'preserve',
      noEmit: true,
      composite: true,
      declaration: true,
      declarationDir: 'types',
      isolatedDeclarations: true,
      outDir: 'dist',
      types: [],
      paths: { '#lib/*': ['./lib/*.ts'], 'mmc-agent': ['./nothing.ts'] },
    },
    exclude: ['tests'],
  }
  const files = {
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{ "name": "greeter", "type": "module" }',
    'index.ts': `import type { Name } from '#lib/name'\nimport { platform } from 'node:os'\n${greeter}
      export const f = (name: Name): string => name + platform()`,
    'lib/name.ts': 'export type Name = string',
    'worker.ts': 'export const work = (): number => 1',
    'tests/index.ts': 'const wrong: string = 1',
  }
  const folder = await built(t, files)
  const names = Object.keys(snapshot(folder)).filter(name => !(name in files))
  t.ok(names.includes('worker.js'), 'it names all files but those it excludes')
  t.notOk(
    names.some(name => /^(dist|types|tests)\/|\.d\.ts$/.test(name)),
    String(names),
  )

  writeFiles(folder, { 'index.ts': `${greeter}\nconst unused = 1` })
  t.match(await buildPlugin(folder), { isWritten: false, problems: [{ code: 'TS6133' }] })
})

t.test('paths that Node knows too, or that lead to types alone, may be imported', async t => {
  await built(t, {
    'index.ts': `import { one } from '#one'\nimport { two } from 'two'\nimport type { Three } from '@own/three'\n${greeter}
      export const f = (three: Three): number => one + two + three`,
    'one.ts': 'export const one = 1',
    'two.d.ts': 'export const two: number',
    'three.ts': 'export type Three = number',
    'node_modules/two/index.js': 'export const two = 2',
    'package.json': '{ "type": "module", "imports": { "#one": "./one.js" } }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { paths: { '#one': ['./one.ts'], two: ['./two.d.ts'], '@own/*': ['./*.ts'] } },
    }),
  })
})

t.test('null is described whatever tsconfig.json says of it', async t => {
  const folder = await built(t, {
    'index.ts': `${greeter}\nexport const f = (x: string | null): string[] => (x === null ? undefined : [x])`,
    'tsconfig.json': '{ "compilerOptions": { "strict": false } }',
  })
  t.match(description(folder).methods['f'], {
    parameters: [{ schema: { anyOf: [{ type: 'string' }, { type: 'null' }] } }],
  })
})

t.test('a tsconfig.json above the plugin says how, but not what', async t => {
  const folder = writeSources(t, { 'index.ts': `${greeter}\nexport const f = (): string => mark` })
  writeFiles(join(folder, '..'), {
    'tsconfig.json': '{ "compilerOptions": { "noUnusedLocals": true } }',
    'globals.d.ts': 'declare const mark: string',
    'other.ts': 'const wrong: string = 1',
  })
  t.match(await buildPlugin(folder), { isWritten: true, problems: [] })
  writeFiles(folder, { 'index.ts': `${greeter}\nconst unused = 1` })
  t.match(await buildPlugin(folder), { isWritten: false, problems: [{ code: 'TS6133' }] })
})

t.test("packages of the plugin's own are found, whatever its package.json says", async t => {
  const files = {
    'index.ts': `import { pad, type Padded } from 'padding'\n${greeter}
      export const padded = (text: string): Padded => pad(text)`,
    // Nothing but an ES module: found by what imports, and not by what requires.
    'node_modules/padding/package.json':
      '{ "name": "padding", "type": "module", "exports": { "import": "./index.js" } }',
    'node_modules/padding/index.js': 'export const pad = text => ({ text })',
    'node_modules/padding/index.d.ts':
      'export interface Padded { text: string }\nexport function pad(text: string): Padded',
  }
  for (const more of [
    {},
    { 'package.json': '{ "name": "greeter" }' },
    { 'package.json': '{ "type": "module" }' },
  ]) {
    const folder = await built(t, { ...files, ...more })
    t.match(description(folder).schemas, { Padded: { properties: { text: { type: 'string' } } } })
    t.strictSame(Object.keys(description(folder).files), ['index.js'])
  }
})

t.test("the plugin's own types of Node come before the agent's", async t => {
  const folder = await built(t, {
    'index.ts': `import { theirs } from 'node:theirs'\n${versions}\nexport const f = (): string => theirs`,
    'node_modules/@types/node/package.json':
      '{ "name": "@types/node", "version": "99.0.0", "types": "index.d.ts" }',
    'node_modules/@types/node/index.d.ts': "declare module 'node:theirs' { export const theirs: string }",
  })
  t.ok(existsSync(join(folder, 'index.js')))
})

t.test('what was compiled from a source that is gone goes, and nothing else', async t => {
  const imports = ['./a.ts', './b.ts', './hand.js'].map(file => `import '${file}'`).join('\n')
  const folder = await built(t, {
    'index.ts': `${imports}\n${greeter}`,
    'a.ts': 'export const a = 1',
    'b.ts': 'export const b = 1',
    'c.ts': 'export const c = 1',
    'hand.js': 'export const hand = 1',
  })
  rmSync(join(folder, 'a.ts'))
  rmSync(join(folder, 'b.ts'))
  writeFiles(folder, { 'index.ts': greeter, 'b.js': '// changed by hand' })
  await buildPlugin(folder)
  t.strictSame(Object.keys(snapshot(folder)).sort(), [
    'b.js',
    'b.js.map',
    'c.ts',
    'hand.js',
    'index.js',
    'index.js.map',
    'index.ts',
    'methods.json',
  ])
})

t.test('a methods.json of somebody else takes no file away', async t => {
  for (const text of [
    'no JSON',
    '[]',
    '{ "files": 1 }',
    '{ "files": { "../victim.js": "x", "/etc/passwd": "x" } }',
  ]) {
    const folder = writeSources(t, { 'index.ts': greeter, 'methods.json': text })
    writeFiles(join(folder, '..'), { 'victim.js': '' })
    t.match(await buildPlugin(folder), { isWritten: true }, text)
    t.ok(existsSync(join(folder, '../victim.js')))
  }
})

t.test('a folder that is reached through a link is built where it is', async t => {
  const folder = writeSources(t, { 'index.ts': greeter })
  const link = join(tempDir(t), 'linked')
  symlinkSync(folder, link)
  t.match(await buildPlugin(link), { isWritten: true, out: folder, problems: [] })
})

t.test('a name that no plugin can have is a warning', async t => {
  for (const [name, words] of [
    ['Bad-Name', /must match/],
    ['system', /belongs to the agent/],
  ] as const) {
    const folder = writeSources(t, { 'index.ts': greeter }, name)
    t.match(await buildPlugin(folder), {
      isWritten: true,
      problems: [{ severity: 'warning', message: words }],
    })
    const out = join(tempDir(t), 'good_name')
    t.match(await buildPlugin(folder, { out }), { isWritten: true, problems: [] })
  }
})

t.test('what is no plugin, or no ES module, is refused with the cure', async t => {
  const dir = tempDir(t)
  writeFiles(dir, { 'file.txt': '', 'empty/README.md': '', 'old/index.cjs': '' })
  const refused: readonly [string, RegExp][] = [
    ['nowhere', /^MMC_ERR_BUILD_FOLDER: .*nowhere is no plugin that can be built: it is not there$/],
    ['file.txt', /it is no folder$/],
    ['empty', /it has neither index\.ts nor index\.js$/],
    ['old', /it has neither index\.ts nor index\.js$/],
  ]
  for (const [name, message] of refused) {
    await t.rejects(buildPlugin(join(dir, name)), { code: 'MMC_ERR_BUILD_FOLDER', message, exitCode: 2 })
  }

  const folder = writeSources(t, { 'index.ts': greeter, 'package.json': '{ "type": "commonjs" }' })
  const out = join(folder, 'out')
  mkdirSync(out)
  const refusal = { code: 'MMC_ERR_PLUGIN_PACKAGE_TYPE', message: /"type": "module"/ }
  await t.rejects(buildPlugin(folder), refusal)
  await t.rejects(buildPlugin(writeSources(t, { 'index.ts': greeter }), { out }), refusal)
})

t.test('a folder that cannot be written to is named', async t => {
  const file = join(writeSources(t, { taken: '' }), 'taken')
  await t.rejects(buildPlugin(writeSources(t, { 'index.ts': greeter }), { out: join(file, 'out') }), {
    code: 'MMC_ERR_BUILD_OUTPUT',
    message: /cannot write to .*taken\/out: /,
  })
  const folder = writeSources(t, { 'index.ts': greeter })
  if (process.getuid?.() === 0) return t.comment('root may write everywhere')
  chmodSync(folder, 0o500)
  t.teardown(() => chmodSync(folder, 0o700))
  await t.rejects(buildPlugin(folder), { code: 'MMC_ERR_BUILD_OUTPUT', message: /EACCES/ })
  t.strictSame(snapshot(folder), { 'index.ts': greeter })
})
