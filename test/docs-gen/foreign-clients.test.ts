import { type Document, OpenAPIClientAxios } from 'openapi-client-axios'
import t from 'tap'
import { bundledPluginDir } from '../../src/config/agent-config.ts'
import { credentials, enabled, startAgent } from '../helper.ts'

t.test('a client that somebody else makes from the OpenAPI document calls the agent', async t => {
  const { server } = await startAgent(t, {
    options: { main: { plugindirs: bundledPluginDir, required: 'example' } },
    plugins: { example: enabled },
  })
  const url = await server.listen({ port: 0 })
  const auth = { username: credentials.login, password: credentials.password }
  const definition = (await (
    await fetch(`${url}/openapi.json`, {
      headers: { authorization: `Basic ${btoa(`${auth.username}:${auth.password}`)}` },
    })
  ).json()) as Document
  const api = new OpenAPIClientAxios({
    definition,
    // Each call a connection of its own: the agent stops with the test.
    axiosConfigDefaults: { baseURL: url, auth, headers: { connection: 'close' }, validateStatus: () => true },
  })
  const client = await api.init()
  const call = async (operation: string, parameters?: string, body?: unknown) => {
    const { status, data } = (await client[operation]?.(parameters ?? {}, body)) ?? {}
    return { status, data }
  }

  t.strictSame(await call('example.func1', undefined, { name: 'Ada', loud: true }), {
    status: 200,
    data: 'HELLO, ADA',
  })
  t.strictSame(await call('example.func2', undefined, { numbers: [1, 2.5] }), { status: 200, data: [2, 5] })
  t.match(await call('example.func1', undefined, { name: '' }), {
    status: 422,
    data: { error: { code: -32500 } },
  })
  t.match(await call('example.func1', undefined, { name: 7 }), {
    status: 400,
    data: { error: { code: -32602, data: { path: ['name'], expected: 'a string', received: 'an integer' } } },
  })
  t.match(await call('system.listMethods'), { status: 200, data: ['example.func1'] })
  t.match(await call('callJsonRpc', undefined, { jsonrpc: '2.0', id: 1, method: 'getVersion' }), {
    status: 200,
    data: { id: 1, result: definition.info.version },
  })
  t.match(await call('getHealthPlugin', 'example'), { status: 200, data: { state: 'active' } })
})
