import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { complete } from '../../src/cli/complete.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { openRpcDocument } from '../../src/docs-gen/openrpc.ts'
import { mainFile, run } from '../agent-process.ts'
import { tempDir } from '../helper.ts'
import { missing } from '../shell/missing.ts'
import { runInTerminal } from '../terminal.ts'
import { typedMethods } from '../typed-methods.ts'

/** An agent with methods of all kinds, how often it was asked, and the environment that leads to it. */
async function start(t: Test) {
  const document = JSON.parse(
    JSON.stringify(openRpcDocument(typedMethods, { version: '1', requireLogin: false, publicHealth: true })),
  )
  for (const [name, values] of [
    ['evil.run', ['$(touch hacked)']],
    ['evil.pick', ['two words', 'a;b']],
  ]) {
    const params = [{ name: 'what', required: true, schema: { enum: values } }]
    document.methods.push({ name, params, paramStructure: 'either' })
  }
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.end(
      JSON.stringify(url === '/openrpc.json' ? document : { plugins: [{ name: 'base' }, { name: 'typed' }] }),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const cache = tempDir(t)
  const env = {
    MMC_AGENT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MMC_AGENT_CREDENTIALS: 'mmc:secret',
    XDG_CACHE_HOME: cache,
  }
  return { env, asked, cache }
}

function setEnvironment(t: Test, env: Readonly<Record<string, string>>) {
  const before = Object.keys(env).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, env)
  t.teardown(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

t.test('the last word becomes whatever can stand there', async t => {
  const { env } = await start(t)
  setEnvironment(t, env)
  const cases: [words: readonly string[], values: readonly string[]][] = [
    [['m'], ['methods']],
    [['comple'], ['completion']],
    [['--inif'], ['--inifile']],
    [['-f', 'x', 'pl'], ['plugins']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['describe', 'typed.lo'], ['typed.login']],
    [['methods', 'typed.lo'], ['typed.login']],
    [['call', 'typed.lo'], ['typed.login']],
    [['call', '--jso'], ['--json']],
    [
      ['call', 'typed.login', ''],
      ['user=', 'password='],
    ],
    [['call', 'typed.login', 'pass'], ['password=']],
    [['call', 'typed.login', 'password=x', ''], ['user=']],
    [['call', 'typed.login', 'ada', ''], ['password=']],
    [['call', 'typed.login', 'ada', 'password=x', ''], []],
    [
      ['call', '--json', 'typed.login', '--timeout', '5', ''],
      ['user=', 'password='],
    ],
    [
      ['call', '--timeout=5', 'typed.login', ''],
      ['user=', 'password='],
    ],
    [
      ['call', 'typed.speed', ''],
      ['speed=', 'fast', 'slow'],
    ],
    [['call', 'typed.speed', 'f'], ['fast']],
    [['call', 'typed.speed', 'speed=s'], ['speed=slow']],
    [['call', 'typed.orNull', 'value=n'], []],
    [['call', 'none.such', ''], []],
    [['call', '--', 'typed.speed', 'speed=f'], ['speed=fast']],
    [['check', '--strict', 'b'], ['base']],
    [['check', '--strict', 'base', 't'], ['typed']],
    [['plugins', ''], []],
    [['call', '--timeout', ''], []],
    [['c'], ['call', 'client', 'completion', 'check', 'contract']],
  ]
  for (const [words, values] of cases) {
    const found = await complete(buildProgram(), words)
    t.strictSame(
      found.map(({ value }) => value),
      values,
      words.join(' '),
    )
  }
  t.match(await complete(buildProgram(), ['call', 'typed.kind', 'wh']), [
    { value: 'when=', words: /^a date such as/ },
  ])
})

t.test('files are completed where they are asked for', async t => {
  const folder = tempDir(t)
  mkdirSync(join(folder, 'some'))
  for (const name of ['some.json', '.hidden']) writeFileSync(join(folder, name), '')
  const cases: [words: readonly string[], values: readonly string[]][] = [
    [
      ['-f', `${folder}/so`],
      [`${folder}/some/`, `${folder}/some.json`],
    ],
    [['build', `${folder}/some/`], []],
    [['passwd', 'ada', '--file', `${folder}/.h`], [`${folder}/.hidden`]],
    [['call', 'x.y', `@${folder}/some.`], [`@${folder}/some.json`]],
    [['call', 'x.y', `name=@${folder}/some.`], [`name=@${folder}/some.json`]],
    [['call', 'x.y', `name:=@${folder}/some.`], [`name:=@${folder}/some.json`]],
    [['call', 'x.y', '@/no/where/'], []],
  ]
  for (const [words, values] of cases) {
    const found = await complete(buildProgram(), words)
    t.strictSame(found.map(({ value }) => value).sort(), [...values].sort(), words.join(' '))
  }
})

t.test("the agent is asked once a minute at most, and what it said is nobody else's to read", async t => {
  const { env, asked, cache } = await start(t)
  setEnvironment(t, env)
  await complete(buildProgram(), ['call', 'typed.'])
  await complete(buildProgram(), ['call', 'typed.login', ''])
  t.strictSame(new Set(asked), new Set(['/health/plugins', '/openrpc.json']))
  t.equal(asked.length, 2)
  const folder = join(cache, 'mmc-agent')
  const [file = ''] = readdirSync(folder)
  t.equal(statSync(folder).mode & 0o777, 0o700)
  t.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
  writeFileSync(join(folder, file), 'not JSON')
  await complete(buildProgram(), ['call', 'typed.'])
  t.equal(asked.length, 4)
  await complete(buildProgram(), ['call', '--url', `${env.MMC_AGENT_URL}/other`, 'typed.'])
  t.ok(asked.length > 4, 'another agent is another matter')
})

t.test('without an agent, and without credentials, nothing is said', async t => {
  const { env } = await start(t)
  for (const more of [
    { MMC_AGENT_URL: 'http://127.0.0.1:1' },
    { MMC_AGENT_CREDENTIALS: '' },
    { MMC_AGENT_URL: 'nonsense' },
  ]) {
    t.strictSame(await run(['complete', '--', 'call', 'typed.'], { env: { ...env, ...more } }), {
      code: 0,
      out: '',
      err: '',
    })
  }
})

/** A folder with the program in it, which tells what it was called with, and the environment that finds it there. */
function withProgram(t: Test, env: Readonly<Record<string, string>>) {
  const folder = tempDir(t)
  const program = `#!/bin/sh
case $1 in complet*) exec '${process.execPath}' '${mainFile}' "$@";; esac
printf 'GOT '; printf '<%s>' "$@"; echo ' END'
`
  writeFileSync(join(folder, 'mmc-agent'), program)
  chmodSync(join(folder, 'mmc-agent'), 0o755)
  writeFileSync(join(folder, 'complete.me'), '')
  return { folder, env: { ...env, PATH: `${folder}:${process.env['PATH']}`, HOME: folder, TERM: 'dumb' } }
}

/** What a Tab makes of a line: the words that the program is called with then. */
const lines: readonly [typed: string, words: string][] = [
  ['plug', '<plugins>'],
  ['describe typed.lo', '<describe><typed.login>'],
  ['call typed.login pass', '<call><typed.login><password=>'],
  ['call typed.login user=ada pass', '<call><typed.login><user=ada><password=>'],
  ['call typed.speed speed=sl', '<call><typed.speed><speed=slow>'],
  ['call typed.speed sl', '<call><typed.speed><slow>'],
  ['check --strict ba', '<check><--strict><base>'],
  ['call typed.size data=@comp', '<call><typed.size><data=@complete.me>'],
  ['call typed.size @comp', '<call><typed.size><@complete.me>'],
  // What an agent says is never run.
  ['call evil.run what=', '<call><evil.run><what=$(touch hacked)>'],
  ['call evil.pick what=tw', '<call><evil.pick><what=two words>'],
  ['call evil.pick what=a', '<call><evil.pick><what=a;b>'],
]

const shells: readonly [argv: readonly string[], setup: string][] = [
  [['bash', '--norc', '--noprofile', '-i'], 'source <(mmc-agent completion bash)'],
  [['zsh', '-f', '-i'], 'autoload -Uz compinit && compinit -u -D && source <(mmc-agent completion zsh)'],
  [['fish', '--no-config', '-i'], 'mmc-agent completion fish | source'],
]

for (const [argv, setup] of shells) {
  const [name = ''] = argv
  const skip = missing('python3') || missing(name)
  t.test(`${name} completes methods, parameters, values, plugins and files`, { skip }, async t => {
    const { env } = await start(t)
    const program = withProgram(t, env)
    const typed = lines.map(([line]) => `mmc-agent ${line}\t\r`)
    const [first, ...others] = [...typed, 'exit\r']
    const { shown } = await runInTerminal(argv, {
      columns: 200,
      env: program.env,
      steps: [
        ['[$#%>] ', `cd ${program.folder}; ${setup}; echo REA""DY\r`],
        ['READY', first],
        ...others.map(line => ['GOT .* END', line] as const),
      ],
    })
    const got = [...shown.matchAll(/GOT (.*) END/g)].map(([, words]) => words)
    t.strictSame(
      got,
      lines.map(([, words]) => words),
    )
    t.notOk(existsSync(join(program.folder, 'hacked')))
  })
}
