import type { Log } from '../../log.ts'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import { type CurrentCall, type Door, runInScope, type Scope } from '../../rpc/scope.ts'
import { type SessionState, StagedSession } from '../../rpc/session.ts'
import type { RpcValue } from '../../rpc/value.ts'
import type { AgentLink } from './agent-link.ts'
import { crossingParams } from './crossing.ts'
import type { CallFacts } from './messages.ts'
import { WorkerLog } from './worker-log.ts'
import type { WorkerPlugin } from './worker-plugin.ts'

/** A call that runs in a worker, as its method sees it through `currentCall()`. */
export class WorkerCall implements CurrentCall {
  readonly method: string
  readonly session: StagedSession
  readonly door: Door
  readonly clientAddress: string | null
  readonly requestId: string
  /** In which the method runs. */
  readonly scope: Scope
  readonly #id: number
  readonly #state: SessionState
  readonly #link: AgentLink
  readonly #limits: CopyLimits
  #log: Log | undefined
  #controller: AbortController | undefined

  constructor(id: number, facts: CallFacts, plugin: WorkerPlugin, link: AgentLink, limits: CopyLimits) {
    this.method = facts.method
    this.door = facts.door
    this.clientAddress = facts.clientAddress
    this.requestId = facts.requestId
    this.scope = { plugin, call: this }
    this.#id = id
    this.#state = { user: facts.user, hasChanged: false }
    this.#link = link
    this.#limits = limits
    // The agent's own session of this call counts the attempt, and knows when it has succeeded.
    const begin = (user: string) => void link.ask({ kind: 'attempt', from: id, user })
    this.session = new StagedSession(this.#state, { begin, succeeded() {} }, facts.clientAddress)
  }

  get log(): Log {
    this.#log ??= new WorkerLog(this.#link, { requestId: this.requestId, method: this.method })
    return this.#log
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    return this.#controller.signal
  }

  async call(method: string, ...params: RpcValue[]): Promise<RpcValue> {
    const crossing = crossingParams(params, this.#limits)
    const request = { kind: 'call' as const, from: this.#id, method, params: crossing }
    const value = await this.#link.request(request, user => {
      this.#state.user = user
    })
    // What comes is what the agent's dispatcher has answered.
    return value as RpcValue
  }

  /** Fires the signal, in the scope of the call: what listens to it is the method's own code. */
  abort(reason: unknown): void {
    const controller = this.#controller ?? new AbortController()
    this.#controller = controller
    runInScope(this.scope, () => controller.abort(reason))
  }
}
