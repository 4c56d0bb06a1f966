import { Fault, FaultCode } from './fault.ts'
import type { Method } from './method.ts'

export interface AdmissionLimits {
  /** How many calls from clients may run at once. */
  readonly maxCalls: number
  /** How many of one session. */
  readonly maxCallsPerSession: number
  /** How many of one method; those count too that nobody waits for any more, since their time was up. */
  readonly maxCallsPerMethod: number
  /** How many calls may wait until others have ended. 0: none waits. */
  readonly maxWaiting: number
  /** How long one may wait, in ms. */
  readonly waitMs: number
}

/** A call that has been let in. */
export interface Admitted {
  /** Its method goes on though its caller has had an answer: until it ends, it counts for the method. */
  outlives(end: PromiseLike<unknown>): void
  /** To be called once, when the caller has its answer. */
  leave(): void
}

/** A call that wants to be let in. */
interface Applicant {
  readonly method: Method
  /** Undefined for a caller without a session. */
  readonly session: string | undefined
}

interface Waiting extends Applicant {
  readonly enter: (admitted: Admitted) => void
}

/**
 * Bounds the calls that run at once: of all clients, so that the agent keeps its memory; of one session and of one method, so
 * that neither takes the room of the others. A call that finds none waits for a while, in order, if not too many do already.
 */
export class Admission {
  readonly #limits: AdmissionLimits
  #running = 0
  readonly #bySession = new Map<string, number>()
  // By the method itself and not its name: a plugin that begins anew has nothing running.
  readonly #byMethod = new Map<Method, number>()
  readonly #waiting = new Set<Waiting>()

  constructor(limits: AdmissionLimits) {
    this.#limits = limits
  }

  /**
   * Lets a call in, at once where there is room.
   *
   * @param signal - is asked for only if the call must wait; gives up when it fires
   * @throws Fault -32002 naming the limit
   */
  enter(
    method: Method,
    session: string | undefined,
    signal: () => AbortSignal,
  ): Admitted | Promise<Admitted> {
    const applicant = { method, session }
    const limit = this.#limitReached(applicant)
    if (limit === undefined) return this.#admit(applicant)
    if (this.#waiting.size >= this.#limits.maxWaiting) {
      const others =
        this.#limits.maxWaiting === 0 ? '' : `, and ${this.#waiting.size} wait already (callswaiting)`
      throw tooBusy(`${limit}${others}`)
    }
    return this.#wait(applicant, limit, signal())
  }

  #limitReached({ method, session }: Applicant): string | undefined {
    const { maxCalls, maxCallsPerSession, maxCallsPerMethod } = this.#limits
    if (this.#running >= maxCalls)
      return `as many calls as may run at once are running already, ${maxCalls} (callsatonce)`
    if ((this.#byMethod.get(method) ?? 0) >= maxCallsPerMethod)
      return `as many calls of ${method.name} as may run at once are running already, ${maxCallsPerMethod} (callspermethod)`
    if (session !== undefined && (this.#bySession.get(session) ?? 0) >= maxCallsPerSession)
      return `as many calls of this session as may run at once are running already, ${maxCallsPerSession} (callspersession)`
    return undefined
  }

  #admit({ method, session }: Applicant): Admitted {
    this.#running += 1
    add(this.#byMethod, method, 1)
    if (session !== undefined) add(this.#bySession, session, 1)
    let end: PromiseLike<unknown> | undefined
    const freeMethod = () => {
      add(this.#byMethod, method, -1)
      this.#letIn()
    }
    return {
      outlives: promise => {
        end = promise
      },
      leave: () => {
        this.#running -= 1
        if (session !== undefined) add(this.#bySession, session, -1)
        if (end === undefined) freeMethod()
        else {
          end.then(freeMethod, freeMethod)
          this.#letIn()
        }
      },
    }
  }

  #wait(applicant: Applicant, limit: string, signal: AbortSignal): Promise<Admitted> {
    return new Promise((resolve, reject) => {
      const giveUp = (why: string) => {
        done()
        reject(tooBusy(why))
      }
      const left = () => giveUp('the caller went away')
      const timer = setTimeout(
        () => giveUp(`${limit}, and none has ended within ${this.#limits.waitMs / 1000} s (waitseconds)`),
        this.#limits.waitMs,
      )
      const waiting: Waiting = {
        ...applicant,
        enter: admitted => {
          done()
          resolve(admitted)
        },
      }
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', left)
        this.#waiting.delete(waiting)
      }
      this.#waiting.add(waiting)
      if (signal.aborted) left()
      else signal.addEventListener('abort', left, { once: true })
    })
  }

  /** Those who have waited longest first; one that still finds no room does not hold up those behind it. */
  #letIn() {
    for (const waiting of this.#waiting) {
      if (this.#running >= this.#limits.maxCalls) return
      if (this.#limitReached(waiting) === undefined) waiting.enter(this.#admit(waiting))
    }
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, change: number) {
  const count = (counts.get(key) ?? 0) + change
  // What nothing is known of must not stay: sessions come and go.
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}

function tooBusy(why: string) {
  return new Fault(`Too busy: ${why}`, { code: FaultCode.tooBusy, retryAfterSeconds: 1 })
}
