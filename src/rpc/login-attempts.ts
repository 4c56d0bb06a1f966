import { AgentFault, FaultCode } from './fault.ts'
import type { AttemptCounter } from './session.ts'

export interface LoginAttemptsOptions {
  /** How many failures in a row one user may have before each further one makes everybody wait who tries that user. */
  readonly maxPerUser: number
  /** The same for one address, from which many users may come, as through a web interface. */
  readonly maxPerAddress: number
  /** The time, in ms; for tests. Default: a clock that never jumps. */
  readonly now?: () => number
}

type Limit = readonly [key: string, most: number]

interface Failures {
  readonly count: number
  readonly blockedUntil: number
  readonly forgottenAt: number
}

const shortestBlockMs = 1_000
const longestBlockMs = 60_000
const forgottenAfterMs = 15 * 60_000

/** Guesses for made-up names must not fill the memory: past this, the failures longest ago are forgotten. */
const mostRemembered = 10_000

/**
 * Slows down guessing of passwords, through whatever door and however many to a request: after some failures in a row,
 * each further one blocks the user, and the address, for twice as long as the one before.
 */
export class LoginAttempts implements AttemptCounter {
  readonly #options: LoginAttemptsOptions
  readonly #now: () => number
  readonly #failures = new Map<string, Failures>()

  constructor(options: LoginAttemptsOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  begin(user: string, address: string | null): void {
    const limits = this.#limits(user, address)
    const blockedUntil = Math.max(...limits.map(([key]) => this.#find(key)?.blockedUntil ?? 0))
    const waitMs = blockedUntil - this.#now()
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000)
      throw new AgentFault(`Too many failed logins; try again in ${retryAfterSeconds} s`, {
        code: FaultCode.tooManyAttempts,
        retryAfterSeconds,
      })
    }
    for (const [key, most] of limits) this.#count(key, most)
  }

  /** The user starts anew; the address gets back this attempt only, or one own account would buy endless guesses. */
  succeeded(user: string, address: string | null): void {
    const [[userKey], addressLimit] = this.#limits(user, address)
    this.#failures.delete(userKey)
    if (addressLimit !== undefined) this.#refund(addressLimit[0])
  }

  #limits(user: string, address: string | null): readonly [byUser: Limit, ...byAddress: Limit[]] {
    const { maxPerUser, maxPerAddress } = this.#options
    const byUser: Limit = [`user ${user}`, maxPerUser]
    return address === null ? [byUser] : [byUser, [`address ${address}`, maxPerAddress]]
  }

  #find(key: string): Failures | undefined {
    const failures = this.#failures.get(key)
    return failures !== undefined && failures.forgottenAt > this.#now() ? failures : undefined
  }

  #refund(key: string) {
    const failures = this.#find(key)
    if (failures !== undefined)
      this.#failures.set(key, { ...failures, count: failures.count - 1, blockedUntil: 0 })
  }

  #count(key: string, most: number) {
    const now = this.#now()
    const count = (this.#find(key)?.count ?? 0) + 1
    const blockMs = count < most ? 0 : Math.min(longestBlockMs, shortestBlockMs * 2 ** (count - most))
    // Taken out first, so that those of longest ago stand in front.
    this.#failures.delete(key)
    this.#failures.set(key, { count, blockedUntil: now + blockMs, forgottenAt: now + forgottenAfterMs })
    if (this.#failures.size > mostRemembered) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest)
        break
      }
    }
  }
}
