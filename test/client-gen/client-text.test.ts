import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { clientText, UnreadableDocument } from '../../src/client-gen/client-text.ts'
import * as runtime from '../../src/client-gen/runtime/fault.ts'
import { runtimeText } from '../../src/client-gen/runtime-text.ts'
import { FaultCode, type FaultName } from '../../src/rpc/fault.ts'
import { faultMeanings } from '../../src/rpc/fault-meanings.ts'
import { typedMethod, typedMethods } from '../docs-gen/typed-methods.ts'
import { root } from '../helper.ts'
import { documentOf, documentOfTexts } from './documents.ts'
import { compile } from './type-script.ts'

const golden = join(root, 'test/fixtures/clients/typed.ts.txt')

/** Sixty choices are tested where they belong. */
const methods = typedMethods.filter(({ name }) => name !== 'typed.choose')

t.test('a client has the types and the words of every method', async t => {
  const text = clientText(documentOf(methods))
  t.ok(text.endsWith(`${runtimeText(false)}\n`))
  const own = text.slice(0, -runtimeText(false).length - 1)
  // UPDATE=1 node dist/test/client-gen/client-text.test.js
  if (process.env['UPDATE'] !== undefined) writeFileSync(golden, own)
  t.equal(own, readFileSync(golden, 'utf8'))
})

t.test('equal methods give equal bytes, in whatever order they come', async t => {
  const text = clientText(documentOf(methods))
  t.equal(clientText(documentOf(methods)), text)
  t.equal(clientText(documentOf(methods.toReversed())), text)
  t.notMatch(text, /\b20\d\d-\d\d/, 'and no date')
})

t.test('login and logout are there where the agent has logins', async t => {
  t.notMatch(clientText(documentOf(methods)), 'function login')
  t.match(clientText(documentOf([typedMethod('base.ldapAuth')])), 'export async function login')
})

t.test('the codes of faults are those of the agent, with their meanings', async t => {
  t.strictSame(runtime.FaultCode, FaultCode)
  const text = runtimeText(false)
  for (const name of Object.keys(FaultCode) as FaultName[]) {
    const words = text.match(new RegExp(`/\\*\\* (.*) \\*/\\n  ${name}: `))?.[1]?.toLowerCase() ?? ''
    t.ok(words.startsWith(faultMeanings[name].toLowerCase()), `${name}: ${words}`)
  }
})

t.test('names are legal and different, whatever plugins, types and parameters are called', async t => {
  const names = ['delete', 'await', 'a', 'a-b', '__proto__', 'größe']
  const named = (name: string, type: string) => ({
    ...typedMethod(name, {
      parameters: names.map(parameter => ({
        name: parameter,
        optional: false,
        rest: false,
        schema: { $ref: `#/$defs/${type}` },
      })),
      result: { schema: { $ref: `#/$defs/${type}` } },
    }),
    schemas: { [type]: { type: 'object', properties: { delete: {}, 'a b': {}, constructor: {} } } },
  })
  const text = clientText(
    documentOf([
      named('base.User', 'User'),
      named('example.delete', 'User'),
      named('delete.constructor', 'Methods'),
      named('constructor.get', 'User'),
      named('then.get', 'User'),
      named('no.toString', 'Answer'),
      named('a_b.get', 'C'),
      named('a.get', 'B_C'),
      named('agent.get', 'ByName'),
      named('class.class', '__proto__'),
      named('fault.get', 'Größe-1'),
      typedMethod('fault.new', { result: { schema: { type: 'string' } } }),
    ]),
  )
  const use = `import { connect } from './client.ts'
    export const made: Promise<string> = connect('http://localhost').fault.new()`
  const { problems } = await compile(t, { 'client.ts': text, 'use.ts': use })
  t.equal(problems, '')
  for (const name of [
    'BaseUser',
    'ExampleUser',
    'DeleteMethods_2',
    'NoAnswer_2',
    'FaultGröße_1',
    'AgentByName_2',
  ]) {
    t.match(text, `export type ${name} = `)
  }
  const hidden = '`constructor.get`, `delete.constructor`, `no.toString`, `then.get`.'
  t.match(text.replaceAll('\n * ', ' '), hidden, 'what JavaScript has another use for is named')
  t.match(text, 'class(\n    delete_: ')
  t.notMatch(text, /^ {2}readonly (then|constructor): /m)
})

t.test('nothing that an agent says becomes code, ends a comment, or hides', { timeout: 120_000 }, async t => {
  const javaScript = async (text: string) => {
    const { read } = await compile(t, { 'client.ts': text }, { removeComments: true, noCheck: true })
    return read('client.js')
  }
  const harmless = await javaScript(clientText(documentOfTexts('text')))
  t.match(harmless, /^export function connect/)
  const texts = [
    '*/ globalThis.hacked = 1 /*',
    "' + globalThis.hacked + '",
    '\\',
    "\\'; globalThis.hacked = 1 //",
    '`$' + '{globalThis.hacked}`',
    'a\nglobalThis.hacked = 1',
    'a\r\u2028globalThis.hacked = 1\u2029b\u0085c',
    '</script><script>hacked()</script><!-- -->',
    '__proto__',
    'constructor',
    '} globalThis.hacked = 1; interface X {',
    '-2a--2f-globalThis',
    '@deprecated\n@param a - b',
    '//# sourceMappingURL=data:,',
    '\u202ehidden\u2066\u0000\u0007\ud800',
    '```\n*/\n```',
    `${' '.repeat(300)}a ${'b '.repeat(300)}${'c'.repeat(300)}`,
    `- ${'\t'.repeat(300)}d`,
    '',
  ]
  for (const [index, text] of texts.entries()) {
    const client = clientText(documentOfTexts(text))
    t.equal(await javaScript(client), harmless, `text ${index}`)
    t.notMatch(client, /[^\P{Cc}\n]|[\p{Cs}\u2028\u2029\p{Bidi_Control}]|<\/script|<!--/u)
    t.notMatch(client, /^ *\* *@param a - b/m)
  }
})

t.test('types without end come to an end', async t => {
  let schema: object = { type: 'string' }
  for (let depth = 0; depth < 3000; depth += 1) schema = { type: 'array', items: schema }
  const document = {
    openrpc: '1.3.2',
    methods: [{ name: 'p.m', params: [], paramStructure: 'either', result: { schema } }],
  }
  const { problems } = await compile(t, { 'client.ts': clientText(document) })
  t.equal(problems, '')
})

t.test('what is no document of an agent is refused', async t => {
  const cases: readonly [unknown, RegExp][] = [
    [null, /no OpenRPC document/],
    ['text', /no OpenRPC document/],
    [{ openapi: '3.1.0' }, /no OpenRPC document/],
    [{ openrpc: '1.3.2', methods: {} }, /no OpenRPC document/],
    [{ openrpc: '1.3.2', methods: [{ name: 'a.b.c' }] }, /"a\.b\.c" is no name of a method/],
    [{ openrpc: '1.3.2', methods: [{ name: '__proto__' }] }, /"__proto__" is no name/],
    [{ openrpc: '1.3.2', methods: [null] }, /undefined is no name|"" is no name/],
  ]
  for (const [document, words] of cases) {
    t.throws(() => clientText(document), words)
    t.throws(() => clientText(document), UnreadableDocument)
  }
})
