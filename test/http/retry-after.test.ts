import t from 'tap'
import { authorization, buildAgent, enabled, startAgent, writePlugins } from '../helper.ts'
import { writeCall } from '../wires/xml-client.ts'

const source = `
  import { currentCall } from 'mmc-agent'
  export const activate = () => true
  export const slow = () => new Promise(resolve => globalThis.slowBegan(() => resolve('finished')))
  export const login = user => { currentCall().session.attempt(user); return false }`

/** How each door is asked, and the status of its refusals of a call. */
function requests(method: string, params: readonly string[]) {
  const post = (url: string, type: string, payload: string) =>
    ({ method: 'POST', url, headers: { authorization, 'content-type': type }, payload }) as const
  const call = { jsonrpc: '2.0', id: 1, method, params }
  return [
    [post('/RPC2', 'text/xml', writeCall(method, [...params])), 200],
    [post('/jsonrpc', 'application/json', JSON.stringify(call)), 200],
    [
      post('/jsonrpc', 'application/json', JSON.stringify([{ ...call, id: 2, method: 'no.such' }, call])),
      200,
    ],
    [post(`/rpc/${method}`, 'application/json', JSON.stringify(params)), 503],
  ] as const
}

t.test('while the agent starts, every door says when to ask again', async t => {
  const { server } = await buildAgent(t)
  t.equal((await server.inject('/health/ready')).headers['retry-after'], '2')
  for (const [request, status] of requests('good.echo', ['yes'])) {
    const response = await server.inject(request)
    t.equal(response.statusCode, status, request.url)
    t.equal(response.headers['retry-after'], '2', request.url)
    t.match(response.body, /The agent is starting/)
  }
})

t.test(
  'an agent that is too busy says so with Retry-After, and a call that failed otherwise does not',
  async t => {
    const { server } = await startAgent(t, {
      options: {
        main: { plugindirs: writePlugins(t, { plug: source }), required: 'plug' },
        limits: { callsatonce: 1, callswaiting: 0 },
      },
      plugins: { plug: enabled },
    })
    for (const [request] of requests('no.such', [])) {
      t.equal((await server.inject(request)).headers['retry-after'], undefined, request.url)
    }
    const began = new Promise<() => void>(resolve => Reflect.set(globalThis, 'slowBegan', resolve))
    const slow = server.inject({ method: 'POST', url: '/rpc/plug.slow', headers: { authorization } })
    const finish = await began
    for (const [request, status] of requests('plug.getVersion', [])) {
      const response = await server.inject(request)
      t.equal(response.statusCode, status, request.url)
      t.equal(response.headers['retry-after'], '1', request.url)
      t.match(response.body, /as may run at once are running already, 1 \(callsatonce\)/)
    }
    finish()
    t.equal((await slow).statusCode, 200)
  },
)

t.test('after too many attempts to log in, Retry-After has the seconds of the block', async t => {
  const { server } = await startAgent(t, {
    options: {
      main: { plugindirs: writePlugins(t, { plug: source }), required: 'plug' },
      limits: { loginfailures: 1 },
    },
    plugins: { plug: enabled },
  })
  await server.inject(requests('plug.login', ['ada'])[3][0])
  for (const [request] of requests('plug.login', ['ada'])) {
    const response = await server.inject(request)
    t.equal(response.headers['retry-after'], '1', request.url)
    t.equal(response.statusCode, request.url === '/jsonrpc' ? 200 : 429, request.url)
  }
})
