import t, { type Test } from 'tap'
import type { RpcValue } from '../../src/rpc/value.ts'
import { authorization, enabled, startAgent, writePlugins } from '../helper.ts'
import { readReply, writeCall } from './xml-client.ts'

const source = `
export const activate = () => true
export const echo = value => value
export const size = values => values.length
export const text = length => 'x'.repeat(length)
export const list = length => Array(length).fill(7)
`

type Options = Readonly<Record<string, number>>
type Answer = { value: unknown } | { fault: { code: number; message: string } }
type Call = (method: string, ...params: RpcValue[]) => Promise<Answer>

/** How one call is made through each door. */
async function doors(t: Test, limits: Options): Promise<Record<string, Call>> {
  const plugindirs = writePlugins(t, { big: source })
  const { server } = await startAgent(t, {
    options: { main: { plugindirs, required: 'big' }, limits },
    plugins: { big: enabled },
  })
  const post = async (url: string, type: string, payload: string) => {
    const headers = { authorization, 'content-type': type }
    return (await server.inject({ method: 'POST', url, headers, payload })).body
  }
  const outcome = (reply: { result?: unknown; error?: { code: number; message: string } }): Answer =>
    reply.error === undefined ? { value: reply.result } : { fault: reply.error }
  return {
    async 'XML-RPC'(method, ...params) {
      const reply = readReply(await post('/RPC2', 'text/xml', writeCall(method, params)))
      return 'result' in reply ? { value: reply.result } : reply
    },
    async 'JSON-RPC'(method, ...params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
      return outcome(JSON.parse(await post('/jsonrpc', 'application/json', body)))
    },
    async '/rpc'(method, ...params) {
      const reply = JSON.parse(await post(`/rpc/${method}`, 'application/json', JSON.stringify(params)))
      return outcome(reply?.error === undefined ? { result: reply } : reply)
    },
  }
}

const tooMany = (count: number, option: string) => ({
  fault: { code: -32004, message: new RegExp(`more than ${count} values \\(\\[limits\\] ${option}\\)$`) },
})

t.test('a request holds as many values as [limits] elements says, names of members included', async t => {
  // What stands around the parameters.
  const frames = { 'XML-RPC': 0, 'JSON-RPC': 9, '/rpc': 1 }
  for (const [door, call] of Object.entries(await doors(t, { elements: 200 }))) {
    const most = 200 - (frames[door as keyof typeof frames] ?? 0)
    const zeros = (count: number) => Array<number>(count - 1).fill(0)
    t.strictSame(await call('big.size', zeros(most)), { value: most - 1 }, door)
    t.match(await call('big.size', zeros(most + 1)), tooMany(200, 'elements'), door)
    t.match(await call('big.size', [...zeros(most - 2), { a: 0 }]), tooMany(200, 'elements'), door)
  }
})

t.test('a result holds as many values as [limits] replyelements says', async t => {
  for (const [door, call] of Object.entries(await doors(t, { replyelements: 200 }))) {
    t.strictSame(await call('big.list', 199), { value: Array(199).fill(7) }, door)
    t.match(await call('big.list', 200), tooMany(200, 'replyelements'), door)
  }
})

t.test('a reply is as long as [limits] replybytes says', async t => {
  const message = 'The reply would be larger than 100000 bytes ([limits] replybytes)'
  for (const [door, call] of Object.entries(await doors(t, { replybytes: 100_000 }))) {
    const frame = { 'XML-RPC': 126, 'JSON-RPC': 36, '/rpc': 2 }[door] ?? 0
    t.match(await call('big.text', 100_000 - frame), { value: /^x+$/ }, door)
    t.strictSame(await call('big.text', 100_001 - frame), { fault: { code: -32004, message } }, door)
  }
})

t.test('the name of a method is as long as [limits] methodnamelength says', async t => {
  const message = 'No method has a name of more than 40 characters ([limits] methodnamelength)'
  for (const [door, call] of Object.entries(await doors(t, { methodnamelength: 40 }))) {
    const name = `big.${'n'.repeat(36)}`
    t.match(await call(name), { fault: { code: -32601, message: `No method '${name}'` } }, door)
    t.strictSame(await call(`${name}n`), { fault: { code: -32601, message } }, door)
  }
})

t.test('of a multicall, the results that no longer fit into the reply become faults', async t => {
  const { 'XML-RPC': xml, 'JSON-RPC': json } = await doors(t, { replybytes: 100_000, replyelements: 1000 })
  const entry = (method: string, param: number) => ({ methodName: `big.${method}`, params: [param] })
  for (const call of [xml, json]) {
    const texts = await call?.('system.multicall', [
      entry('text', 60_000),
      entry('text', 60_000),
      entry('text', 10),
    ])
    t.match(texts, { value: [[/^x+$/], { faultCode: -32004, faultString: /replybytes/ }, ['xxxxxxxxxx']] })
    const lists = await call?.('system.multicall', [entry('list', 900), entry('list', 900), entry('list', 9)])
    t.match(lists, { value: [[Array], { faultCode: -32004, faultString: /replyelements/ }, [Array]] })
  }
})

t.test('of a batch, the results that no longer fit into the reply become errors', async t => {
  const plugindirs = writePlugins(t, { big: source })
  const { server } = await startAgent(t, {
    options: { main: { plugindirs, required: 'big' }, limits: { replybytes: 200_000, batchconcurrency: 1 } },
    plugins: { big: enabled },
  })
  const payload = [90_000, 90_000, 90_000, 10].map((length, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'big.text',
    params: [length],
  }))
  const headers = { authorization, 'content-type': 'application/json' }
  const response = await server.inject({
    method: 'POST',
    url: '/jsonrpc',
    headers,
    payload: JSON.stringify(payload),
  })
  t.match(response.json(), [
    { id: 0, result: /^x+$/ },
    { id: 1, result: /^x+$/ },
    { id: 2, error: { code: -32004, message: /replybytes/ } },
    { id: 3, result: 'xxxxxxxxxx' },
  ])
  t.match(response.headers, { 'content-type': /^application\/json/, 'content-length': /^\d+$/ })
})
