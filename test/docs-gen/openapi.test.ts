import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { bundledOpenApi } from '../../src/cli/bundled-openapi.ts'
import type { AboutAgent } from '../../src/docs-gen/document-part.ts'
import { openApiDocument } from '../../src/docs-gen/openapi.ts'
import { FaultCode } from '../../src/rpc/fault.ts'
import { faultStatus } from '../../src/rpc/fault-status.ts'
import type { Method } from '../../src/rpc/method.ts'
import { authorization, root, startAgent } from '../helper.ts'
import { answersOf, contentsOf, examplesOf, type OpenApi, operationsOf } from './openapi-reader.ts'
import { manyMethods, typedMethods } from './typed-methods.ts'

/** The document as a client reads it. */
function written(methods: readonly Method[], changed: Partial<AboutAgent> = {}): OpenApi {
  const about = { version: '1.0.0', requireLogin: true, publicHealth: true, ...changed }
  return JSON.parse(JSON.stringify(openApiDocument(methods, about)))
}

async function checkDocument(t: Test, document: OpenApi) {
  // Both change what they are given.
  t.match(await validate(JSON.parse(JSON.stringify(document))), { valid: true })
  t.match(await new Validator().validate(JSON.parse(JSON.stringify(document))), { valid: true })
}

function operationOf({ paths }: OpenApi, name: string) {
  const operation = paths[`/rpc/${name}`]?.['post']
  if (operation === undefined) throw new Error(`${name} is not documented`)
  return operation
}

t.test(
  'openapi.yaml is what the registry of the bundled plugins says; npm run openapi writes it',
  async t => {
    t.equal(readFileSync(join(root, 'openapi.yaml'), 'utf8'), await bundledOpenApi())
  },
)

t.test('openapi.yaml is valid OpenAPI 3.1, and names no place of its own', async t => {
  const text = readFileSync(join(root, 'openapi.yaml'), 'utf8')
  const document = parse(text)
  t.equal(document.openapi, '3.1.0')
  await checkDocument(t, document)
  t.strictSame(
    document.servers.map(({ url }: { url: string }) => url),
    ['/'],
  )
})

t.test('methods with every kind of type and of words make a valid document, and so do many', async t => {
  for (const methods of [typedMethods, manyMethods, []]) await checkDocument(t, written(methods))
})

t.test('every schema means something to a strict validator, and the examples fit their schemas', async t => {
  const document = written(typedMethods)
  const ajv = new Ajv2020({
    strict: true,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    formats: { 'date-time': true, double: true },
  })
  ajv.addSchema({ $id: 'document:', $defs: forAjv(document.components.schemas) })
  let checked = 0
  for (const { place, content } of contentsOf(document)) {
    const check = ajv.compile(forAjv(content.schema))
    for (const [name, value] of examplesOf(content)) {
      checked += 1
      t.ok(check(value), `${place} ${name}: ${ajv.errorsText(check.errors)}`)
    }
  }
  t.ok(checked > 100, `${checked} examples`)
  for (const name of Object.keys(document.components.schemas))
    ajv.compile({ $ref: `document:#/$defs/${name}` })
})

/** The named schemas stand elsewhere for ajv, which knows no OpenAPI. */
function forAjv(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'document:#/$defs/'))
}

t.test('a method is documented with its types and its words', async t => {
  const document = written(typedMethods)
  const body = (name: string) => operationOf(document, name).requestBody?.content['application/json']
  const result = (name: string) => operationOf(document, name).responses[200]?.content?.['application/json']

  t.match(operationOf(document, 'typed.add'), {
    operationId: 'typed.add',
    tags: ['typed'],
    summary: 'Adds two numbers.',
    description: `\`typed.add(a, b = 1)\`

Exactly, as far as **doubles** go.

- Throws Fault when it is too hot

\`\`\`
const sum = await typed.add(…)
\`\`\``,
    requestBody: { required: true },
    responses: { 200: { description: 'the sum' } },
  })
  t.strictSame(body('typed.add'), {
    schema: {
      type: 'object',
      properties: {
        a: { type: 'number', description: 'What to begin with.' },
        b: { type: 'number', default: 1 },
      },
      required: ['a'],
      additionalProperties: false,
    },
    examples: {
      example1: { summary: 'typed.add(1, 2)', value: { a: 1, b: 2 } },
      example2: { summary: 'typed.add(1)', value: { a: 1 } },
    },
  })
  t.strictSame(result('typed.add'), {
    schema: { type: 'number' },
    examples: {
      example1: { summary: 'typed.add(1, 2)', value: 3 },
      example2: { summary: 'typed.add(1)', value: 2 },
    },
  })
  t.strictSame(result('typed.find')?.schema, {
    anyOf: [{ $ref: '#/components/schemas/typed.User' }, { type: 'null' }],
  })
  t.strictSame(body('typed.sum'), {
    schema: {
      type: 'object',
      properties: {
        first: { type: 'integer' },
        others: { type: 'array', items: { type: 'integer' }, description: 'More of them.' },
      },
      required: ['first'],
      additionalProperties: false,
    },
    examples: { example1: { summary: 'typed.sum(1, 2, 3)', value: { first: 1, others: [2, 3] } } },
  })
  t.strictSame(
    operationOf(document, 'typed.page').requestBody,
    {
      required: false,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              filter: { $ref: '#/components/schemas/typed.User', description: 'Default: `{} as User`' },
              at: { type: 'string', format: 'date-time', description: 'Default: `new Date()`' },
            },
            additionalProperties: false,
          },
        },
      },
    },
    'a body that may be left out',
  )
})

t.test('a method whose parameters cannot all be named takes an array', async t => {
  const document = written(typedMethods)
  const schema = (name: string) =>
    operationOf(document, name).requestBody?.content['application/json']?.schema
  const pattern = { title: 'parameter1', type: 'object' }
  t.strictSame(schema('typed.pattern'), {
    type: 'array',
    prefixItems: [pattern, { title: 'b', type: 'integer', default: 1 }],
    minItems: 1,
    maxItems: 2,
  })
  t.strictSame(schema('typed.patternAndRest'), {
    type: 'array',
    prefixItems: [pattern],
    minItems: 1,
    items: { type: 'string' },
  })
  t.strictSame(schema('typed.unknown'), {
    type: 'array',
    description: 'The parameters by position.',
    items: {},
  })
})

t.test('a method that takes nothing has no body, so that generated clients ask for none', async t => {
  const { server } = await startAgent(t)
  const document = (await server.inject({ url: '/openapi.json', headers: { authorization } })).json()
  t.equal(operationOf(document, 'good.nothing').requestBody, undefined)
  t.equal(operationOf(document, 'good.greet').requestBody?.required, true)
})

t.test('what is deprecated says so, with what to use instead', async t => {
  const document = written(typedMethods)
  t.match(operationOf(document, 'typed.find'), {
    deprecated: true,
    description: /Deprecated\. Use typed\.page\./,
  })
  t.match(operationOf(document, 'typed.defaults'), { deprecated: true, description: /Deprecated\.$/ })
  t.equal(operationOf(document, 'typed.add').deprecated, undefined)
})

t.test('a session is asked for where a login is', async t => {
  const security = (document: OpenApi, name: string) => operationOf(document, name).security
  const withLogin = written(typedMethods)
  t.strictSame(security(withLogin, 'typed.add'), [{ agent: [], session: [] }])
  t.equal(security(withLogin, 'typed.page'), undefined, 'what anyone may call')
  t.equal(security(written(typedMethods, { requireLogin: false }), 'typed.add'), undefined)
})

t.test('the health pages ask for credentials where they are not public', async t => {
  const live = ({ paths }: OpenApi) => paths['/health/live']?.['get']
  t.strictSame(live(written([]))?.security, [])
  t.notOk(live(written([]))?.responses[401])
  t.equal(live(written([], { publicHealth: false }))?.security, undefined)
  t.ok(live(written([], { publicHealth: false }))?.responses[401])
})

t.test('every code stands under its status with an example, but those that JSON cannot get', async t => {
  const document = written(typedMethods)
  const answers = Object.entries(answersOf(document, operationOf(document, 'typed.add')))
  const found = answers.flatMap(([status, { content = {} }]) =>
    examplesOf(content['application/json'] ?? { schema: {} })
      .map(([, value]) => (value as { error?: { code: number } }).error?.code)
      .filter(code => code !== undefined)
      .map(code => ({ status: Number(status), code })),
  )
  const { unsupportedEncoding, invalidCharacter, ...codes } = FaultCode
  for (const code of Object.values(codes)) {
    const statuses = found.filter(one => one.code === code).map(({ status }) => status)
    t.ok(statuses.includes(faultStatus(code)), String(code))
  }
  t.notOk(found.some(({ code }) => code === unsupportedEncoding || code === invalidCharacter))
})

t.test('operations and tags have names of their own, whatever the plugins are called', async t => {
  const [method] = typedMethods
  if (method === undefined) return t.fail('no method')
  const document = written(
    ['health', 'documents', 'doors'].map(owner => ({ ...method, owner, name: `${owner}.plugins` })),
  )
  const ids = operationsOf(document).map(({ operation }) =>
    operation.operationId.replaceAll(/\W/g, '').toLowerCase(),
  )
  t.equal(new Set(ids).size, ids.length)
  const tags = document.tags.map(({ name }) => name)
  t.equal(new Set(tags).size, tags.length)
  for (const { operation } of operationsOf(document)) t.ok(tags.includes(operation.tags[0] ?? ''))
})
