import type { Log } from '../log.ts'
import type { Fault } from './fault.ts'
import type { Door } from './scope.ts'
import type { AttemptCounter, SessionState } from './session.ts'
import type { RpcValue } from './value.ts'

/** On whose behalf a call runs, as a door knows it; the calls of a batch share one. */
export interface CallContext {
  readonly door: Door
  readonly session: SessionState
  /** What tells the caller's session from others; undefined without one. */
  readonly sessionId: string | undefined
  /** Where attempts to log in are counted. */
  readonly attempts: AttemptCounter
  /**
   * `caller`: the session's user must be allowed to call the method. `agent`: a plugin calls in its own name,
   * and plugins are trusted code.
   */
  readonly rights: 'caller' | 'agent'
  /** How many methods have called each other to get here; 0 for a client's own call. */
  readonly depth: number
  readonly clientAddress: string | null
  readonly requestId: string
  readonly log: Log
  /** What the reply cannot carry of one more result; see `Codec.check`. */
  readonly check: (value: RpcValue) => Promise<Fault | undefined>
  /** Fires when the caller goes away. */
  readonly signal: AbortSignal
}
