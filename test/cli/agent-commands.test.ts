import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { whileWaiting } from '../../src/cli/progress.ts'
import { mainFile, run, startProcess } from '../agent-process.ts'
import { credentials, enabled, fixturePlugins, tempDir, writeConfig } from '../helper.ts'
import { missing } from '../shell/missing.ts'
import { runInTerminal } from '../terminal.ts'

const skip = missing('python3')

const secrets = { MMC_AGENT_CREDENTIALS: `${credentials.login}:${credentials.password}` }

/** An agent with the bundled plugins, one that declines and one that nobody wanted, and the environment that leads to it. */
async function start(t: Test, main: Record<string, string | number> = {}, base = enabled) {
  const plugins = {
    good: enabled,
    example: enabled,
    base,
    declines: enabled,
    disabled_by_option: '[main]\ndisable = 1',
  }
  const options = { main: { plugindirs: `bundled, ${fixturePlugins}`, ...main } }
  const agent = startProcess(t, ['-f', writeConfig(t, { options, plugins })])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  return { url, env: { ...secrets, MMC_AGENT_URL: url } }
}

t.test('the commands that ask an agent answer as their help says', async t => {
  const { url, env } = await start(t)
  const folder = tempDir(t)
  const file = join(folder, 'numbers.json')
  writeFileSync(file, '{"numbers": [1, 2], "factor": 10}')
  const cases: [
    args: readonly string[],
    code: number,
    out: string | RegExp,
    err: string | RegExp,
    input?: string,
  ][] = [
    [
      ['methods', 'func'],
      0,
      /^METHOD +WHAT IT DOES\nexample\.func1\(name, loud = false\) +Greets someone\.\nexample\.func2\(.*\n$/,
      '',
    ],
    [['methods', 'GREETS'], 0, /^METHOD.*\nexample\.func1\(.*\n$/, ''],
    [['methods', 'example.get*'], 0, /^METHOD.*\n(example\.get(Api)?(Version|Revision)\(\) .*\n){3}$/, ''],
    [['methods', 'example.func?'], 0, /^METHOD.*\n(.*\n){2}$/, ''],
    [
      ['methods', 'func*'],
      1,
      '',
      /^mmc-agent: MMC_ERR_NO_METHOD: there is no method 'func\*'; see mmc-agent methods/,
    ],
    [['methods', ''], 2, '', /the pattern is empty/],
    [['methods', 'a', 'b'], 2, '', /too many arguments/],
    [
      ['describe', 'example.func1'],
      0,
      /^example\.func1\(name, loud = false\)\n\nGreets someone\.\n\nParameters\n {2}name {2}a string {3}required {7}whom to greet\n {2}loud {2}a boolean {2}default false {2}whether/,
      '',
    ],
    [
      ['describe', 'example.func2'],
      0,
      /\nFaults\n {2}Fault 1 when the factor is larger\n\nExamples\n {2}func2\(\[1, 2\.5\], 10\) \/\/ → \[10, 25\]\n\nCall it\n {2}mmc-agent call example\.func2 numbers='\[1,2\.5\]' factor=10\n/,
      '',
    ],
    [
      ['describe', 'example.fnc1'],
      1,
      '',
      "mmc-agent: MMC_ERR_NO_METHOD: there is no method 'example.fnc1'; did you mean example.func1?\n",
    ],
    [['describe', 'example.somethingElse'], 1, '', /; see mmc-agent methods 'example\.\*'\n$/],
    [
      ['describe', 'nowhere.somethingElse'],
      1,
      '',
      /; see mmc-agent methods, and mmc-agent plugins for those that are not active\n$/,
    ],
    [['call', 'example.func1', 'Ada', 'true'], 0, '"HELLO, ADA"\n', ''],
    [['call', 'example.func1', 'loud=true', 'name=007'], 0, '"HELLO, 007"\n', ''],
    [['call', 'example.func1', '--', '-x'], 0, '"Hello, -x"\n', ''],
    [['call', 'example.func2', '[1, 2]'], 0, '[\n  2,\n  4\n]\n', ''],
    [['call', 'example.func2', `@${file}`, '--json'], 0, '[10,20]\n', ''],
    [['call', 'example.func1', 'name=@-'], 0, '"Hello, Ada"\n', '', 'Ada\n'],
    [['call', 'example.func2', 'factor=3', 'numbers=@-'], 0, '[\n  3\n]\n', '', '[1]'],
    [['call', 'example.func1', '@nowhere.json'], 2, '', /cannot read @nowhere\.json: there is no such file/],
    [['call', 'example.func1', '@-', 'loud=@-'], 2, '', /standard input, which can be read once/, '["Ada"]'],
    [
      ['call', 'example.func1', 'Ada', 'yes'],
      2,
      '',
      /^mmc-agent: MMC_ERR_USAGE: example\.func1: parameter 'loud' must be a boolean; call it as example\.func1\(name, loud = false\)\n$/,
    ],
    [['call', 'example.func1', ''], 1, '', 'mmc-agent: fault -32500: there is nobody to greet\n'],
    [['call', 'example.func2', '[1]', '5000'], 1, '', /^mmc-agent: fault 1: /],
    [
      ['call', 'example.func2', '["a"]'],
      1,
      '',
      /^mmc-agent: fault -32602: example\.func2: parameter 'numbers\[0\]' must be a number, .*\n {2}see mmc-agent describe example\.func2\n$/,
    ],
    [['call', 'declines.getVersion'], 1, '', /^mmc-agent: fault -32001: .*\n {2}see mmc-agent plugins\n$/],
    [['call', 'good.thrown', '{}'], 1, '', /^mmc-agent: fault -32601/],
    [
      ['plugins'],
      0,
      /^PLUGIN +STATE +STATUS +VERSION +METHODS +SINCE +REASON\n(.*\n)*base +active +pass +1\.0\.0 +48 +\d{4}-\d\d-\d\d \d\d:\d\d\n/,
      '',
    ],
    [['plugins'], 0, /\ndeclines +declined +warn .* activate\(\).*\n/, ''],
    [['plugins', 'base'], 2, '', /too many arguments/],
    [['completion', 'tcsh'], 2, '', /Allowed choices are bash, zsh, fish/],
  ]
  for (const [args, code, out, err, input] of cases) {
    t.match(
      await run(args, { env, ...(input !== undefined && { input }) }),
      { code, out, err },
      args.join(' '),
    )
  }

  const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'], { env })).out)
  t.match(await json('methods', 'func1'), [
    {
      name: 'example.func1',
      plugin: 'example',
      call: 'example.func1(name, loud = false)',
      summary: 'Greets someone.',
      deprecated: false,
      parameters: [
        { name: 'name', type: 'a string', required: true, rest: false },
        { name: 'loud', type: 'a boolean', required: false, default: 'false' },
      ],
      result: { type: 'a string' },
    },
  ])
  t.match(await json('describe', 'example.func1'), {
    name: 'example.func1',
    throws: ['Fault when the name is empty'],
    examples: [
      {
        params: [
          ['name', 'Ada'],
          ['loud', true],
        ],
        result: 'HELLO, ADA',
      },
    ],
  })
  const entries = await json('plugins')
  t.match(
    entries.find(({ name }: { name: string }) => name === 'declines'),
    { state: 'declined', status: 'warn' },
  )
  for (const [args, code, error] of [
    [['call', 'example.func1', ''], 1, { code: -32500, message: 'there is nobody to greet' }],
    [['call', 'example.func1'], 2, { code: 'MMC_ERR_USAGE' }],
    [['describe', 'none'], 1, { code: 'MMC_ERR_NO_METHOD' }],
    [['methods', '--timeout', 'x'], 2, { code: 'MMC_ERR_USAGE' }],
  ] as const) {
    const result = await run([...args, '--json'], { env })
    t.match(result, { code, out: '', err: /^\{.*\}\n$/ })
    t.match(JSON.parse(result.err), { error })
  }
  const described = (await run(['describe', 'example.func1'], { env })).out
  t.match(
    described,
    `curl -u LOGIN -H 'Content-Type: application/json' -d '{"name":"Ada","loud":true}' ${url}/rpc/example.func1`,
  )
})

t.test('where a login is needed, call logs in first', async t => {
  const users = join(tempDir(t), 'users.ini')
  await run(['passwd', 'ada', '--file', users], { input: 'correct horse' })
  const base = `${enabled}\n[authentication]\nmethod = file\n[authentication_file]\nusers = ${users}\n`
  const { env } = await start(t, { requirelogin: 1 }, base)
  const whoami = ['call', 'example.whoami']
  t.match(await run(whoami, { env }), {
    code: 1,
    err: /fault 8003: .*\n {2}log in first with --login USER\n$/,
  })
  t.match(
    await run([...whoami, '--login', 'ada'], { env: { ...env, MMC_AGENT_USER_PASSWORD: 'correct horse' } }),
    {
      code: 0,
      out: /ada/,
    },
  )
  t.match(await run([...whoami, '--login', 'ada'], { env: { ...env, MMC_AGENT_USER_PASSWORD: 'wrong' } }), {
    code: 1,
    out: '',
    err: /MMC_ERR_CREDENTIALS: .*'ada' cannot log in: name or password is wrong/,
  })
  t.match(await run([...whoami, '--login', 'ada'], { env }), {
    code: 2,
    err: /needs the password in MMC_AGENT_USER_PASSWORD/,
  })
})

t.test('on a terminal there are colours, tables as wide as it, and questions', { skip }, async t => {
  const { env, url } = await start(t)
  const inTerminal = (args: readonly string[], options: Parameters<typeof runInTerminal>[1] = {}) =>
    runInTerminal([process.execPath, mainFile, ...args], { ...options, env: { ...env, ...options.env } })

  const plugins = await inTerminal(['plugins'])
  t.match(plugins, { code: 0 })
  t.match(plugins.shown, '\u001b[32mactive\u001b[39m')
  t.match(plugins.shown, '\u001b[33mdeclined\u001b[39m')
  t.match(plugins.shown, '\u001b[2mdisabled\u001b[22m')
  t.notMatch((await inTerminal(['plugins'], { env: { NO_COLOR: '1' } })).shown, '\u001b')
  t.match((await run(['plugins'], { env: { ...env, FORCE_COLOR: '1' } })).out, '\u001b[32m')
  t.match((await inTerminal(['--help'])).shown, '\u001b[1mUsage:\u001b[22m')

  const narrow = await inTerminal(['methods', 'base.*'], { columns: 60, env: { NO_COLOR: '1' } })
  for (const line of narrow.shown.split('\r\n')) t.ok(line.length <= 60, line)

  const typed = { MMC_AGENT_CREDENTIALS: '' }
  const asked = await inTerminal(['call', 'example.func1', 'Ada'], {
    env: typed,
    steps: [
      ['Login of .*: ', 'mmc\r'],
      ['Password: ', `${credentials.password}\r`],
    ],
  })
  t.equal(asked.code, 0)
  t.equal(asked.shown.replaceAll(/\r+\n/g, '\n'), `Login of ${url}: mmc\nPassword: \n"Hello, Ada"\n`)
})

t.test('an answer that takes long is waited for with a word, which is gone afterwards', async t => {
  let shown = ''
  let finish: ((value: number) => void) | undefined
  const work = new Promise<number>(resolve => {
    finish = resolve
  })
  const write = (text: string) => {
    shown += text
    finish?.(7)
  }
  t.equal(await whileWaiting('the agent', work, { isTTY: true, write }), 7)
  t.equal(shown, '\r⠋ waiting for the agent, 0 s\u001b[K\r\u001b[K')

  shown = ''
  await whileWaiting('the agent', Promise.resolve(), { isTTY: true, write })
  await t.rejects(whileWaiting('the agent', Promise.reject(new Error('no')), { isTTY: true, write }), {
    message: 'no',
  })
  t.equal(shown, '', 'nothing where it is quick')
})

t.test('what an agent says never reaches the terminal as it is', async t => {
  const evil = '\u001b[2J\u001b]0;title\u0007\r\u009b31m\u202e'
  const document = {
    methods: [
      {
        name: 'evil.one',
        tags: [{ name: evil }],
        summary: `sum${evil}`,
        description: `evil.one()\n\nwords${evil}`,
        'x-documentation': { description: evil, throws: [evil], deprecated: evil },
        deprecated: true,
        paramStructure: 'either',
        params: [{ name: `p${evil}`, schema: { enum: [evil] }, description: evil }],
        result: { schema: { const: evil }, description: evil },
        examples: [{ description: evil, params: [{ name: evil, value: evil }], result: { value: evil } }],
      },
    ],
  }
  const plugin = {
    name: evil,
    state: evil,
    status: evil,
    version: evil,
    methods: 1,
    since: evil,
    reason: evil,
  }
  const answers: Record<string, unknown> = {
    '/openrpc.json': document,
    '/health/plugins': { plugins: [plugin, 7, null] },
    '/jsonrpc': { result: { [evil]: evil } },
  }
  const server = createServer((request, response) => {
    const answer =
      request.url === '/jsonrpc' && isFault
        ? { error: { code: 1, message: evil, data: evil } }
        : answers[request.url ?? '']
    response.end(JSON.stringify(answer))
  })
  let isFault = false
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const env = {
    ...secrets,
    MMC_AGENT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    XDG_CACHE_HOME: tempDir(t),
  }
  const commands = [
    ['methods'],
    ['describe', 'evil.one'],
    ['plugins'],
    ['call', 'evil.one', 'p:=1'],
    ['call', 'evil.one', '--', evil],
    ['complete', '--', 'call', 'evil.one', ''],
    ['complete', '--', 'check', '--strict', ''],
  ]
  for (isFault of [false, true]) {
    for (const command of commands) {
      for (const args of command[0] === 'complete'
        ? [command]
        : [command, [command[0] ?? '', '--json', ...command.slice(1)]]) {
        const { out, err } = await run(args, { env })
        t.notMatch(out + err, /[^\P{Cc}\n\t]|\u202e/u, args.join(' '))
        if (command[0] !== 'complete') t.not(out + err, '')
      }
    }
  }
})

t.test('each command has a help with examples and exit codes, no wider than a terminal', async t => {
  const { out } = await run(['--help'])
  for (const name of [
    'methods',
    'describe',
    'call',
    'plugins',
    'client',
    'completion',
    'check',
    'passwd',
    'build',
  ]) {
    t.match(out, new RegExp(`^ {2}${name} `, 'm'))
    const help = await run([name, '--help'])
    t.match(help, { code: 0, out: /\nExamples:\n/, err: '' }, name)
    if (name !== 'completion') t.match(help.out, /\nExit codes:\n/)
    for (const line of help.out.split('\n')) t.ok(line.length <= 80, line)
  }
  t.notMatch(out, /^ {2}complete /m)
  t.match(readFileSync(mainFile, 'utf8'), /^#!/)
})
