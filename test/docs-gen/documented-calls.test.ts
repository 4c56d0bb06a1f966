import { Ajv2020 } from 'ajv/dist/2020.js'
import t, { type Test } from 'tap'
import { authorization, buildAgent, enabled, startAgent } from '../helper.ts'
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
        if (documented.type.endsWith('json')) t.strictSame(JSON.parse(reply.text), documented.value)
        else t.equal(reply.text, documented.value)
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
    // Numbers are new each time.
    if (path !== '/metrics') t.type(headers['etag'], 'string')
  }
})

t.test('requests that go wrong are answered as the documented examples say', async t => {
  const { server, document } = await startDocumented(t)
  const json = { authorization, 'content-type': 'application/json' }
  const xml = { authorization, 'content-type': 'text/xml' }
  const ofOtherSite = { origin: 'https://other.example' }
  const large = ' '.repeat(5_000_000)
  const wrong: [url: string, name: string, headers: Record<string, string>, payload: string][] = [
    ['/rpc/system.methodHelp', 'parseError', json, '{'],
    ['/rpc/system.methodHelp', 'invalidRequest', json, '"x"'],
    ['/rpc/system.methodHelp', 'invalidParams', json, '[]'],
    ['/rpc/system.none', 'methodNotFound', json, '[]'],
    ['/rpc/example.func1', 'applicationError', json, '[""]'],
    ['/rpc/getVersion', 'badCredentials', { ...json, authorization: '' }, '[]'],
    ['/rpc/getVersion', 'forbidden', { ...json, ...ofOtherSite }, '[]'],
    ['/rpc/getVersion', 'tooLarge', json, large],
    ['/rpc/getVersion', 'example', { ...json, 'content-type': 'text/plain' }, 'x'],
    ['/jsonrpc', 'example', { ...json, authorization: '' }, '[]'],
    ['/jsonrpc', 'example', { ...json, ...ofOtherSite }, '[]'],
    ['/jsonrpc', 'example', json, large],
    ['/jsonrpc', 'example', { ...json, 'content-type': 'text/plain' }, 'x'],
    ['/RPC2', 'example', { ...xml, authorization: '' }, 'x'],
    ['/RPC2', 'example', { ...xml, ...ofOtherSite }, 'x'],
    ['/RPC2', 'example', { ...xml, 'content-type': 'text/plain' }, writeCall('getVersion', [])],
  ]
  for (const [url, name, headers, payload] of wrong) {
    const { statusCode, body } = await server.inject({ method: 'POST', url, headers, payload })
    t.equal(textOf(documentedError(document, url, statusCode, name)), body, `${url} ${statusCode} ${name}`)
  }
})

t.test('before the start and before a login, calls are answered as documented', async t => {
  const app = await buildAgent(t, {
    options: { main: { plugindirs: 'bundled', required: 'example', requirelogin: 1 } },
    plugins: { example: enabled },
  })
  const call = () =>
    app.server.inject({ method: 'POST', url: '/rpc/example.func1', headers: { authorization } })
  const starting = await call()
  await app.start()
  const needsLogin = await call()
  const document: OpenApi = (
    await app.server.inject({ url: '/openapi.json', headers: { authorization } })
  ).json()
  const documented = (status: number, name: string) =>
    textOf(documentedError(document, '/rpc/example.func1', status, name))
  t.equal(documented(503, 'pluginNotActive'), starting.body)
  t.equal(documented(403, 'loginRequired'), needsLogin.body)
})

/** The example of an answer; that of any method for one that does not exist. */
function documentedError(document: OpenApi, url: string, status: number, name: string): unknown {
  const { post } = document.paths[url] ?? document.paths['/rpc/example.func1'] ?? {}
  if (post === undefined) throw new Error(`${url} is not documented`)
  const contents = Object.values(answersOf(document, post)[status]?.content ?? {})
  return contents.flatMap(examplesOf).find(([other]) => other === name)?.[1]
}

function textOf(example: unknown) {
  return typeof example === 'string' ? example : JSON.stringify(example)
}
