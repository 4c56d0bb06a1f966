import { pino } from 'pino'
import type { Log } from './log.ts'
import { runInScope } from './rpc/scope.ts'
import { StagedSession } from './rpc/session.ts'

export interface WithCallOptions {
  /** The logged-in user; null, the default, before a login. */
  readonly user?: string | null
  /** The method that the call is for. Default `test.method`. */
  readonly method?: string
  /** Default 127.0.0.1. */
  readonly clientAddress?: string | null
  /** Default: a signal that never fires. */
  readonly signal?: AbortSignal
  /** Default: nothing is written. */
  readonly log?: Log
}

/**
 * Runs `fn` as if an agent had called it, for methods that ask `currentCall()`: a script or a test needs no server.
 *
 * @example
 * const name = await withCall({ user: 'ada' }, () => whoami())
 *
 * @returns what `fn` returns; a login or logout of the method takes effect by the rules of a real call, and is seen
 * by later calls inside the same `withCall` only
 */
export async function withCall<T>(options: WithCallOptions, fn: () => T | PromiseLike<T>): Promise<T> {
  const session = new StagedSession({ user: options.user ?? null, hasChanged: false }, noLimit, null)
  const call = {
    method: options.method ?? 'test.method',
    session,
    door: 'plugin' as const,
    clientAddress: options.clientAddress ?? '127.0.0.1',
    requestId: 'test',
    log: options.log ?? pino({ level: 'silent' }),
    signal: options.signal ?? new AbortController().signal,
    call: async (method: string) => {
      throw new Error(`there is no agent here that could call ${method}`)
    },
  }
  const result = await runInScope({ plugin: null, call }, fn)
  session.commit(result)
  return result
}

/** Attempts to log in are counted by an agent only. */
const noLimit = { begin() {}, succeeded() {} }
