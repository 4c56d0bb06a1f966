import { join } from 'node:path'
import t from 'tap'
import { describePlugins } from '../../src/schema/describe-plugin.ts'
import { root } from '../helper.ts'
import { describeSource } from './source.ts'

const fixtures = join(root, 'test/fixtures/schema')
const [inTypeScript, inJavaScript] = describePlugins(
  ['users/index.ts', 'users-js/index.js'].map(entry => ({
    entry: join(fixtures, entry),
    tsconfig: join(fixtures, 'tsconfig.json'),
    folder: join(fixtures, entry, '..'),
  })),
)

const login = { type: 'string', pattern: '^[a-z]+$', description: 'A login name.' }
const role = { type: 'string', enum: ['guest', 'user', 'admin'], description: 'How much a user may do.' }

t.test('a plugin is described whole, by its types and its words', async t => {
  t.strictSame(inTypeScript?.problems, [])
  t.strictSame(
    inTypeScript?.sources,
    ['index.ts', 'types.ts'].map(file => join(fixtures, 'users', file)),
  )
  t.strictSame(inTypeScript?.methods, {
    addUser: {
      summary: 'Adds a user.',
      description: 'It takes a while; ask `getUser` when it is there.',
      throws: ['Fault 5: there is one already'],
      deprecated: 'Use `create`.',
      examples: [
        {
          text: "await users.addUser('ada', 'admin') // → { login: 'ada', uid: 1000, role: 'admin' }",
          params: ['ada', 'admin'],
          result: { login: 'ada', uid: 1000, role: 'admin' },
        },
      ],
      parameters: [
        { name: 'login', optional: false, rest: false, schema: login, description: 'the name' },
        {
          name: 'role',
          optional: true,
          rest: false,
          default: "'user'",
          schema: { ...role, default: 'user' },
          description: 'what the user may do',
        },
        {
          name: 'groups',
          optional: true,
          rest: true,
          schema: { type: 'string' },
          description: 'where else the user belongs',
        },
      ],
      result: { schema: { $ref: '#/$defs/User' }, description: 'the user as the directory has it' },
    },
    getUser: {
      summary: 'Finds a user.',
      parameters: [{ name: 'login', optional: false, rest: false, schema: login }],
      result: { schema: { anyOf: [{ $ref: '#/$defs/User' }, { type: 'null' }] } },
    },
    ...Object.fromEntries(
      ['getApiVersion', 'getRevision', 'getVersion'].map(name => [
        name,
        { summary: '', parameters: [], result: { schema: { type: 'string' } } },
      ]),
    ),
  })
  t.strictSame(inTypeScript?.schemas, {
    User: {
      type: 'object',
      properties: {
        login,
        uid: { type: 'integer', minimum: 1000, description: 'The number.' },
        role,
        until: { rpcType: 'date', description: 'When the account ends.' },
      },
      required: ['login', 'uid', 'role'],
      additionalProperties: false,
      description: 'A user of the directory.',
    },
  })
})

t.test('JavaScript with the types of JSDoc is described as TypeScript is', async t => {
  t.strictSame(inJavaScript?.problems, [])
  t.strictSame(inJavaScript?.methods, inTypeScript?.methods)
  t.strictSame(inJavaScript?.schemas, inTypeScript?.schemas)
  t.strictSame(inJavaScript?.sources, [join(fixtures, 'users-js/index.js')])
})

t.test('JavaScript without types is described by its defaults, with warnings', async t => {
  const { methods, problems } = describeSource(t, {
    'index.js': '/** @param {number} [times=3] how often */\nexport function f(times, name, loud = false) {}',
  })
  t.strictSame(methods.f?.parameters, [
    {
      name: 'times',
      optional: true,
      rest: false,
      default: '3',
      schema: { type: 'number', default: 3 },
      description: 'how often',
    },
    { name: 'name', optional: false, rest: false, schema: {} },
    {
      name: 'loud',
      optional: true,
      rest: false,
      default: 'false',
      schema: { type: 'boolean', default: false },
    },
  ])
  t.match(problems, [
    { severity: 'warning', method: 'f', line: 2, message: /^parameter 'name' is of type 'any'/ },
  ])
})

t.test('comments of libraries, and of the agent on its own types, are nobody’s words', async t => {
  const { methods } = describeSource(t, {
    'index.ts': `
import type { Integer, RpcStruct, RpcValue } from 'mmc-agent'
export const f = (a: Integer, b: RpcValue, c: RpcStruct, d: Record<string, string>, e: Partial<{ a: Date }>) => {}`,
  })
  t.notMatch(JSON.stringify(methods), /description/)
})

t.test('a comment stands before the statement, and is about the first of its variables', async t => {
  const { methods } = describeSource(t, {
    'index.ts': `
/** Another. */

/** Adds. */
// not this
export const add = () => 1, other = () => 2
/** Takes away. */
const take = function () {}
export { take }`,
  })
  t.strictSame(
    Object.entries(methods).map(([name, { summary }]) => [name, summary]),
    [
      ['add', 'Adds.'],
      ['other', ''],
      ['take', 'Takes away.'],
    ],
  )
})

t.test('a CommonJS module is described too', async t => {
  const { methods } = describeSource(t, {
    'package.json': '{ "type": "commonjs" }',
    'index.js': `
/**
 * Adds.
 *
 * @param {string} a
 */
exports.add = function (a, b = 2) { return a }
function named(x = 1) { return x }
module.exports.named = named`,
  })
  t.strictSame(Object.keys(methods), ['add', 'named'])
  t.equal(methods.add?.summary, 'Adds.')
  t.strictSame(methods.add?.parameters[0], {
    name: 'a',
    optional: false,
    rest: false,
    schema: { type: 'string' },
  })
})

t.test('an example that does not fit its own function is a text, and a warning', async t => {
  const { methods, problems } = describeSource(t, {
    'index.ts': `
interface User { login: string; since?: Date }
/**
 * Documents.
 *
 * @example doc('wrong', 'types', {})
 * @example doc(1, 'a') // → { login: 'ada', since: '2024-02-29T12:34:56Z' }
 * @example doc(1, 'a') // → { login: 7 }
 * @example doc(1)
 * @example doc(1, 'a', true, 2)
 * @example any words
 */
export function doc(a: number, b: string, c?: boolean): User { return { login: b } }`,
  })
  const asText = 'the @example is shown as text only, as its call does not fit:'
  t.strictSame(
    problems.map(({ severity, method, line, message }) => [severity, method, line, message]),
    [
      ['warning', 'doc', 6, `${asText} parameter 'a' must be a number, but a string came`],
      [
        'warning',
        'doc',
        8,
        "the @example is shown without what comes back, as that does not fit: 'result.login' must be a string, but an integer came",
      ],
      ['warning', 'doc', 9, `${asText} parameter 'b' is missing: 1 parameter given`],
      ['warning', 'doc', 10, `${asText} at most 3 parameters expected, 4 given`],
    ],
  )
  t.strictSame(methods['doc']?.examples, [
    { text: "doc('wrong', 'types', {})" },
    {
      text: "doc(1, 'a') // → { login: 'ada', since: '2024-02-29T12:34:56Z' }",
      params: [1, 'a'],
      result: { login: 'ada', since: '2024-02-29T12:34:56Z' },
    },
    { text: "doc(1, 'a') // → { login: 7 }", params: [1, 'a'] },
    { text: 'doc(1)' },
    { text: "doc(1, 'a', true, 2)" },
    { text: 'any words' },
  ])
})
