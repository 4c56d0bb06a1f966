import metaSchema from '@open-rpc/meta-schema'
import { Ajv } from 'ajv'
import t from 'tap'
import { openRpcDocument } from '../../src/docs-gen/openrpc.ts'
import type { Method } from '../../src/rpc/method.ts'
import { authorization, startAgent } from '../helper.ts'
import { readReply, writeCall } from '../wires/xml-client.ts'
import { manyMethods, typedMethods } from './typed-methods.ts'

interface OpenRpc {
  readonly openrpc: string
  readonly methods: readonly {
    readonly name: string
    readonly params: readonly { readonly name: string; readonly schema: object }[]
    readonly result: { readonly schema: object }
    readonly errors: readonly { readonly $ref: string }[]
  }[]
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly errors: Readonly<Record<string, { code: number }>>
  }
}

/** The document as a client reads it. */
function written(methods: readonly Method[]): OpenRpc {
  const about = { version: '1.0.0', requireLogin: true, publicHealth: true }
  return JSON.parse(JSON.stringify(openRpcDocument(methods, about)))
}

const draft07 = 'http://json-schema.org/draft-07/schema#'
const ajv = new Ajv({ strict: false, formats: { uri: true, 'date-time': true, double: true } })
// The package's types tell of documents, and not of the schema that it exports.
const { openrpcDocument } = metaSchema as unknown as { openrpcDocument: object }

// OpenRPC's meta-schema leaves schemas to another one that is not at hand; by its specification they are of draft 7.
const isOpenRpc = ajv.compile(
  JSON.parse(
    JSON.stringify({ ...openrpcDocument, $schema: draft07 })
      .replace(
        'https://meta.json-schema.tools/#/definitions/JSONSchemaObject/properties/$ref',
        `${draft07}/properties/$ref`,
      )
      .replace('https://meta.json-schema.tools', draft07),
  ),
)

t.test('the document is valid by the meta-schema of OpenRPC, whatever the methods', async t => {
  for (const methods of [typedMethods, manyMethods, []]) {
    const document = written(methods)
    t.equal(document.openrpc, '1.3.2')
    t.ok(isOpenRpc(document), ajv.errorsText(isOpenRpc.errors))
  }
  t.notOk(isOpenRpc({ ...written([]), methods: [{ name: 'a' }] }), 'which is strict')
})

t.test('its schemas mean something to a validator of JSON Schema 7', async t => {
  const { methods, components } = written(typedMethods)
  const strict = new Ajv({
    strict: true,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    formats: { 'date-time': true, double: true },
  })
  const forAjv = (schema: object): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'document:#/definitions/'))
  strict.addSchema({ $id: 'document:', definitions: forAjv(components.schemas) })
  for (const name of Object.keys(components.schemas))
    strict.compile({ $ref: `document:#/definitions/${name}` })
  for (const { params, result } of methods) {
    for (const { schema } of [...params, result]) strict.compile(forAjv(schema))
  }
  const isPair = strict.compile(
    forAjv(methods.find(({ name }) => name === 'typed.tuple')?.params[0]?.schema ?? {}),
  )
  t.ok(isPair(['a', 1]))
  t.notOk(isPair([1, 'a']))
  t.notOk(isPair(['a', 1, 1]))
})

t.test('a method is documented with its types and its words', async t => {
  const { methods } = written(typedMethods)
  const method = (name: string) => methods.find(method => method.name === name)
  t.match(method('typed.add'), {
    tags: [{ name: 'typed' }],
    summary: 'Adds two numbers.',
    description: /^`typed\.add\(a, b = 1\)`\n\nExactly,/,
    paramStructure: 'either',
    params: [
      { name: 'a', description: 'What to begin with.', required: true, schema: { type: 'number' } },
      { name: 'b', required: false, schema: { type: 'number', default: 1 } },
    ],
    result: { name: 'result', description: 'the sum', schema: { type: 'number' } },
    examples: [
      {
        name: 'example1',
        description: 'typed.add(1, 2)',
        params: [
          { name: 'a', value: 1 },
          { name: 'b', value: 2 },
        ],
        result: { name: 'result', value: 3 },
      },
      { params: [{ name: 'a', value: 1 }], result: { value: 2 } },
    ],
  })
  t.match(method('typed.find'), { deprecated: true })
  t.match(method('typed.pattern'), {
    paramStructure: 'by-position',
    examples: [{ params: [{ name: 'parameter1', value: { a: 1 } }], result: { value: null } }],
  })
  t.match(method('typed.unknown'), { paramStructure: 'by-position', params: [] })
})

t.test('a rest parameter is an array, which it is by name only', async t => {
  const { methods } = written(typedMethods)
  t.match(
    methods.find(({ name }) => name === 'typed.sum'),
    {
      paramStructure: 'by-name',
      params: [{ name: 'first' }, { name: 'others', schema: { type: 'array', items: { type: 'integer' } } }],
      examples: [
        {
          params: [
            { name: 'first', value: 1 },
            { name: 'others', value: [2, 3] },
          ],
          result: { value: 6 },
        },
      ],
    },
  )
})

t.test('the errors of a method are those that its calls can end with', async t => {
  const { methods, components } = written(typedMethods)
  const codes = (name: string) =>
    methods
      .find(method => method.name === name)
      ?.errors.map(({ $ref }) => components.errors[$ref.split('/').at(-1) ?? '']?.code)
  const all = [-32601, -32602, -32603, -32500, -32001, -32002, -32003, -32004, -32005, -32006, 8003, 8004]
  t.strictSame(codes('typed.add'), all)
})

t.test('rpc.discover answers the document on every door, and in its own list', async t => {
  const { server } = await startAgent(t)
  const post = (url: string, type: string, payload: string) =>
    server.inject({ method: 'POST', url, headers: { authorization, 'content-type': type }, payload })
  const document = (await server.inject({ url: '/openrpc.json', headers: { authorization } })).json()
  t.ok(isOpenRpc(document), ajv.errorsText(isOpenRpc.errors))
  t.ok(document.methods.some(({ name }: { name: string }) => name === 'rpc.discover'))

  const call = '{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}'
  t.strictSame((await post('/jsonrpc', 'application/json', call)).json().result, document)
  t.strictSame((await post('/rpc/rpc.discover', 'application/json', '')).json(), document)
  const xml = readReply((await post('/RPC2', 'text/xml', writeCall('rpc.discover', []))).body)
  t.strictSame(xml, { result: document })
})

t.test('rpc.discover needs a login where system.listMethods does', async t => {
  const { server } = await startAgent(t, { options: { main: { requirelogin: 1 } } })
  for (const name of ['rpc.discover', 'system.listMethods']) {
    const { statusCode } = await server.inject({
      method: 'POST',
      url: `/rpc/${name}`,
      headers: { authorization },
    })
    t.equal(statusCode, 403, name)
  }
})
