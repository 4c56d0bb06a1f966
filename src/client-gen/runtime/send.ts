import { Fault, NoAnswer } from './fault.ts'

/** When to give a call up. */
export interface CallOptions {
  /** Gives the call up when it fires; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** How long to wait for an answer, in ms. Default 0: as long as `fetch` does. */
  readonly timeoutMs?: number
}

export interface Connection {
  readonly url: string
  readonly authorization: string | undefined
  readonly credentials: 'include' | 'omit' | 'same-origin' | undefined
  readonly batchLength: number
  readonly fetch: typeof fetch | undefined
  /** Outside of browsers, which keep cookies themselves. */
  session: string | undefined
  lastId: number
}

/** Who calls, and how. */
export interface Caller {
  readonly connection: Connection
  readonly send: (call: Call, caller: Caller) => Promise<unknown>
  readonly signals: readonly AbortSignal[]
  readonly timeoutMs: number
  readonly isNamed: boolean
  readonly isNotifying: boolean
}

/** A JSON-RPC request; a notification without an id. */
export interface Call {
  readonly jsonrpc: '2.0'
  readonly method: string
  readonly params: unknown
  readonly id?: number
}

export async function sendOne(call: Call, caller: Caller): Promise<unknown> {
  const answer = await post(call, caller)
  if (call.id === undefined && answer === undefined) return undefined
  return resultOf(answer, call, caller.connection)
}

/** Sends one request or a batch, and returns what came back; undefined for an empty answer. */
export async function post(body: Call | readonly Call[], caller: Caller): Promise<unknown> {
  const { connection } = caller
  const text = JSON.stringify(body)
  const limit = limitOf(caller)
  try {
    const response = await (connection.fetch ?? fetch)(connection.url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(connection.authorization && { authorization: connection.authorization }),
        ...(connection.session && { cookie: connection.session }),
      },
      body: text,
      // Credentials are for this address and no other.
      redirect: 'manual',
      signal: limit.signal,
      ...(connection.credentials && { credentials: connection.credentials }),
    })
    const session = /\bTWISTED_SESSION=[0-9a-f]{64}/.exec(response.headers.get('set-cookie') ?? '')
    if (session !== null) connection.session = session[0]
    return read(await response.text(), response.status, connection)
  } catch (error) {
    if (limit.signal.aborted) throw limit.signal.reason
    throw error instanceof NoAnswer ? error : unreachable(error, connection)
  } finally {
    limit.end()
  }
}

/** The result in an answer to a call. */
export function resultOf(answer: unknown, { id, method }: Call, connection: Connection): unknown {
  if (isObject(answer) && answer['id'] === id && 'result' in answer) return answer['result']
  // Of what could not be read as a call, an agent does not know the id.
  const fault = isObject(answer) && (answer['id'] === id || answer['id'] === null) && faultOf(answer, method)
  throw fault || unreadable(`${JSON.stringify(answer)} does not answer ${method}`, connection)
}

export function faultOf(answer: unknown, method?: string): Fault | undefined {
  const error = isObject(answer) && answer['error']
  if (!isObject(error)) return undefined
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown }
  if (typeof code !== 'number' || typeof message !== 'string') return undefined
  return new Fault(code, message, data, method)
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}

export function unreadable(what: string, { url }: Connection): NoAnswer {
  const start = what.length > 200 ? `${what.slice(0, 200)}…` : what
  return new NoAnswer('unreadable', `${url} is no agent's door, or something stands between: ${start}`)
}

function read(text: string, status: number, connection: Connection): unknown {
  if (text === '' && (status === 204 || status === 200)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(`status ${status}, ${text.trim() || 'no body'}`, connection)
  }
}

/** Browsers say no more than that it failed. */
function unreachable(error: unknown, { url }: Connection): NoAnswer {
  const { location } = globalThis as { readonly location?: { readonly origin: string } }
  const isForeign = location !== undefined && new URL(url).origin !== location.origin
  const hint = isForeign ? `; is ${location.origin} in [main] corsorigins of the agent?` : ''
  return new NoAnswer('unreachable', `no answer from ${url}: ${wordsOf(error)}${hint}`, error)
}

function wordsOf(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: unknown }
  const { message: inner, code } = Object(cause) as { message?: unknown; code?: unknown }
  return String(inner || code || message || error)
}

/** Fires when one of the caller's signals does, or its time is up. */
function limitOf({ signals, timeoutMs, connection }: Caller): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const { signal } = controller
  const timeUp = () =>
    controller.abort(new NoAnswer('timeout', `no answer from ${connection.url} within ${timeoutMs} ms`))
  // A longer time is none: timers would take it for 0.
  const timer = timeoutMs > 0 && timeoutMs < 2 ** 31 ? setTimeout(timeUp, timeoutMs) : undefined
  const ends = signals.map(outer => {
    const stop = () => controller.abort(outer.reason)
    if (outer.aborted) stop()
    outer.addEventListener('abort', stop)
    return () => outer.removeEventListener('abort', stop)
  })
  return {
    signal,
    end() {
      clearTimeout(timer)
      for (const end of ends) end()
    },
  }
}
