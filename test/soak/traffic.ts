import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { authorization } from '../helper.ts'

/** From 0 up to 1. */
type Random = () => number

/** What has become of the calls. */
export interface Outcomes {
  good: number
  /** Good calls that had no reply, or a wrong one, with what came instead. */
  readonly lost: string[]
  bad: number
}

export interface Traffic {
  readonly port: number
  /** How many requests in all. */
  readonly requests: number
  /** How many at a time. */
  readonly concurrency: number
  /** Share of bad ones, from 0 to 1. */
  readonly badShare: number
  readonly random: Random
}

/** Sends good and bad requests, mixed, and counts what becomes of them; no connection is left open. */
export async function send({ port, requests, concurrency, badShare, random }: Traffic): Promise<Outcomes> {
  const outcomes: Outcomes = { good: 0, lost: [], bad: 0 }
  const agent = new Agent({ keepAlive: true })
  const client: Client = { port, agent, random }
  let left = requests
  const worker = async () => {
    while (left > 0) {
      left -= 1
      if (random() < badShare) {
        await pick(random, bad)(client)
        outcomes.bad += 1
      } else {
        await sendGood(client, outcomes)
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  agent.destroy()
  return outcomes
}

interface Client {
  readonly port: number
  readonly agent: Agent
  readonly random: Random
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  // The index is within the list, which is not empty.
  return items[Math.floor(random() * items.length)] as Item
}

async function sendGood(client: Client, outcomes: Outcomes) {
  const value = `value ${Math.floor(client.random() * 1e9)}`
  const { path, type, body, expected } = pick(client.random, good)(value)
  const came = await post(client, path, type, body).catch(String)
  outcomes.good += 1
  if (!came.includes(expected)) outcomes.lost.push(`${path} ${body.slice(0, 100)}: ${came.slice(0, 200)}`)
}

function post({ port, agent }: Client, path: string, type: string, body: string): Promise<string> {
  return exchange(port, path, agent, 'POST', { authorization, 'content-type': type }, body)
}

function exchange(
  port: number,
  path: string,
  agent: Agent,
  method: string,
  headers: Record<string, string>,
  body = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent, method, headers }, response => {
      void text(response).then(resolve, reject)
    })
      .once('error', reject)
      .end(body)
  })
}

interface GoodCall {
  readonly path: string
  readonly type: string
  readonly body: string
  readonly expected: string
}

const good: readonly ((value: string) => GoodCall)[] = [
  ...['well.echo', 'well.later', 'well.relay'].flatMap(method => [
    (value: string) => xml(method, value),
    (value: string) => json(method, value),
    (value: string) => rest(method, value),
  ]),
  value => json('well.login', value, 'true'),
]

function xml(method: string, value: string): GoodCall {
  return {
    path: '/RPC2',
    type: 'text/xml',
    body: `<methodCall><methodName>${method}</methodName><params><param><value>${value}</value></param></params></methodCall>`,
    expected: `<string>${value}</string>`,
  }
}

function json(method: string, value: string, expected = JSON.stringify(value)): GoodCall {
  return {
    path: '/jsonrpc',
    type: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', method, params: [value], id: value }),
    expected: `"result":${expected}`,
  }
}

function rest(method: string, value: string): GoodCall {
  return {
    path: `/rpc/${method}`,
    type: 'application/json',
    body: JSON.stringify([value]),
    expected: JSON.stringify(value),
  }
}

const sickMethods = [
  'fault',
  'error',
  'nothing',
  'rejects',
  'cycle',
  'proxy',
  'getter',
  'big',
  'timer',
  'stray',
  'emitter',
  'block',
].map(name => `sick.${name}`)

type Bad = (client: Client) => Promise<unknown>

/** None of them gets what it asks for, and none may leave anything behind. */
const bad: readonly Bad[] = [
  client => call(client, `/rpc/${pick(client.random, sickMethods)}`),
  client => call(client, '/rpc/sick.never'),
  client => call(client, '/rpc/apart.error'),
  client => call(client, '/rpc/apart.timer'),
  client => call(client, client.random() < 0.1 ? '/rpc/apart.exit' : '/rpc/apart.echo', '["x"]'),
  client => call(client, '/RPC2', '<methodCall><methodName>well.echo', 'text/xml'),
  client => call(client, '/RPC2', '<!DOCTYPE a [<!ENTITY b "c">]>', 'text/xml'),
  client => call(client, '/jsonrpc', '[{]'),
  client => look(client, '/openapi.json', {}),
  client => look(client, '/nowhere', { authorization: 'Basic eA==' }),
  // Noise, half a request, callers that leave, and one that sends more than it may.
  ({ port }) => raw(port, '\x16\x03\x01 noise\r\n\r\n'),
  ({ port }) => raw(port, 'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n', 'leave'),
  ({ port }) => raw(port, written('/rpc/sick.whenLost', ''), 'leave'),
  ({ port }) => raw(port, written('/rpc/sick.big', ''), 'leave'),
  ({ port }) => raw(port, written('/jsonrpc', 'x'.repeat(5 * 1024 * 1024))),
]

function written(path: string, body: string) {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** What comes back does not matter, nor whether anything does. */
async function call(client: Client, path: string, body = '', type = 'application/json') {
  await post(client, path, type, body).catch(() => undefined)
}

async function look({ port, agent }: Client, path: string, headers: Record<string, string>) {
  await exchange(port, path, agent, 'GET', headers).catch(() => undefined)
}

/** Sends bytes, and waits for the end of the connection or leaves once they are on their way. */
function raw(port: number, bytes: string, then: 'wait' | 'leave' = 'wait'): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => undefined).once('close', () => resolve())
    socket.resume().write(bytes, () => {
      if (then === 'leave') socket.destroy()
      else socket.end()
    })
  })
}
