import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect as connectTls, TLSSocket } from 'node:tls'

/** Where an agent listens. */
export interface Target {
  readonly port: number
  readonly tls: boolean
}

/**
 * One thing to do on a connection: send bytes (a text stands for its Latin-1 bytes), wait until so many replies have come
 * whole, end our side, or go away.
 */
export type Step = string | Uint8Array | { readonly await: number } | typeof halfClose | typeof reset

export const halfClose: unique symbol = Symbol('half-close')
export const reset: unique symbol = Symbol('reset')

/** A reply, taken apart to the letter of RFC 9112. */
export interface Reply {
  readonly status: number
  /** By lower-case name; several lines of one name are joined by LF. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
  /** All of it, for what must not stand anywhere. */
  readonly raw: string
}

export interface Exchange {
  readonly replies: readonly Reply[]
  /** What came and is no whole reply. */
  readonly rest: string
  /** Whether the server has ended the connection. */
  readonly ended: boolean
}

/** Longer than anything here takes; a connection that is silent for so long is stuck. */
const patienceMs = 8_000

/**
 * Speaks to a server on a connection of its own, and reads until the server ends it, or until `enough` replies have come.
 *
 * @param steps - done one after the other
 * @param head - whether replies answer HEAD, and have no body whatever their length says
 */
export async function exchange(
  target: Target,
  steps: readonly Step[],
  { enough = Number.POSITIVE_INFINITY, head = false }: { enough?: number; head?: boolean } = {},
): Promise<Exchange> {
  const socket = open(target)
  const chunks: Buffer[] = []
  let ended = false
  let look = () => {}
  const isDone = (count: number) =>
    new Promise<void>(resolve => {
      look = () => {
        if (ended || takeApart(Buffer.concat(chunks), head).replies.length >= count) resolve()
      }
      look()
    })
  socket.on('data', chunk => {
    chunks.push(chunk)
    look()
  })
  for (const event of ['end', 'close'] as const) {
    socket.on(event, () => {
      ended = true
      look()
    })
  }

  const giveUp = new AbortController()
  const patience = setTimeout(patienceMs, undefined, { signal: giveUp.signal }).catch(() => undefined)
  for (const step of steps) {
    if (step === halfClose) socket.end()
    else if (step === reset) goAway(socket)
    else if (typeof step === 'string') socket.write(step, 'latin1')
    else if (step instanceof Uint8Array) socket.write(step)
    else await Promise.race([isDone(step.await), patience])
  }
  await Promise.race([isDone(enough), patience])
  giveUp.abort()
  socket.destroy()
  return { ...takeApart(Buffer.concat(chunks), head), ended }
}

function open({ port, tls }: Target): Socket {
  // Node's types do not know that this is an option of TLS too.
  const options = { port, host: '127.0.0.1', allowHalfOpen: true, rejectUnauthorized: false }
  const socket = tls ? connectTls(options) : connect(options)
  socket.setNoDelay()
  // A server that hangs up on us is no mistake of the test.
  socket.on('error', () => undefined)
  return socket
}

/** Only a plain socket can be reset; one of TLS goes away without a word. */
function goAway(socket: Socket) {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

/** An interim reply, such as 100, is left out. */
function takeApart(bytes: Buffer, head: boolean): { replies: Reply[]; rest: string } {
  const replies: Reply[] = []
  let at = 0
  for (;;) {
    const reply = readReply(bytes, at, head)
    if (reply === undefined) return { replies, rest: bytes.toString('latin1', at) }
    at = reply.end
    if (reply.status >= 200) replies.push(reply)
  }
}

function readReply(bytes: Buffer, at: number, head: boolean): (Reply & { end: number }) | undefined {
  const bodyAt = bytes.indexOf('\r\n\r\n', at) + 4
  if (bodyAt === 3) return undefined
  const [statusLine = '', ...lines] = bytes.toString('latin1', at, bodyAt - 4).split('\r\n')
  const status = Number(/^HTTP\/1\.1 ([1-5][0-9]{2}) [A-Za-z][ -~]*$/.exec(statusLine)?.[1])
  if (Number.isNaN(status)) return undefined

  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', value = ''] =
      /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ?([\t -~\x80-\xff]*)$/.exec(line) ?? []
    if (name === '') return undefined
    const before = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}\n${value}`)
  }
  const isBodiless = head || status < 200 || status === 204 || status === 304
  const length = isBodiless ? 0 : Number(headers.get('content-length'))
  if (!(length <= bytes.length - bodyAt)) return undefined
  const end = bodyAt + length
  return { status, headers, body: bytes.subarray(bodyAt, end), raw: bytes.toString('latin1', at, end), end }
}
