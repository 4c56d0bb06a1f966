import type { Agent, AgentByName } from './agent.ts'
import { type Call, type Caller, type CallOptions, type Connection, sendOne } from './send.ts'

/** How to reach an agent. */
export interface ConnectOptions extends CallOptions {
  /** The agent's own login, for HTTP Basic; in a page, the browser asks for it where it is not given. */
  readonly login?: string
  /** The password that goes with it. */
  readonly password?: string
  /** As `fetch` has it. A page of another site needs `include` to keep the session of a login. */
  readonly credentials?: 'include' | 'omit' | 'same-origin'
  /** How many calls of a batch go in one request: no more than `[limits] batchlength` of the agent. Default 1000. */
  readonly batchLength?: number
  /** In place of the global `fetch`, such as one with a proxy or certificates of its own. */
  readonly fetch?: typeof fetch
}

/**
 * Makes the methods of an agent callable. Nothing is sent yet.
 *
 * @param url - the agent's address, such as `https://host:7080`; in a page it may be relative, such as `/`
 *
 * @example
 * const agent = connect('http://127.0.0.1:7080', { login: 'mmc', password: 's3cr3t' })
 * const version = await agent.getVersion()
 */
export function connect(url: string, options: ConnectOptions = {}): Agent {
  const { login, password, credentials, batchLength = 1000, fetch, signal, timeoutMs = 0 } = options
  const door = doorOf(url)
  const user = login ?? decodeURIComponent(door.username)
  const secret = password ?? decodeURIComponent(door.password)
  door.username = ''
  door.password = ''
  const connection: Connection = {
    url: door.href,
    authorization: user === '' ? undefined : `Basic ${base64OfText(`${user}:${secret}`)}`,
    credentials,
    batchLength,
    fetch,
    session: undefined,
    lastId: 0,
  }
  return methodsOf({
    connection,
    send: sendOne,
    signals: signal === undefined ? [] : [signal],
    timeoutMs,
    isNamed: false,
    isNotifying: false,
  })
}

/**
 * The same agent with other options for its calls.
 *
 * @example
 * await withOptions(agent, { timeoutMs: 5000, signal }).base.getModList()
 */
export function withOptions<A extends AnyAgent>(agent: A, { signal, timeoutMs }: CallOptions): A {
  const caller = callerOf(agent)
  return methodsOf({
    ...caller,
    signals: signal === undefined ? caller.signals : [...caller.signals, signal],
    timeoutMs: timeoutMs ?? caller.timeoutMs,
  })
}

/**
 * The same agent with parameters by name: each method takes one object.
 *
 * @example
 * await byName(agent).example.func1({ name: 'Ada', loud: true })
 */
export function byName(agent: Agent): AgentByName {
  return methodsOf({ ...callerOf(agent), isNamed: true })
}

/**
 * The same agent, that calls without asking for an answer: nothing comes back, not even a fault.
 *
 * @returns methods whose promises resolve when the agent has taken the call
 */
export function notify<A extends AnyAgent>(agent: A): Notifying<A> {
  return methodsOf({ ...callerOf(agent), isNotifying: true })
}

/**
 * Calls a method by its full name: one that is not in this file, such as that of a plugin that came later.
 *
 * @param params - by position, or by name
 * @throws Fault, NoAnswer as every call
 */
export function call(
  agent: AnyAgent,
  method: string,
  params: readonly unknown[] | { readonly [name: string]: unknown } = [],
): Promise<unknown> {
  return start(callerOf(agent), method, params)
}

/** An agent, with parameters by position or by name. */
export type AnyAgent = Agent | AgentByName

/** What {@link notify} makes of an agent. */
export type Notifying<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...params: infer Params) => Promise<unknown>
    ? (...params: Params) => Promise<void>
    : Notifying<Methods[Name]>
}

const callerKey = Symbol('caller')

/** What an agent's methods are called with. */
export function callerOf(agent: AnyAgent): Caller {
  // A cast: whatever has the key got it below.
  const caller = (agent as { readonly [callerKey]?: Caller })[callerKey]
  if (caller === undefined) throw new TypeError('this is no agent that connect() has made')
  return caller
}

/**
 * Answers any name with a plugin, and any name in a plugin with a method: the types alone know which there are, so that
 * methods cost nothing here.
 */
export function methodsOf<Methods>(caller: Caller): Methods {
  const tag = { [Symbol.toStringTag]: `Agent ${caller.connection.url}` }
  // Not to be seen: whoever prints an agent must not print its password.
  Object.defineProperty(tag, callerKey, { value: caller })
  const methodOf =
    (name: string) =>
    (...params: unknown[]) =>
      start(caller, name, caller.isNamed ? (params[0] ?? {}) : given(params))
  const memberOf = (name: string) =>
    // Plugins have no capitals in their names, and the agent's methods without a plugin have.
    /[A-Z]/.test(name) ? methodOf(name) : lazy({}, method => methodOf(`${name}.${method}`))
  // A cast: see above.
  return lazy(tag, memberOf) as Methods
}

/** An object whose members are made when they are asked for, and kept. */
function lazy(target: object, make: (name: string) => unknown): unknown {
  const made = new Map<string, unknown>()
  return new Proxy(target, {
    get(_target, name) {
      // What the language itself asks for is no method: an agent is neither a promise nor JSON.
      if (typeof name === 'symbol' || name in target || name === 'then' || name === 'toJSON')
        return Reflect.get(target, name)
      if (!made.has(name)) made.set(name, make(name))
      return made.get(name)
    },
  })
}

function start(caller: Caller, method: string, params: unknown): Promise<unknown> {
  const call: Call = { jsonrpc: '2.0', method, params }
  if (caller.isNotifying) return caller.send(call, caller)
  caller.connection.lastId += 1
  return caller.send({ ...call, id: caller.connection.lastId }, caller)
}

/** Without what was left out at the end: in JSON it would be null. */
function given(params: readonly unknown[]): readonly unknown[] {
  let length = params.length
  while (length > 0 && params[length - 1] === undefined) length -= 1
  return params.slice(0, length)
}

/** Where the agent takes JSON-RPC; a proxy may have put it below a path. */
function doorOf(url: string): URL {
  // A cast: only a page has a location, and only its types know that.
  const { location } = globalThis as { readonly location?: { readonly href: string } }
  const door = new URL(url, location?.href)
  door.pathname = door.pathname.replace(/\/?(jsonrpc\/?)?$/, '/jsonrpc')
  door.search = ''
  door.hash = ''
  return door
}

function base64OfText(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
