import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { jsonValue } from '../../src/jsonrpc/encode.ts'
import type { Params } from '../../src/rpc/bind-params.ts'
import { authorization, enabled, startAgent } from '../helper.ts'
import { type WireCase, wireCases } from './cases.ts'

/** What a client of a door gets back. */
interface Answer {
  readonly result?: unknown
  readonly fault?: { readonly code: number; readonly message: string }
}

/** A client of one door, and what it makes of a value. */
interface Wire {
  readonly name: string
  call(app: App, method: string, params: Params): Promise<Answer>
  asReceived(result: WireCase['result']): unknown
}

const wires: readonly Wire[] = [
  {
    name: 'JSON-RPC',
    async call({ server }, method, params) {
      const response = await server.inject({
        method: 'POST',
        url: '/jsonrpc',
        headers: { authorization, 'content-type': 'application/json' },
        payload: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      })
      const { result, error } = response.json()
      return error === undefined ? { result } : { fault: error }
    },
    asReceived: asJson,
  },
  {
    name: 'POST /rpc',
    async call({ server }, method, params) {
      const response = await server.inject({
        method: 'POST',
        url: `/rpc/${encodeURIComponent(method)}`,
        headers: { authorization, 'content-type': 'application/json' },
        payload: JSON.stringify(params),
      })
      const body = response.json()
      return response.statusCode === 200 ? { result: body } : { fault: body.error }
    },
    asReceived: asJson,
  },
]

t.test('every door answers the same table of calls alike', async t => {
  const app = await startAgent(t, {
    plugins: { good: enabled, declines: enabled },
    options: { limits: { callseconds: 1 } },
  })
  for (const wire of wires) {
    for (const wireCase of wireCases) {
      await t.test(`${wire.name} carries ${wireCase.title}`, t => check(t, app, wire, wireCase))
    }
  }
})

async function check(t: Test, app: App, wire: Wire, { method, params, result, code, message }: WireCase) {
  // A path that ends in nothing, or in a dot segment, is another path.
  if (wire.name === 'POST /rpc' && (method === '' || method === '.')) return t.pass('no such path')
  const answer = await wire.call(app, method, params)
  if (code === undefined) return t.strictSame(answer, { result: wire.asReceived(result) })
  t.equal(answer.fault?.code, code)
  t.match(answer.fault?.message, message ?? /./)
}

function asJson(result: WireCase['result']) {
  return JSON.parse(JSON.stringify(jsonValue(result ?? null)))
}
