import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { App } from '../src/app.ts'
import { type AgentOptions, authorization, captureLog, startAgent } from './helper.ts'

/** An agent that listens, and what it has logged. */
export interface ListeningAgent {
  readonly app: App
  readonly port: number
  readonly lines: Record<string, unknown>[]
}

/** Starts an agent on a free port. */
export async function listen(t: Test, options: AgentOptions = {}): Promise<ListeningAgent> {
  const { log, lines } = captureLog()
  const app = await startAgent(t, { log, ...options })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  return { app, port, lines }
}

/** A connection to send anything over; it ends with the test. */
export function open(t: Test, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  return socket
}

/** Everything that comes until the other side ends. */
export async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

/** Sends a text and reads everything that comes until the other side ends. */
export function exchange(t: Test, port: number, text: string): Promise<string> {
  const socket = open(t, port)
  socket.write(text)
  return readAll(socket)
}

/** The text of a request with the agent's credentials; `headers` may take their place. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string | number>> = {},
  body = '',
): string {
  const length = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': body.length }
  const all = { Host: 'x', Authorization: authorization, ...length, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** The doors, each with a path, the type of its bodies, and what its refusals look like. */
export const doors = [
  { path: '/RPC2', type: 'text/xml', refusal: /^<\?xml[\s\S]*<name>faultString<\/name>/m },
  { path: '/jsonrpc', type: 'application/json', refusal: /^\{"jsonrpc":"2\.0","id":null,"error":/m },
  { path: '/rpc/plug.getVersion', type: 'application/json', refusal: /^\{"error":/m },
] as const
