import type { Log } from '../log.ts'
import type { CallContext } from './call-context.ts'
import type { MethodCall } from './codec.ts'
import { AgentFault, FaultCode } from './fault.ts'
import type { Method } from './method.ts'
import { type CurrentCall, type Door, runInScope, type Scope } from './scope.ts'
import { StagedSession } from './session.ts'
import type { RpcValue } from './value.ts'

/** Two methods that call each other would never come to an end. */
const deepestCall = 32

/** Runs another call for the same caller. */
export type CallOther = (call: MethodCall, context: CallContext) => Promise<RpcValue>

/**
 * The call as the method sees it through `currentCall()`. Most methods never look, so logger and signal are
 * made when they are first asked for.
 */
export class RunningCall implements CurrentCall {
  readonly method: string
  readonly session: StagedSession
  /** In which the method runs. */
  readonly scope: Scope
  readonly #owner: string
  readonly #context: CallContext
  readonly #callOther: CallOther
  #log: Log | undefined
  #controller: AbortController | undefined
  #isListening = false
  #hasEnded = false

  constructor(method: Method, context: CallContext, callOther: CallOther) {
    this.method = method.name
    this.session = new StagedSession(context.session, context.attempts, context.clientAddress)
    this.scope = { plugin: method.plugin, call: this }
    this.#owner = method.owner
    this.#context = context
    this.#callOther = callOther
  }

  get door(): Door {
    return this.#context.door
  }

  get clientAddress(): string | null {
    return this.#context.clientAddress
  }

  get requestId(): string {
    return this.#context.requestId
  }

  get log(): Log {
    this.#log ??= this.#context.log.child({ plugin: this.#owner, method: this.method })
    return this.#log
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#listen(new AbortController())
    return this.#controller.signal
  }

  call(method: string, ...params: RpcValue[]): Promise<RpcValue> {
    const depth = this.#context.depth + 1
    if (depth > deepestCall) return Promise.reject(tooDeep(method))
    return this.#callOther(
      { method, params },
      { ...this.#context, door: 'plugin', depth, signal: this.signal },
    )
  }

  /** Fires the signal, in the scope of the call: what listens to it is the method's own code. */
  abort(reason: unknown): void {
    // A signal that is asked for after this moment must have fired too.
    const controller = this.#controller ?? new AbortController()
    this.#controller = controller
    runInScope(this.scope, () => controller.abort(reason))
  }

  /** The call has ended: a caller that leaves now no longer concerns it. */
  end(): void {
    this.#hasEnded = true
    if (this.#isListening) this.#context.signal.removeEventListener('abort', this.#callerLeft)
  }

  #listen(controller: AbortController) {
    const { signal } = this.#context
    if (signal.aborted) controller.abort(signal.reason)
    else if (!this.#hasEnded) {
      this.#isListening = true
      signal.addEventListener('abort', this.#callerLeft, { once: true })
    }
    return controller
  }

  readonly #callerLeft = () => this.abort(this.#context.signal.reason)
}

function tooDeep(method: string) {
  return new AgentFault(`${method} is not called: more than ${deepestCall} methods have called each other`, {
    code: FaultCode.tooLarge,
  })
}
