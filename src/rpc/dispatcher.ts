import { randomUUID } from 'node:crypto'
import { types } from 'node:util'
import { Admission, type AdmissionLimits, type Admitted } from './admission.ts'
import { type Args, bindParams } from './bind-params.ts'
import type { CallContext } from './call-context.ts'
import type { CallObserver } from './call-observer.ts'
import { TypeChecks } from './checks/type-checks.ts'
import type { MethodCall, Outcome } from './codec.ts'
import { type CopyLimits, copyValue } from './copy-value.ts'
import { Fault, FaultCode, isFault } from './fault.ts'
import type { Forward, Method } from './method.ts'
import { faultOfMethod } from './method-fault.ts'
import type { MethodRegistry } from './method-registry.ts'
import { RunningCall } from './running-call.ts'
import { runInScope } from './scope.ts'
import { readThrown } from './thrown.ts'
import { withinTime } from './time-limit.ts'
import type { RpcValue } from './value.ts'
import { inTurns, type Work } from './work.ts'

/** With the limits of results. */
export interface DispatcherOptions extends CopyLimits {
  readonly registry: MethodRegistry
  /** Whether methods with access `user` need a logged-in user. */
  readonly requireLogin: boolean
  /** Longest time for one call, in ms. 0 waits for ever. */
  readonly callTimeoutMs: number
  /** How many calls from clients may run at once, and wait; one more is answered −32002. */
  readonly admission: AdmissionLimits
  /** How many characters the name of a method may have. */
  readonly maxNameLength: number
  /** Whether results are held against the types of their methods; a misfit is −32603. Default false. */
  readonly checkResults?: boolean
  /** Learns of every call, those of plugins and the entries of a multicall too. Default: nobody. */
  readonly observer?: CallObserver
}

/** After how many seconds to ask an agent again that is starting or stopping: most plugins are active within a second or two. */
export const restartSeconds = 2

/**
 * The one pipeline that every call takes, whatever its door:
 * lookup → access → parameters, by their types → the method, within its time → check of the result.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #types = new TypeChecks()
  /** Why no client is let in; undefined while they are. */
  #closed: string | undefined = 'The agent is starting'
  readonly #admission: Admission

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#admission = new Admission(options.admission)
  }

  /** Lets clients in. Until all plugins have been activated, their calls are answered "starting". */
  open(): void {
    this.#closed = undefined
  }

  /** Lets no new call of a client in; those that run go on. */
  close(): void {
    this.#closed = 'The agent is stopping'
  }

  /**
   * Runs a client's call to its end. Never rejects: whatever happens becomes an outcome.
   */
  async dispatch(call: MethodCall, context: CallContext): Promise<Outcome> {
    if (this.#closed !== undefined) {
      return { fault: this.#refuse(context, this.#closed, FaultCode.pluginNotActive, restartSeconds) }
    }
    try {
      const value = await this.#run(call, context, this.#admission)
      return { value, onUnsendable: fault => tellUnsendable(fault, call.method, context) }
    } catch (thrown) {
      // It throws nothing but faults, unless plugins have changed what everybody builds on.
      return { fault: isFault(thrown) ? thrown : broken(thrown, call, context) }
    }
  }

  /**
   * Runs one call and returns its value; for plugins that call each other, during the start too.
   *
   * @param call - method name and parameters; positional as an array, named as a struct
   * @param context - on whose behalf
   * @returns a value that both wires can carry
   * @throws Fault -32601 no such method, -32001 its plugin is not active, 8003 login needed, -32602 parameters
   * do not fit, -32003 timed out, -32603 the method failed, or the method's own
   */
  call(call: MethodCall, context: CallContext): Promise<RpcValue> {
    return this.#run(call, context)
  }

  /** @param admission - bounds the calls of clients; those that they make in their turn run within them */
  async #run(call: MethodCall, context: CallContext, admission?: Admission): Promise<RpcValue> {
    const method = this.#find(call, context)
    const end = this.#options.observer?.begin(method, context.door)
    try {
      this.#checkAccess(method, context)
      const value = await this.#admit(method, call, context, admission)
      end?.()
      return value
    } catch (fault) {
      // None of the steps throws anything but faults.
      end?.(fault as Fault)
      throw fault
    }
  }

  async #admit(method: Method, call: MethodCall, context: CallContext, admission: Admission | undefined) {
    if (admission === undefined)
      return this.#invoke(method, await this.#fitParams(method, call, context), context)
    const entered = admission.enter(method, context.sessionId, () => context.signal)
    // Most need not wait, and each await is a turn.
    const admitted = entered instanceof Promise ? await entered : entered
    try {
      return await this.#invoke(method, await this.#fitParams(method, call, context), context, admitted)
    } finally {
      admitted.leave()
    }
  }

  #refuse({ door }: CallContext, message: string, code: number, retryAfterSeconds: number): Fault {
    const fault = new Fault(message, { code, retryAfterSeconds })
    this.#options.observer?.refuse(door, fault)
    return fault
  }

  #find(call: MethodCall, context: CallContext): Method {
    try {
      const { registry, maxNameLength } = this.#options
      if (call.method.length > maxNameLength) throw nameTooLong(maxNameLength)
      return registry.resolve(call.method)
    } catch (fault) {
      // Neither of them is anything but a fault.
      this.#options.observer?.refuse(context.door, fault as Fault)
      throw fault
    }
  }

  /** A result that the wire cannot carry must not spoil those that go with it. */
  async #forward(call: MethodCall, context: CallContext): Promise<RpcValue> {
    const value = await this.call(call, context)
    const fault = await context.check(value)
    if (fault === undefined) return value
    tellUnsendable(fault, call.method, context)
    throw fault
  }

  #checkAccess(method: Method, { rights, session }: CallContext) {
    if (!this.#options.requireLogin || method.access === 'anyone' || rights === 'agent') return
    if (session.user !== null) return
    throw new Fault(`Authentication needed: ${method.name}`, { code: FaultCode.loginRequired })
  }

  async #fitParams(method: Method, call: MethodCall, context: CallContext): Promise<Args> {
    const args = bindParams(method, call.params)
    try {
      return await inTurns(this.#types.of(method).fitParams(args, context.door))
    } catch (error) {
      throw isFault(error) ? error : this.#internalError(error, method, context)
    }
  }

  async #invoke(method: Method, args: Args, context: CallContext, admitted?: Admitted): Promise<RpcValue> {
    const running = new RunningCall(method, context, (call, context) => this.call(call, context))
    const forward: Forward = (method, params) => this.#forward({ method, params }, context)
    try {
      const returned = runInScope(running.scope, () => method.invoke(args, forward))
      const result = isThenable(returned) ? await this.#settled(returned, running, admitted) : returned
      const value = await inTurns(this.#copyResult(result, method, context))
      const types = this.#types.of(method)
      if (this.#options.checkResults) await inTurns(types.checkResult(value))
      const outgoing = await inTurns(types.outgoing(value, context.door))
      running.session.commit(value)
      return outgoing
    } catch (error) {
      throw await this.#faultOf(error, method, context)
    } finally {
      running.end()
    }
  }

  *#copyResult(result: unknown, method: Method, context: CallContext): Work<RpcValue> {
    try {
      return yield* copyValue(result, this.#limitsOf(method))
    } catch (error) {
      if (isFault(error)) tellUnsendable(error, method.name, context)
      throw error
    }
  }

  /** The agent's own methods do not go past what they are held to; `system.multicall` adds its frame to the values. */
  #limitsOf({ plugin }: Method): CopyLimits {
    const { maxDepth, maxValues } = this.#options
    return { maxDepth, maxValues: plugin === null ? Number.POSITIVE_INFINITY : maxValues }
  }

  #settled(
    returned: PromiseLike<unknown>,
    running: RunningCall,
    admitted: Admitted | undefined,
  ): Promise<unknown> {
    const { callTimeoutMs } = this.#options
    return withinTime(returned, callTimeoutMs, () => {
      const timedOut = new CallTimedOut(
        `${running.method} took longer than ${callTimeoutMs / 1000} s ([limits] callseconds)`,
      )
      running.abort(timedOut)
      admitted?.outlives(returned)
      return timedOut
    })
  }

  /** The one place where anything that a method throws becomes what its caller sees. */
  async #faultOf(thrown: unknown, method: Method, context: CallContext): Promise<Fault> {
    if (types.isNativeError(thrown) && thrown instanceof CallTimedOut) {
      context.log.warn({ plugin: method.owner, method: method.name }, thrown.message)
      this.#options.observer?.timedOut?.(method)
      return new Fault(thrown.message, { code: FaultCode.timedOut })
    }
    // The agent's own methods may raise the agent's codes; a plugin's may not.
    if (!isFault(thrown)) return this.#internalError(thrown, method, context)
    if (method.plugin === null) return thrown
    try {
      return await inTurns(faultOfMethod(thrown, this.#options))
    } catch (error) {
      return this.#internalError(error, method, context)
    }
  }

  #internalError(thrown: unknown, method: Method, context: CallContext): Fault {
    const reference = randomUUID().slice(0, 8)
    context.log.error(
      { err: readThrown(thrown), reference, plugin: method.owner, method: method.name },
      `${method.name} failed, reference ${reference}`,
    )
    return new Fault(`${method.name} failed; the agent's log has the cause, reference ${reference}`, {
      code: FaultCode.internalError,
    })
  }
}

function nameTooLong(most: number) {
  return new Fault(`No method has a name of more than ${most} characters ([limits] methodnamelength)`, {
    code: FaultCode.methodNotFound,
  })
}

function broken(thrown: unknown, { method }: MethodCall, { log }: CallContext): Fault {
  log.error({ err: readThrown(thrown), method }, `the agent failed to call ${method}`)
  return new Fault(`The agent failed to call ${method}; its log has the cause`, {
    code: FaultCode.internalError,
  })
}

/** The caller gets it in words; whoever looks after the plugin must see it too. */
function tellUnsendable(fault: Fault, method: string, { log }: CallContext) {
  const [plugin] = method.split('.')
  log.warn({ plugin, method }, `${method} was answered ${fault.code}: ${fault.message}`)
}

class CallTimedOut extends Error {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
