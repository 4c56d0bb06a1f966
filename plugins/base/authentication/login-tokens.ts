import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

interface StoredToken {
  readonly digest: Uint8Array
  readonly expires: number
}

export interface LoginTokensOptions {
  /** The time, in ms; for tests. Default: a clock that never jumps. */
  readonly now?: () => number
}

const lifeMs = 15 * 60_000

/** Requests are counted and slowed down, so nobody honest comes near. */
const mostTokens = 10_000

/** Tokens that stand for a password once, and for 15 minutes at most. What is kept of them is no use to whoever reads it. */
export class LoginTokens {
  readonly #now: () => number
  /** By user: a new token takes the place of the one before. In the order of their expiry. */
  readonly #tokens = new Map<string, StoredToken>()

  constructor({ now = () => performance.now() }: LoginTokensOptions = {}) {
    this.#now = now
  }

  /** Makes a token for a user, by the name that {@link redeem} will be asked with. */
  create(user: string): string {
    this.#expire()
    const token = randomBytes(32).toString('hex')
    this.#tokens.delete(user)
    this.#tokens.set(user, { digest: digestOf(token), expires: this.#now() + lifeMs })
    if (this.#tokens.size > mostTokens) this.#dropFirst()
    return token
  }

  /** Whether the token is that user's; it never is again. A wrong one leaves the right one valid. */
  redeem(user: string, token: string): boolean {
    this.#expire()
    const stored = this.#tokens.get(user)
    if (stored === undefined || !timingSafeEqual(digestOf(token), stored.digest)) return false
    this.#tokens.delete(user)
    return true
  }

  #expire() {
    const now = this.#now()
    for (const [user, { expires }] of this.#tokens) {
      if (expires > now) return
      this.#tokens.delete(user)
    }
  }

  #dropFirst() {
    for (const user of this.#tokens.keys()) {
      this.#tokens.delete(user)
      return
    }
  }
}

function digestOf(token: string) {
  return createHash('sha256').update(token).digest()
}
