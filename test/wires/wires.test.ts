import { types } from 'node:util'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { jsonValue } from '../../src/jsonrpc/encode.ts'
import type { Params } from '../../src/rpc/bind-params.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { authorization, enabled, startAgent } from '../helper.ts'
import { typedMethods } from '../typed-methods.ts'
import { type WireCase, wireCases } from './cases.ts'
import { typedCases } from './typed-cases.ts'
import { readReply, writeCall } from './xml-client.ts'

/** What a client of a door gets back. */
interface Answer {
  readonly result?: unknown
  readonly fault?: { readonly code: number; readonly message: string }
}

/** A client of one door, and what it makes of a value. */
interface Wire {
  readonly name: string
  /** Why it cannot carry a case, if it cannot. */
  cannotCarry?(wireCase: WireCase): string | undefined
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
        payload: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: spelt(params) }),
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
        payload: JSON.stringify(spelt(params)),
      })
      const body = response.json()
      return response.statusCode === 200 ? { result: body } : { fault: body.error }
    },
    // A path that ends in nothing, or in a dot segment, is another path.
    cannotCarry: ({ method }) => (method === '' || method === '.' ? 'a path cannot end so' : undefined),
    asReceived: asJson,
  },
  {
    name: 'XML-RPC',
    async call({ server }, method, params) {
      const response = await server.inject({
        method: 'POST',
        url: '/RPC2',
        headers: { authorization, 'content-type': 'text/xml' },
        payload: writeCall(method, params as readonly RpcValue[]),
      })
      return readReply(response.body)
    },
    cannotCarry: ({ named, method }) =>
      named ? 'parameters have no names' : method === '' ? 'a call must name a method' : undefined,
    // With nil = 0.
    asReceived: withoutNull,
  },
]

t.test('every door answers the same table of calls alike', async t => {
  const app = await startAgent(t, {
    plugins: { good: enabled, declines: enabled },
    options: { limits: { callseconds: 1 } },
  })
  app.registry.register('typed', typedMethods)
  for (const wire of wires) {
    for (const wireCase of [...wireCases, ...typedCases]) {
      if (wire.cannotCarry?.(wireCase) !== undefined) continue
      await t.test(`${wire.name} carries ${wireCase.title}`, t => check(t, app, wire, wireCase))
    }
  }
})

async function check(t: Test, app: App, wire: Wire, { method, params, result, code, message }: WireCase) {
  const answer = await wire.call(app, method, params)
  if (code === undefined) return t.strictSame(answer, { result: wire.asReceived(result) })
  t.equal(answer.fault?.code, code)
  t.match(answer.fault?.message, message ?? /./)
}

/** Dates, bytes and long integers as the agent itself would spell them. */
function spelt(params: Params) {
  return jsonValue(params as RpcValue)
}

function withoutNull(value: WireCase['result']): unknown {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(withoutNull)
  if (typeof value !== 'object' || types.isDate(value) || types.isUint8Array(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNull(member)]))
}

function asJson(result: WireCase['result']) {
  return JSON.parse(JSON.stringify(jsonValue(result ?? null)))
}
