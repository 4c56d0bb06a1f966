import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { mainFile, run } from '../agent-process.ts'
import { authorization, enabled, startAgent, tempDir, writeConfig } from '../helper.ts'
import { greeter, snapshot, versions, writeFiles, writeSources } from '../plugin-sources.ts'

t.test('a plugin in TypeScript, built anywhere, is served with its types', async t => {
  const folder = writeSources(t, {
    'index.ts': `${greeter}\nexport interface Person { name: string; born?: Date }
      /** Tells what a person is called. */
      export const nameOf = (person: Person): string => person.name`,
  })
  const { code, out, err } = await run(['build', folder])
  t.strictSame([code, out, err], [0, `built ${folder}: 5 methods, no warnings\n`, ''])

  const { server, registry } = await startAgent(t, {
    options: { main: { plugindirs: `bundled, ${dirname(folder)}`, required: 'greeter' } },
    plugins: { greeter: enabled },
  })
  const answer = await server.inject({
    method: 'POST',
    url: '/rpc/greeter.greet',
    headers: { authorization },
    payload: { name: 'Ada', loud: true },
  })
  t.equal(answer.body, '"ADA"')
  t.match(registry.resolve('greeter.nameOf'), {
    parameters: [{ name: 'person', schema: { $ref: '#/$defs/Person' } }],
    result: { schema: { type: 'string' } },
    schemas: { Person: { required: ['name'] } },
    documentation: { summary: 'Tells what a person is called.' },
  })
})

t.test(
  'problems are lines that editors know how to read, and the last line says what came of it',
  async t => {
    const folder = writeSources(t, { 'index.ts': `${greeter}\nconst wrong: string = 1\n` })
    const file = join(folder, 'index.ts')
    const wrongTypes = await run(['build', folder])
    t.strictSame(
      [wrongTypes.code, wrongTypes.err, wrongTypes.out.split('\n')],
      [
        1,
        '',
        [
          `${file}:14:7 - error TS2322: Type 'number' is not assignable to type 'string'.`,
          `did not build ${folder}: 1 error, no warnings`,
          '',
        ],
      ],
    )

    writeFiles(folder, { 'index.ts': `${greeter}\nexport const f = (g: () => void): string => typeof g\n` })
    const noWire = await run(['build', folder])
    t.equal(noWire.code, 1)
    t.match(noWire.out, new RegExp(`^${file}:14:\\d+ - error: f: .*\n`))

    writeFiles(folder, { 'index.ts': `${greeter}\nexport const f = (a: any): string => String(a)\n` })
    const warning = new RegExp(`^${file}:14:\\d+ - warning: f: .*\n`)
    const strict = await run(['build', '--strict', folder])
    t.equal(strict.code, 1)
    t.match(strict.out, warning)
    t.match(strict.out, /\ndid not build .*: no errors, 1 warning\n$/)
    t.strictSame(Object.keys(snapshot(folder)), ['index.ts'])
    const lenient = await run(['build', folder])
    t.equal(lenient.code, 0)
    t.match(lenient.out, warning)
    t.match(lenient.out, /\nbuilt .*: 5 methods, 1 warning\n$/)
  },
)

t.test('several plugins are built by one command, and one that fails does not keep the others', async t => {
  const dir = tempDir(t)
  writeFiles(dir, {
    'one/index.ts': greeter,
    'two/index.ts': 'export const f = ',
    'three/index.js': versions,
  })
  const { code, out } = await run(['build', ...['one', 'two', 'three'].map(name => join(dir, name))])
  t.equal(code, 1)
  t.match(out, /built .*one: 4 methods, no warnings\n/)
  t.match(out, /did not build .*two: \d+ errors?, no warnings\n/)
  t.match(out, /built .*three: 3 methods, no warnings\n$/)
})

t.test('paths are shown as they are called from the working directory', async t => {
  const folder = writeSources(t, { 'index.ts': 'export const f: string = 1' })
  const child = spawn(process.execPath, [mainFile, 'build', '.'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.match((await text(child.stdout)).split('\n'), [/^index\.ts:1:14 - error TS2322: /, /^did not build \.: /])
})

t.test('--out writes elsewhere, and for one plugin', async t => {
  const folder = writeSources(t, { 'index.ts': greeter })
  const out = join(tempDir(t), 'greeter')
  const done = await run(['build', folder, '--out', out])
  t.equal(done.code, 0)
  t.equal(done.out, `built ${folder} into ${out}: 4 methods, no warnings\n`)
  t.strictSame(Object.keys(snapshot(out)).sort(), ['index.js', 'index.js.map', 'methods.json'])
  t.match(await run(['build', folder, folder, '--out', out]), { code: 2, err: /MMC_ERR_USAGE: --out takes/ })
})

t.test('a command line that names no plugin is wrong, and nothing is built', async t => {
  const folder = writeSources(t, { 'index.ts': greeter })
  const nowhere = join(folder, 'nowhere')
  t.match(await run(['build', folder, nowhere]), { code: 2, out: '', err: /MMC_ERR_BUILD_FOLDER: .*nowhere/ })
  t.strictSame(Object.keys(snapshot(folder)), ['index.ts'])
  t.match(await run(['build']), { code: 2, err: /missing required argument/ })
})

t.test('a folder that cannot be written to is told, and the next one built', async t => {
  const folder = writeSources(t, { 'index.ts': greeter })
  writeFiles(folder, { 'index.js/taken.txt': '' })
  const other = writeSources(t, { 'index.ts': greeter })
  const { code, out } = await run(['build', folder, other])
  t.equal(code, 1)
  t.match(out, /greeter - error: MMC_ERR_BUILD_OUTPUT: cannot write to .*\nbuilt .*greeter: 4 methods/)
})

t.test('a build that breaks is told in one line, and the next plugin has its turn', async t => {
  const folders = [writeSources(t, { 'index.ts': greeter }), writeSources(t, { 'index.ts': greeter })]
  const child = spawn(process.execPath, [mainFile, 'build', ...folders], {
    env: { ...process.env, TMPDIR: '/nowhere' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  t.equal(err, '')
  t.match(out.split('\n'), [
    ...folders.map(folder => new RegExp(`^${folder} - error: the build itself failed: ENOENT: `)),
    /^$/,
  ])
})

/** Replaces a file at once, as editors do. */
function save(file: string, content: string) {
  const beside = join(dirname(file), '.saved')
  writeFileSync(beside, content)
  renameSync(beside, file)
}

/** `mmc-agent build --watch`, whose lines are waited for. */
function watch(t: Test, folders: readonly string[]) {
  const child = spawn(process.execPath, [mainFile, 'build', '--watch', ...folders], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    child,
    /** The next line, without the time. */
    line: async (): Promise<string> => {
      const { value = 'the end' } = await lines.next()
      t.match(value, /^\d\d:\d\d:\d\d /)
      return value.slice(9)
    },
  }
}

t.test(
  '--watch builds what changes, survives every mistake, and does not build again for itself',
  async t => {
    const folder = writeSources(t, { 'index.ts': greeter })
    const other = writeSources(t, { 'index.js': versions }, 'other')
    const index = join(folder, 'index.ts')
    const { child, line } = watch(t, [folder, other])
    const built = (methods: string) => `built ${folder}: ${methods}, no warnings`
    t.equal(await line(), built('4 methods'))
    t.equal(await line(), `built ${other}: 3 methods, no warnings`)

    // Were there a line too many, it would come in place of the one that is waited for.
    save(index, `${greeter}\nexport const two = (): number => 2`)
    t.equal(await line(), built('5 methods'))
    save(index, 'export const = ')
    t.match(await line(), /index\.ts:1:14 - error TS1134: /)
    t.match(await line(), /^did not build .*greeter: 1 error, /)
    save(index, `import './lib/new.ts'\n${greeter}`)
    t.match(await line(), /index\.ts:1:8 - error TS/)
    t.match(await line(), /^did not build/)
    t.match(readFileSync(join(folder, 'index.js'), 'utf8'), /two/)
    writeFiles(folder, { 'lib/new.ts': 'export const x = 1' })
    t.equal(await line(), built('4 methods'))
    save(index, greeter)
    t.equal(await line(), built('4 methods'))
    rmSync(join(folder, 'lib'), { recursive: true })
    t.equal(await line(), built('4 methods'))
    save(index, `${greeter}\nexport const two = (): number => 2`)
    t.equal(await line(), built('5 methods'))
    save(join(other, 'index.js'), `${versions}/** @returns {string} */\nexport const f = () => 'f'`)
    t.equal(await line(), `built ${other}: 4 methods, no warnings`)

    child.kill('SIGTERM')
    t.strictSame(await once(child, 'close'), [0, null])
  },
)

t.test('--watch ends with 0 on SIGINT too, and waits for a first build that will do', async t => {
  const folder = writeSources(t, { 'index.ts': 'export const f = ' })
  const { child, line } = watch(t, [folder])
  t.match(await line(), /error TS/)
  t.match(await line(), /^did not build/)
  child.kill('SIGINT')
  t.strictSame(await once(child, 'close'), [0, null])
})

t.test('whoever does not build loads neither the compiler nor what watches', async t => {
  // Notes every module that the process loads.
  const dir = tempDir(t)
  const noted = join(dir, 'loaded.txt')
  writeFiles(dir, {
    'hook.mjs': `import { appendFileSync } from 'node:fs'
      export const load = (url, context, next) => {
        appendFileSync(${JSON.stringify(noted)}, url + '\\n')
        return next(url, context)
      }`,
    'register.mjs': "import { register } from 'node:module'\nregister('./hook.mjs', import.meta.url)",
  })
  const options = `--import=${pathToFileURL(join(dir, 'register.mjs')).href}`
  const loaded = async (args: readonly string[]) => {
    writeFileSync(noted, '')
    const child = spawn(process.execPath, [mainFile, ...args], {
      env: { ...process.env, NODE_OPTIONS: options },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    for await (const line of createInterface(child.stderr)) if (line.includes('"ready"')) child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    const urls = readFileSync(noted, 'utf8').split('\n')
    t.ok(urls.some(url => url.endsWith('/dist/src/main.js')))
    return urls.filter(url => /\/(typescript|chokidar|dist\/src\/schema)\//.test(url))
  }
  const config = writeConfig(t)
  t.strictSame(await loaded(['--help']), [])
  t.strictSame(await loaded(['check', '-f', config]), [])
  t.strictSame(await loaded(['-f', config]), [])
  const folder = writeSources(t, { 'index.ts': greeter })
  t.not((await loaded(['build', folder])).length, 0, basename(folder))
})
