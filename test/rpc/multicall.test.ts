import t from 'tap'
import type { RpcValue } from '../../src/rpc/value.ts'
import { authorization, enabled, startAgent } from '../helper.ts'
import { readReply, writeCall } from '../wires/xml-client.ts'

type App = Awaited<ReturnType<typeof startAgent>>

async function multicall({ server }: App, calls: RpcValue) {
  const response = await server.inject({
    method: 'POST',
    url: '/RPC2',
    headers: { authorization, 'content-type': 'text/xml' },
    payload: writeCall('system.multicall', [calls]),
  })
  return readReply(response.body)
}

const entry = (methodName: RpcValue, ...params: RpcValue[]) => ({ methodName, params })

t.test('each call of a multicall has its own outcome, in order, and none sinks the others', async t => {
  const app = await startAgent(t, { plugins: { good: enabled, declines: enabled } })
  const calls = [
    entry('good.greet', 'Ada'),
    entry('good.none'),
    entry('declines.x'),
    entry('good.greet'),
    entry('good.fault', 'mine', 42),
    entry('good.throwsError'),
    entry('good.notANumber'),
    { methodName: 'good.nothing' },
    entry('system.listMethods'),
    entry('good.later', 'last'),
  ]
  t.match(await multicall(app, calls), {
    result: [
      ['Hello, Ada'],
      { faultCode: -32601, faultString: "No method 'good.none'" },
      { faultCode: -32001 },
      { faultCode: -32602 },
      { faultCode: 42, faultString: 'mine' },
      { faultCode: -32603 },
      { faultCode: -32603, faultString: 'result.list[1] is NaN, which XML-RPC cannot carry' },
      [''],
      [Array],
      ['last'],
    ],
  })
})

t.test('a multicall in a multicall is refused, and so is an entry that is no call', async t => {
  const app = await startAgent(t)
  const refused = { faultCode: -32600 }
  const calls: RpcValue[] = [
    entry('system.multicall', [entry('good.nothing')]),
    entry(5),
    { params: [] },
    { methodName: 'good.nothing', params: 'x' },
    'text',
    [],
    7,
    entry('good.sum', 1, 2),
  ]
  t.match(await multicall(app, calls), {
    result: [refused, refused, refused, refused, refused, refused, refused, [3]],
  })
})

t.test('a multicall has a length, and must be a list', async t => {
  const app = await startAgent(t, { options: { limits: { batchlength: 2 } } })
  const calls = [entry('good.sum', 1), entry('good.sum', 2), entry('good.sum', 3)]
  t.strictSame(await multicall(app, calls.slice(0, 2)), { result: [[1], [2]] })
  t.match(await multicall(app, calls), {
    fault: { code: -32004, message: '3 calls; at most 2 are allowed ([limits] batchlength)' },
  })
  t.strictSame(await multicall(app, []), { result: [] })
  t.match(await multicall(app, 'x'), { fault: { code: -32602 } })
})

t.test('each entry needs the rights of its own, and a login counts for those that follow', async t => {
  const app = await startAgent(t, { options: { main: { requirelogin: 1 } } })
  t.match(
    await multicall(app, [
      entry('good.echo', 1),
      entry('good.whoami'),
      entry('good.login', 'ada'),
      entry('good.echo', 2),
    ]),
    {
      result: [{ faultCode: 8003 }, [{ user: '', door: 'xmlrpc', method: 'good.whoami' }], [true], [2]],
    },
  )
})

t.test('a multicall can be made through every door', async t => {
  const { server } = await startAgent(t)
  const response = await server.inject({
    method: 'POST',
    url: '/rpc/system.multicall',
    headers: { authorization },
    payload: { calls: [entry('good.whoami'), entry('good.none')] },
  })
  t.match(response.json(), [[{ door: 'rpc' }], { faultCode: -32601 }])
})

t.test('getCapabilities names what is switched on, and nothing else', async t => {
  const names = async (options: Record<string, string | number>) => {
    const { server } = await startAgent(t, { options: { xmlrpc: options } })
    const response = await server.inject({
      method: 'POST',
      url: '/rpc/system.getCapabilities',
      headers: { authorization },
    })
    return Object.keys(response.json())
  }
  const always = ['xmlrpc', 'introspection', 'system.multicall', 'faults_interop', 'json-rpc']
  t.strictSame(await names({}), always)
  t.strictSame(await names({ nil: 1 }), [...always, 'nil'])
  t.strictSame(await names({ nil: 1, bigint: 'i8' }), [...always, 'nil', 'i8'])
  t.strictSame(await names({ bigint: 'string' }), always)
})
