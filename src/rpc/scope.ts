import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from '../log.ts'
import type { AuthenticationRegistry, Authenticator, Provisioner } from './authentication.ts'
import type { Session } from './session.ts'
import type { RpcValue } from './value.ts'

/** Through which entrance a call came: a wire, or `call()` of a plugin. */
export type Door = 'xmlrpc' | 'jsonrpc' | 'rpc' | 'plugin'

/** What {@link currentPlugin} answers: the agent's side of one plugin. */
export interface CurrentPlugin {
  readonly name: string
  /** Writes to the agent's log with the plugin's name. */
  readonly log: Log
  /** Fires when the plugin is stopped: the moment to end timers, watchers and children. */
  readonly signal: AbortSignal
  /**
   * Calls another plugin's method with the rights of the agent itself.
   *
   * @throws Fault as the method would answer a client
   */
  call(method: string, ...params: RpcValue[]): Promise<RpcValue>
  /**
   * Offers a way to log in, which the plugin `base` uses where its `[authentication] method` names it. For `activate()`.
   */
  registerAuthenticator(name: string, authenticator: Authenticator): void
  /** Offers what is to happen at a login, which `[provisioning] method` of `base` names. For `activate()`. */
  registerProvisioner(name: string, provisioner: Provisioner): void
  /** What the plugins of this agent have registered. */
  readonly authentication: AuthenticationRegistry
  /** Tells why `activate()` is about to decline. Returns false: `return currentPlugin().decline('no systemd here')`. */
  decline(reason: string): false
}

/** What {@link currentCall} answers: the call that the running method serves. */
export interface CurrentCall {
  /** The full name of the method, such as `example.func1`. */
  readonly method: string
  readonly session: Session
  readonly door: Door
  /** The address that the request came from, or null for a call that no client made. */
  readonly clientAddress: string | null
  /** The same in every log line about this request. */
  readonly requestId: string
  /** Writes to the agent's log with plugin, method and request. */
  readonly log: Log
  /** Fires when the caller goes away or the call's time is up. */
  readonly signal: AbortSignal
  /**
   * Calls another method under the rights of this call's user.
   *
   * @throws Fault as the method would answer a client
   */
  call(method: string, ...params: RpcValue[]): Promise<RpcValue>
}

/** Whose code is running: which plugin's, and for which call if it is one. */
export interface Scope {
  readonly plugin: CurrentPlugin | null
  readonly call: CurrentCall | null
  /** The step of the plugin's life that the code belongs to, such as `activate()`. */
  readonly step?: string
}

/** Is told whose code is on the stack. It must not throw, and must cost next to nothing. */
export interface ScopeWatcher {
  /** @returns whose code it was before, which `leave` gets back: scopes stand inside each other */
  enter(scope: Scope): number
  leave(before: number): void
}

// One storage for both: it is entered once per call and per life-cycle step, and whatever breaks later (a timer,
// a rejection nobody waits for) still knows whose it is.
const storage = new AsyncLocalStorage<Scope>()

let watcher: ScopeWatcher | undefined

/** From now on, or with undefined no longer. There is one for the thread, since there is one stack. */
export function watchScopes(by: ScopeWatcher | undefined): void {
  watcher = by
}

export function runInScope<T>(scope: Scope, run: () => T): T {
  const told = watcher
  if (told === undefined) return storage.run(scope, run)
  const before = told.enter(scope)
  try {
    return storage.run(scope, run)
  } finally {
    told.leave(before)
  }
}

export function currentScope(): Scope | undefined {
  return storage.getStore()
}

/**
 * The plugin whose code is running.
 *
 * @throws Error outside a plugin that an agent runs, such as in a script
 */
export function currentPlugin(): CurrentPlugin {
  const plugin = storage.getStore()?.plugin
  if (plugin) return plugin
  throw new Error(
    'currentPlugin() needs a running agent: call it from activate() or from a method of a plugin',
  )
}

/**
 * The call that the running method serves.
 *
 * @throws Error outside a call; in a script, `withCall` of `mmc-agent/testing` makes one
 */
export function currentCall(): CurrentCall {
  const call = storage.getStore()?.call
  if (call) return call
  throw new Error("currentCall() needs a call: use it inside a method, or withCall() of 'mmc-agent/testing'")
}
