import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'acorn'
import t from 'tap'
import { describedMethods } from '../../src/cli/described-methods.ts'
import { clientText } from '../../src/client-gen/client-text.ts'
import { bundledPluginDir } from '../../src/config/agent-config.ts'
import { describePlugins } from '../../src/plugin-host/describe-plugins.ts'
import { needed, optional, typedMethod, typedMethods } from '../docs-gen/typed-methods.ts'
import { root } from '../helper.ts'
import { documentOf } from './documents.ts'
import { compile, nodeOptions } from './type-script.ts'

const user = { $ref: '#/$defs/User' }
const schemas = {
  User: {
    type: 'object',
    properties: {
      login: { type: 'string' },
      uid: { type: 'integer' },
      since: { rpcType: 'date' },
      photo: { rpcType: 'bytes' },
      quota: { rpcType: 'bigint' },
    },
    required: ['login', 'uid'],
    additionalProperties: false,
  },
}
const accounts = [
  typedMethod('accounts.add', {
    parameters: [needed('user', user), optional('since', { rpcType: 'date' }, 'new Date()')],
  }),
  typedMethod('accounts.find', {
    parameters: [needed('login', { type: 'string' })],
    result: { schema: { anyOf: [user, { type: 'null' }] } },
  }),
].map(method => ({ ...method, schemas }))

const client = clientText(
  documentOf(describedMethods([...(await describePlugins(bundledPluginDir)), ...typedMethods, ...accounts])),
)
const calls = readFileSync(join(root, 'test/fixtures/clients/calls.ts'), 'utf8')

t.test('right calls compile, and each wrong one is an error on its line', async t => {
  t.ok(calls.split('@ts-expect-error').length > 35)
  const { problems } = await compile(t, { 'client.ts': client, 'calls.ts': calls })
  t.equal(problems, '')
})

t.test('a mistake is found where it is made', async t => {
  const wrong = "import { connect } from './client.ts'\n\nconnect('/').example.func1(1815)\n"
  const { problems } = await compile(t, { 'client.ts': client, 'wrong.ts': wrong })
  t.match(
    problems,
    /wrong\.ts\(3,28\): error TS2345: Argument of type 'number' is not assignable .* 'string'/,
  )
  t.equal(problems.trim().split('\n').length, 1)
})

for (const [name, options] of Object.entries({
  'for Node': nodeOptions,
  'with the types of both': { ...nodeOptions, lib: ['es2022', 'dom'] },
  'of CommonJS': {
    ...nodeOptions,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    verbatimModuleSyntax: false,
  },
  'that checks little': { strict: false, exactOptionalPropertyTypes: false },
})) {
  t.test(`a client compiles in a project ${name}`, async t => {
    t.equal((await compile(t, { 'client.ts': client }, options)).problems, '')
  })
}

t.test('nothing runs where a client is imported, so that bundles hold only what is used', async t => {
  const { read } = await compile(t, { 'client.ts': client })
  const { body } = parse(read('client.js'), { ecmaVersion: 2020, sourceType: 'module' })
  for (const node of body) {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node
    if (declared?.type !== 'VariableDeclaration') {
      t.match(declared?.type, /^(Function|Class)Declaration$/)
      continue
    }
    // A table, or a symbol, which bundlers know to be harmless.
    for (const { init } of declared.declarations) t.match(init?.type, /^(ObjectExpression|CallExpression)$/)
  }
  t.equal(
    read('client.js')
      .match(/^(const|let|var) .*\(/gm)
      ?.join(),
    'const callerKey = Symbol(',
    'and no other call',
  )
})

t.test('a client has no any, and no line that is too long to read', async t => {
  t.notMatch(client, /(?:: |<|as )any\b|any\[|\t/)
  t.strictSame(
    client.split('\n').filter(line => line.length > 120),
    [],
  )
})
