import t from 'tap'
import type { AgentConnection } from '../../src/cli/agent-connection.ts'
import { callCommand, curlCommand, exampleValues } from '../../src/cli/call-commands.ts'
import { readMethods } from '../../src/cli/remote-methods.ts'
import { openRpcDocument } from '../../src/docs-gen/openrpc.ts'
import { callLine, type Method } from '../../src/rpc/method.ts'
import { describeSchema } from '../../src/rpc/schema-words.ts'
import { alone, startAgent } from '../helper.ts'
import { typedMethods } from '../typed-methods.ts'

/** An agent whose answer to everything is this. */
function agentOf(document: unknown): AgentConnection {
  const get = async () => document
  return { url: 'http://agent.example', get, post: get, call: () => alone('', []) }
}

const documentOf = (methods: readonly Method[]) =>
  JSON.parse(
    JSON.stringify(openRpcDocument(methods, { version: '1.0.0', requireLogin: false, publicHealth: true })),
  )

t.test('what a document says of a method is what its registry knew', async t => {
  const { registry } = await startAgent(t, {
    options: { main: { plugindirs: 'bundled', required: 'base' } },
    plugins: { base: '', example: '[main]\ndisable = 0' },
  })
  const methods = [...typedMethods, ...registry.list()].filter(({ name }) => name !== 'typed.broken')
  const remote = await readMethods(agentOf(documentOf(methods)))
  t.equal(remote.length, methods.length)
  for (const method of methods) {
    const found = remote.find(({ name }) => name === method.name)
    const words = ({ schema = {} }: { schema?: object }) => describeSchema({ ...schema }, method.schemas)
    t.equal(found?.line, callLine(method))
    t.equal(found?.owner, method.owner)
    t.equal(found?.summary, method.documentation.summary.replaceAll(/\s+/g, ' '))
    t.equal(found?.deprecated, method.documentation.deprecated)
    const known = (method: Pick<Method, 'parameters'>, schemas: Method['schemas']) =>
      method.parameters?.map(({ name, optional, rest, schema = {}, description = '' }) => ({
        name,
        optional: optional && !rest,
        rest,
        description,
        type: describeSchema(schema, schemas),
      })) ?? null
    t.strictSame(found && known(found, found.schemas), known(method, method.schemas), method.name)
    t.equal(describeSchema(found?.result.schema ?? {}, found?.schemas), words(method.result), method.name)
  }
  t.match(
    remote.find(({ name }) => name === 'example.func1'),
    {
      throws: ['Fault when the name is empty'],
      calls: [
        {
          params: [
            ['name', 'Ada'],
            ['loud', true],
          ],
          result: 'HELLO, ADA',
        },
      ],
    },
  )
})

t.test('a document that is none is told so, and one with wrong parts is read without them', async t => {
  for (const document of [null, 7, [], {}, { methods: {} }]) {
    await t.rejects(readMethods(agentOf(document)), {
      code: 'MMC_ERR_NO_ANSWER',
      message: /it holds no methods/,
    })
  }
  const nested: { anyOf?: unknown[] } = {}
  nested.anyOf = [JSON.parse('{"$ref": "#/components/schemas/A"}')]
  const remote = await readMethods(
    agentOf({
      methods: [
        null,
        'x',
        {},
        { name: 7 },
        { name: '\u001b[2J' },
        { name: 'a b; rm -rf /' },
        { name: '__proto__', 'x-documentation': 7 },
        {
          name: 'good.one',
          params: 7,
          tags: [],
          errors: null,
          examples: [null, {}],
          result: [],
          summary: {},
        },
        {
          name: 'good.two',
          params: [null, { name: 'a', schema: { $ref: 7, allOf: 3, items: [] } }],
          description: '``x',
        },
      ],
      components: { schemas: { A: nested, B: null } },
    }),
  )
  t.strictSame(
    remote.map(({ name, line }) => [name, line]),
    [
      ['good.one', 'good.one()'],
      ['good.two', 'good.two(a?)'],
    ],
  )
})

t.test('the lines that call a method can be pasted into a shell', async t => {
  const remote = await readMethods(agentOf(documentOf(typedMethods)))
  const lines = (name: string) => {
    const method = remote.find(method => method.name === `typed.${name}`)
    if (method === undefined) return t.fail(name)
    const values = exampleValues(method)
    return [callCommand(method, values), curlCommand(method, values, 'https://host:7080')]
  }
  const curl = "curl -u LOGIN -H 'Content-Type: application/json' -d"
  t.strictSame(lines('addUser'), [
    "mmc-agent call typed.addUser user='{}'",
    `${curl} '{"user":{}}' https://host:7080/rpc/typed.addUser`,
  ])
  t.strictSame(lines('login'), [
    'mmc-agent call typed.login user=USER password=@-',
    `${curl} '{"user":"USER","password":"PASSWORD"}' https://host:7080/rpc/typed.login`,
  ])
  t.match(lines('kind'), ['mmc-agent call typed.kind when=2024-02-29T12:34:56Z'])
  t.match(lines('size'), ["mmc-agent call typed.size data='aGVsbG8='"])
  t.match(lines('speed'), ['mmc-agent call typed.speed speed=fast'])
  t.match(lines('sum'), ['mmc-agent call typed.sum', `${curl} '{}' https://host:7080/rpc/typed.sum`])
  const [login] = remote.filter(({ name }) => name === 'typed.login')
  if (login) {
    t.equal(
      callCommand(login, [['user', `it's; $(rm -rf /)`]]),
      String.raw`mmc-agent call typed.login user='it'\''s; $(rm -rf /)'`,
    )
    // A text that call would take for a file.
    t.equal(
      callCommand(login, [['user', '@/etc/passwd']]),
      `mmc-agent call typed.login user:='"@/etc/passwd"'`,
    )
    // Words by position that call would take for a file, an option, or another value.
    t.equal(
      callCommand({ ...login, parameters: null }, [
        ['', '@x'],
        ['', '--url=http://evil'],
        ['', 'null'],
        ['', 'plain'],
      ]),
      `mmc-agent call typed.login '"@x"' '"--url=http://evil"' '"null"' plain`,
    )
  }
})
