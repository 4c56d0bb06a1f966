import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { credentials, enabled, root, tempDir, writeConfig, writePlugins } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'
import { compile, nodeOptions } from './type-script.ts'

const script = readFileSync(join(root, 'test/fixtures/clients/script.ts'), 'utf8')

const slow = `
import { currentCall } from 'mmc-agent'
export const activate = () => true
export const wait = () => new Promise(resolve => currentCall().signal.addEventListener('abort', resolve))
`

/** What the script prints. */
const expected = {
  'before a login': 'fault 8003 of example.whoami: Authentication needed: example.whoami',
  'the code': [true, true, false, null],
  'a wrong password': false,
  'a login': true,
  'after it': 'ada',
  'of somebody else': 'fault 8003 of example.whoami: Authentication needed: example.whoami',
  'by position': 'HELLO, ADA',
  'without what may be left out': 'Hello, Ada',
  'by name': 'HELLO, ADA',
  'by name, all left out': true,
  'by its full name': 'Hello, Ada',
  'named by its full name': 'Hello, Ada',
  'no plugin': true,
  'a fault': 'fault -32500 of example.func1: there is nobody to greet',
  'of no method': "fault -32601 of example.none: No method 'example.none'",
  'of wrong parameters': { path: ['name'], expected: 'a string', received: 'an integer' },
  'a batch': ['Hello, Ada', -32500, null, ['base', 'example', 'slow'], [10, 20, 30]],
  'a batch by name': ['Hello, Ada'],
  'a batch of nothing': [],
  'a batch of notifications': [null],
  'a batch in three requests': ['Hello, a', 'Hello, b', 'Hello, c', 'Hello, d', 'Hello, e'],
  'a batch that is too long': /^fault -32004 of undefined: /,
  'a call outside the list': ['Hello, Ada'],
  'a notification': undefined,
  'a notification that fails': undefined,
  'a time that is up': 'no answer: timeout',
  'a time that is long': 'Hello, Ada',
  'an abort': 'AbortError',
  'an abort with a reason': 'no need',
  'an abort of all': 'for good',
  'an abort of a batch': 'no need',
  'after a logout': 'fault 8003 of example.whoami: Authentication needed: example.whoami',
  'a second logout': undefined,
  'no credentials': /^fault 401 of getVersion: Unauthorized/,
  'a batch without credentials': /^fault 401 of undefined: Unauthorized/,
  'credentials in the address': true,
  'nobody there': 'no answer: unreachable',
  'no agent there': Array.from({ length: 8 }, () => 'no answer: unreadable'),
  'answers in another order': 'unreadable',
  base64: [0, 255, 128],
  'an agent in a text': '[object Agent URL/jsonrpc] {} {"agent":{}}',
  'an agent is no promise': true,
  'the same each time': true,
  'a method on its own': 'Hello, Ada',
  'something else': 'TypeError',
  'an agent, looked at': /^(Object \[.*\] )?\{[^{}]*Agent URL\/jsonrpc[^{}]*\},\{\},\[Function/,
  'a secret in it': false,
}

/** An agent with logins in a process of its own, and where its plugins lie. */
async function startListening(t: Test, main: Readonly<Record<string, string | number>>) {
  const dir = writePlugins(t, { slow })
  const options = await baseOptions(t, {
    options: { main: { ...main, plugindirs: `bundled, ${dir}` }, limits: { batchlength: 5 } },
  })
  const plugins = { ...options.plugins, example: enabled, slow: enabled }
  const file = writeConfig(t, { ...options, plugins })
  const agent = startProcess(t, ['-f', file])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  return { url, file, slow: join(dir, 'slow') }
}

/** The client that the command line writes from the agent. */
async function clientOf(t: Test, file: string, url: string) {
  const out = join(tempDir(t), 'client.ts')
  const { code, err } = await run(['client', '--out', out, '-f', file, '--port', new URL(url).port])
  t.equal(code, 0, err)
  return readFileSync(out, 'utf8')
}

async function runScript(folder: string, env: Readonly<Record<string, string>>) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'script.js')], {
    env: { ...process.env, AGENT_PASSWORD: credentials.password, ...env },
  })
  return JSON.parse(stdout)
}

t.test('a program of Node does all with a client', async t => {
  const { url, file, slow } = await startListening(t, {})
  const client = await clientOf(t, file, url)
  const offline = await run(['client', '--out', '-', '--plugin', 'bundled', slow])
  t.equal(offline.out, client, 'the same bytes come from the plugins themselves')

  const { folder, problems } = await compile(t, { 'client.ts': client, 'script.ts': script }, nodeOptions)
  t.equal(problems, '')
  const seen = await runScript(folder, { AGENT_URL: url })
  t.strictSame(Object.keys(seen).length, Object.values(expected).filter(value => value !== undefined).length)
  for (const [what, value] of Object.entries(expected)) t.match(seen[what], value, what)
  for (const [what, value] of Object.entries(expected)) {
    if (!(value instanceof RegExp)) t.strictSame(seen[what], value, what)
  }
})

t.test(
  'the same over TLS, with a certificate that Node is told to trust',
  { skip: withoutOpenssl },
  async t => {
    const { key, certificate } = selfSigned(t, 'localhost')
    const dir = tempDir(t)
    const [localcert, cacert] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
    writeFileSync(localcert, key, { mode: 0o600 })
    writeFileSync(cacert, certificate)
    const { url, file } = await startListening(t, { enablessl: 1, verifypeer: 0, localcert, cacert })
    const client = await clientOf(t, file, url)
    const { folder, problems } = await compile(t, { 'client.ts': client, 'script.ts': script }, nodeOptions)
    t.equal(problems, '')
    const named = url.replace('127.0.0.1', 'localhost')
    const seen = await runScript(folder, { AGENT_URL: named, NODE_EXTRA_CA_CERTS: cacert })
    for (const what of ['after it', 'by position', 'a batch', 'after a logout'] as const) {
      t.strictSame(seen[what], expected[what], what)
    }
  },
)
