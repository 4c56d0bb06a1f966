import { Ajv2020 } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import { authorization, enabled, startAgent } from '../helper.ts'
import { writeCall } from '../wires/xml-client.ts'
import { answersOf, examplesOf, type OpenApi, type Operation, operationsOf } from './openapi-reader.ts'
import { typedMethods } from './typed-methods.ts'

/** An agent with the bundled plugins and one whose methods have types and examples. */
async function startDocumented(t: Test) {
  const app = await startAgent(t, {
    options: { main: { plugindirs: 'bundled', required: 'example' } },
    plugins: { example: enabled, base: enabled },
  })
  app.registry.register('typed', typedMethods)
  const document: OpenApi = (
    await app.server.inject({ url: '/openapi.json', headers: { authorization } })
  ).json()
  return { ...app, document }
}

type Server = Awaited<ReturnType<typeof startDocumented>>['server']

async function post(server: Server, url: string, type: string, body: unknown) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const {
    statusCode,
    headers,
    body: text,
  } = await server.inject({
    method: 'POST',
    url,
    headers: { authorization, 'content-type': type },
    payload,
  })
  return { status: statusCode, type: String(headers['content-type']), text }
}

t.test('every example of a call, at its own path and at the doors, is answered as documented', async t => {
  const { server, document } = await startDocumented(t)
  let calls = 0
  let answered = 0
  for (const { path, operation } of operationsOf(document)) {
    for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
      for (const [name, body] of examplesOf(content)) {
        calls += 1
        const reply = await post(server, path, type, body)
        const documented = documentedReply(operation, name)
        t.ok(reply.status < 300, `${path} ${name}: ${reply.text}`)
        if (documented === undefined) continue
        answered += 1
        t.equal(reply.status, documented.status, `${path} ${name}`)
        t.ok(reply.type.startsWith(documented.type))
        if (typeof documented.value === 'string') t.equal(reply.text, documented.value)
        else t.strictSame(JSON.parse(reply.text), documented.value)
      }
    }
  }
  t.ok(calls > 15, `${calls} calls`)
  t.ok(answered > 12, `${answered} of them with their answers`)
})

/** The example of an answer that has the name of the request's. */
function documentedReply({ responses }: Operation, name: string) {
  for (const [type, content] of Object.entries(responses[200]?.content ?? {})) {
    const [, value] = examplesOf(content).find(([other]) => other === name) ?? []
    if (value !== undefined) return { status: 200, type, value }
  }
  return undefined
}

t.test('every example of OpenRPC is answered as documented, by name and by position', async t => {
  const { server } = await startDocumented(t)
  const { methods } = (await server.inject({ url: '/openrpc.json', headers: { authorization } })).json()
  let calls = 0
  for (const { name: method, paramStructure, examples = [] } of methods) {
    for (const { params, result } of examples) {
      const values = params.map(({ value }: { value: unknown }) => value)
      const named = Object.fromEntries(
        params.map(({ name, value }: { name: string; value: unknown }) => [name, value]),
      )
      const forms = { either: [values, named], 'by-position': [values], 'by-name': [named] }
      for (const params of forms[paramStructure as keyof typeof forms]) {
        calls += 1
        const reply = await post(server, '/jsonrpc', 'application/json', {
          jsonrpc: '2.0',
          id: 1,
          method,
          params,
        })
        t.strictSame(JSON.parse(reply.text), { jsonrpc: '2.0', id: 1, result: result.value }, method)
      }
    }
  }
  t.ok(calls > 4)
})

t.test('the health pages answer in the documented form, and the examples have it', async t => {
  const { server, document } = await startDocumented(t)
  const ajv = new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': true } })
  ajv.addVocabulary(['components'])
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (get === undefined || !path.startsWith('/health/')) continue
    const reply = await server.inject(path.replace('{name}', 'example'))
    const content = get.responses[reply.statusCode]?.content?.['application/health+json']
    t.equal(reply.headers['content-type']?.toString().startsWith('application/health+json'), true)
    const check = ajv.compile({ ...content?.schema, components: document.components })
    t.ok(check(reply.json()), ajv.errorsText(check.errors))
    const [[, example] = []] = examplesOf(content ?? { schema: {} })
    t.strictSame(keysOf(example), keysOf(reply.json()), path)
  }
})

/** The names of all members, of arrays those of the first item. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return keysOf(value.find(({ state }) => state === 'active'))
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.keys(value)
}

t.test('the other pages answer as documented', async t => {
  const { server, document } = await startDocumented(t)
  for (const [path, { get }] of Object.entries(document.paths)) {
    // The page for people has tests of its own.
    if (get === undefined || path.startsWith('/health/') || path === '/docs') continue
    const { headers } = await server.inject({ url: path, headers: { authorization } })
    const [type = ''] = Object.keys(get.responses[200]?.content ?? {})
    t.ok(headers['content-type']?.toString().startsWith(type), path)
    t.type(headers['etag'], 'string')
  }
})

t.test('requests that go wrong are answered as the documented examples say', async t => {
  const { server, document } = await startDocumented(t)
  const json = { authorization, 'content-type': 'application/json' }
  const wrong: [title: string, url: string, headers: Record<string, string>, payload: string][] = [
    ['parseError', '/rpc/system.methodHelp', json, '{'],
    ['invalidRequest', '/rpc/system.methodHelp', json, '"x"'],
    ['invalidParams', '/rpc/system.methodHelp', json, '[]'],
    ['methodNotFound', '/rpc/system.none', json, '[]'],
    ['badCredentials', '/rpc/getVersion', { 'content-type': 'application/json' }, '[]'],
    ['forbidden', '/rpc/getVersion', { ...json, origin: 'https://evil.example' }, '[]'],
    ['tooLarge', '/rpc/getVersion', json, ' '.repeat(5_000_000)],
    ['applicationError', '/rpc/example.func1', json, '[""]'],
    ['example', '/rpc/getVersion', { ...json, 'content-type': 'text/plain' }, 'x'],
    ['badCredentials', '/jsonrpc', { 'content-type': 'application/json' }, '[]'],
    ['forbidden', '/jsonrpc', { ...json, origin: 'https://evil.example' }, '[]'],
    ['tooLarge', '/jsonrpc', json, ' '.repeat(5_000_000)],
    ['unsupported', '/jsonrpc', { ...json, 'content-type': 'text/plain' }, 'x'],
    ['badCredentials', '/RPC2', { 'content-type': 'text/xml' }, 'x'],
    [
      'forbidden',
      '/RPC2',
      { authorization, 'content-type': 'text/xml', origin: 'https://evil.example' },
      'x',
    ],
    ['unsupported', '/RPC2', { authorization, 'content-type': 'text/plain' }, writeCall('getVersion', [])],
  ]
  for (const [name, url, headers, payload] of wrong) {
    const reply = await server.inject({ method: 'POST', url, headers, payload })
    const operation = document.paths[url]?.['post'] ?? document.paths['/rpc/example.func1']?.['post']
    if (operation === undefined) return t.fail(url)
    const [[type = '', content] = []] = Object.entries(
      answersOf(document, operation)[reply.statusCode]?.content ?? {},
    )
    const examples = examplesOf(content ?? { schema: {} })
    const [, example] =
      examples.length === 1 ? (examples[0] ?? []) : (examples.find(([other]) => other === name) ?? [])
    t.ok(String(reply.headers['content-type']).startsWith(type), `${url} ${name}`)
    t.strictSame(typeof example === 'string' ? reply.body : reply.json(), example, `${url} ${name}`)
  }
})
