import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { lineOptions } from '../../../src/logging.ts'
import type { RpcStruct, RpcValue } from '../../../src/rpc/value.ts'
import { authorization, enabled, startAgent } from '../../helper.ts'
import { plantNothing } from '../../planted-secrets.ts'
import { readReply, writeCall } from '../../wires/xml-client.ts'
import { makeDocument, type Random } from '../../xmlrpc/made-up-calls.ts'
import { exchange, framed, repliesOf, type WireReply } from '../exchange.ts'
import type { Target, Wrong } from '../target.ts'
import { randomValue } from '../values.ts'
import { repliesIn } from './jsonrpc.ts'

/** Longer than the agent lets any call of its run. */
const hangMs = 10_000

/** Good calls in between, to see that nothing of what came before stays behind. */
const goodCallEvery = 100

/**
 * The whole agent over real sockets: no 5xx without a fault, no hang, no malformed reply, no complaint in the log, and good
 * calls are answered all along.
 */
export async function wireTarget(): Promise<Target> {
  plantNothing()
  const ends: (() => unknown)[] = []
  const complaints: string[] = []
  const app = await startAgent(
    { teardown: end => ends.push(end) },
    {
      options: { limits: { bodybytes: 50_000 } },
      plugins: { good: enabled },
      log: complaintsTo(complaints),
    },
  )
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  const statuses = new Map<number | string, number>()
  let left = goodCallEvery

  return {
    covers: ['src/http/', 'src/jsonrpc/', 'src/xmlrpc/', 'src/rpc/'],
    tokens,
    nests: [
      ['[', ']'],
      ['{"a":', '}'],
      ['<value><array><data>', '</data></array></value>'],
    ],
    // A broken head is all too easily refused.
    mainPart: input => input.indexOf('\r\n\r\n') + 4,
    make: random => makeRequest(random),
    async run(input) {
      const request = framed(input)
      const answer = await exchange(port, request, hangMs)
      if (answer === undefined) return `hang: no end of the reply within ${hangMs / 1000} s`
      const method = /^[A-Z]*/.exec(input.toString('latin1', 0, 20))?.[0]
      const replies = repliesOf(answer, method === 'HEAD')
      if (typeof replies === 'string') return replies
      // Node ends a connection that asks for a tunnel.
      if (replies.length === 0 && request.isWhole && method !== 'CONNECT') return 'silent: no reply'
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (replies.length === 0) statuses.set('none', (statuses.get('none') ?? 0) + 1)
      const wrong = replies.map(reply => wrongReply(reply, method)).find(found => found !== undefined)
      if (wrong !== undefined) return wrong
      left -= 1
      if (left === 0) left = goodCallEvery
      const afterwards = left === goodCallEvery ? await wrongWithGoodCalls(port) : undefined
      const [complaint] = complaints.splice(0)
      return afterwards ?? (complaint && `log: ${complaint}`)
    },
    summary: () => `statuses ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}`,
    async end() {
      for (const end of ends.reverse()) await end()
    },
  }
}

/** Takes what the agent itself has failed at; methods may fail, and some of these are made for it. */
function complaintsTo(complaints: string[]) {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const line = JSON.parse(String(chunk)) as { level: number; msg?: string }
      if (line.level >= 60 || line.msg === 'the agent failed to answer a request')
        complaints.push(String(chunk))
      done()
    },
  })
  return pino({ level: 'error', ...lineOptions }, stream)
}

const tokens = [
  [
    'POST',
    'GET',
    'HEAD',
    'OPTIONS',
    'PUT',
    'DELETE',
    'CONNECT',
    'HTTP/1.0',
    'HTTP/1.1',
    'HTTP/2.0',
    ' ',
    '\r\n',
    '\r\n\r\n',
  ],
  [
    '/',
    '/RPC2',
    '/jsonrpc',
    '/rpc/good.echo',
    '/rpc/',
    '/openapi.json',
    '/docs',
    '/metrics',
    '/health/ready',
    '?',
    '#',
    '%2e',
    '*',
  ],
  [
    '\r\nContent-Length: 5',
    '\r\nContent-Length: 5\r\nContent-Length: 6',
    '\r\nTransfer-Encoding: chunked',
    '\r\nExpect: 100-continue',
  ],
  [
    '\r\nContent-Encoding: gzip',
    '\r\nContent-Encoding: deflate',
    '\r\nAccept-Encoding: gzip',
    '\r\nConnection: upgrade\r\nUpgrade: x',
  ],
  [
    '\r\nOrigin: http://x',
    '\r\nSec-Fetch-Site: cross-site',
    '\r\nCookie: TWISTED_SESSION=',
    '\r\nAuthorization: Basic eDp5',
    '\r\n ',
  ],
  [
    'text/xml',
    'application/json',
    'application/json-rpc',
    '; charset=utf-16',
    '; charset=x',
    'application/x-www-form-urlencoded',
  ],
  [
    'system.multicall',
    'system.listMethods',
    'system.methodHelp',
    'rpc.discover',
    'good.echo',
    'good.fault',
    'good.relay',
    'good.aCycle',
  ],
  [
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    'null',
    '"id":1',
    '"id":1e400',
    '<int>',
    '</int>',
    '<nil/>',
    '<value>',
    '</value>',
    '<![CDATA[',
    '<!--',
  ],
].flat()

function makeRequest(random: Random): Buffer {
  const { path, type, body } = random.pick(doors)(random)
  const isPacked = path === '/RPC2' && random.number(10) === 0
  const head = [
    `POST ${path} HTTP/${random.pick(['1.1', '1.1', '1.1', '1.0'])}`,
    'Host: agent',
    `Authorization: ${authorization}`,
    `Content-Type: ${type}`,
    ...(isPacked ? ['Content-Encoding: gzip'] : []),
    ...(random.number(4) === 0 ? [`Cookie: TWISTED_SESSION=${'0123456789abcdef'.repeat(4)}`] : []),
    ...(random.number(6) === 0 ? ['Accept-Encoding: gzip'] : []),
    ...(random.number(20) === 0 ? ['Origin: http://other'] : []),
  ]
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), isPacked ? gzipSync(bytes) : bytes])
}

interface Posted {
  readonly path: string
  readonly type: string
  readonly body: string
}

const doors: readonly [(random: Random) => Posted, ...((random: Random) => Posted)[]] = [
  random => {
    const [method, params] = call(random)
    return { path: random.pick(['/RPC2', '/', '/any']), type: 'text/xml', body: writeCall(method, params) }
  },
  random => ({
    path: '/RPC2',
    type: 'application/xml',
    body: makeDocument(random).replace(/a\.b|é/, 'good.echo'),
  }),
  random => {
    const calls = calledMany(random).map(([methodName, params]) => ({ methodName, params }))
    return { path: '/', type: 'text/xml', body: writeCall('system.multicall', [calls]) }
  },
  random => ({ path: '/jsonrpc', type: 'application/json', body: JSON.stringify(jsonCall(random)) }),
  random => {
    const calls = calledMany(random).map(() => jsonCall(random))
    return { path: '/jsonrpc', type: 'application/json-rpc', body: JSON.stringify(calls) }
  },
  random => {
    const [method, params] = call(random)
    return {
      path: `/rpc/${encodeURIComponent(method)}`,
      type: 'application/json',
      body: JSON.stringify(params),
    }
  },
]

type Called = [method: string, params: RpcValue[]]

/** The methods are those of test/fixtures/plugins/good, and the agent's own. */
function call(random: Random): Called {
  const calls: [Called, ...Called[]] = [
    ['good.echo', [randomValue(random)]],
    ['good.greet', ['Ada', true]],
    ['good.sum', [1, 2, 3]],
    ['good.pattern', [{ a: 2 }, 1]],
    ['good.fault', ['what went wrong', 42]],
    ['good.relay', ['good.echo', [randomValue(random)]]],
    ['good.login', ['ada']],
    ['good.whoami', []],
    ['good.bytes', []],
    ['good.gaps', []],
    ['good.aCycle', []],
    ['system.listMethods', []],
    ['system.methodHelp', ['good.greet']],
    ['system.methodSignature', ['good.greet']],
    ['rpc.discover', []],
    ['none.none', []],
  ]
  return random.pick(calls)
}

function calledMany(random: Random): Called[] {
  return Array.from({ length: random.number(4) }, () => call(random))
}

function jsonCall(random: Random): RpcStruct {
  const [method, params] = call(random)
  const id = random.pick<RpcStruct>([{ id: 1 }, { id: 'a' }, { id: null }, {}])
  const named = method === 'good.greet' && random.number(2) === 0 ? { name: 'Ada', loud: true } : params
  return { jsonrpc: '2.0', method, params: named, ...id }
}

const noiseStatuses = [400, 408, 431]

/** What no reply may be, whatever it answers. */
function wrongReply({ status, headers, body }: WireReply, method: string | undefined): Wrong {
  const type = headers.get('content-type') ?? ''
  const text = (
    headers.get('content-encoding') === 'gzip' && body.length > 0 ? gunzipSync(body) : body
  ).toString()
  const isEmpty = method === 'HEAD' || text === ''
  // A batch of notifications and the questions of browsers are answered by none.
  if (isEmpty) return status >= 500 ? `status: ${status} without a fault` : undefined
  if (type.startsWith('text/xml')) return wrongXml(status, text)
  if (type.startsWith('application/json')) return wrongJson(status, text)
  // What is no HTTP has come to no door.
  if (type.startsWith('text/plain') && noiseStatuses.includes(status)) return undefined
  return status >= 400 ? `form: ${status} as ${type}` : undefined
}

function wrongXml(status: number, text: string): Wrong {
  try {
    const reply = readReply(text)
    if ('fault' in reply) {
      // The body parser and its guard have not seen the same document, though the guard took it for a good one.
      return reply.fault.message === 'The body cannot be told for certain'
        ? `parser: ${reply.fault.message}`
        : undefined
    }
    return status === 200 ? undefined : `status: ${status} with a result`
  } catch (error) {
    return `malformed: ${String(error)}: ${text.slice(0, 200)}`
  }
}

function wrongJson(status: number, text: string): Wrong {
  if (/"jsonrpc": ?"2\.0"/.test(text.slice(0, 40))) {
    const replies = repliesIn(text)
    return typeof replies === 'string' ? replies : undefined
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `malformed: no JSON: ${text.slice(0, 200)}`
  }
  if (status < 400) return undefined
  const { code, message } = (value as { error?: Record<string, unknown> }).error ?? {}
  return Number.isInteger(code) && typeof message === 'string'
    ? undefined
    : `form: ${status} with ${text.slice(0, 200)}`
}

const head = (path: string, type: string) =>
  `POST ${path} HTTP/1.1\r\nHost: agent\r\nAuthorization: ${authorization}\r\nContent-Type: ${type}\r\n\r\n`

const goodCalls: readonly [request: string, answer: unknown][] = [
  [head('/RPC2', 'text/xml') + writeCall('good.greet', ['Ada']), { result: 'Hello, Ada' }],
  [
    `${head('/jsonrpc', 'application/json')}{"jsonrpc":"2.0","id":7,"method":"good.greet","params":["Ada"]}`,
    { jsonrpc: '2.0', id: 7, result: 'Hello, Ada' },
  ],
  [`${head('/rpc/good.greet', 'application/json')}["Ada"]`, 'Hello, Ada'],
]

async function wrongWithGoodCalls(port: number): Promise<Wrong> {
  for (const [request, expected] of goodCalls) {
    const answer = await exchange(port, framed(Buffer.from(request)), hangMs)
    const [reply] = answer === undefined ? [] : repliesOf(answer, false)
    const text = typeof reply === 'object' ? reply.body.toString() : String(answer)
    const read = text.startsWith('<') ? readReply(text) : JSON.parse(text)
    if (!isDeepStrictEqual(read, expected))
      return `afterwards: a good call is answered by ${text.slice(0, 300)}`
  }
  return undefined
}
