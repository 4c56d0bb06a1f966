import { randomBytes } from 'node:crypto'

export interface SessionStoreOptions {
  /** A session ends after so long without a request, in ms. */
  readonly timeoutMs: number
  /** Most sessions to hold; past it, the one that has been idle longest ends. */
  readonly maxSessions: number
  /** The time, in ms; for tests. Default: a clock that never jumps. */
  readonly now?: () => number
}

interface StoredSession {
  readonly user: string
  readonly expires: number
}

/** Ids are what the original's clients look for (mmc-facts 4.2): 64 lower-case hexadecimal digits. */
export function newSessionId(): string {
  return randomBytes(32).toString('hex')
}

/**
 * The sessions of logged-in users, in memory. Nothing is stored for anybody else, and an id that a client made up is
 * never adopted.
 */
export class SessionStore {
  readonly #timeoutMs: number
  readonly #maxSessions: number
  readonly #now: () => number
  // A Map keeps its order: a session that is used moves to the end, so those to expire first stand in front, and
  // nobody ever has to look at all of them.
  readonly #sessions = new Map<string, StoredSession>()

  constructor({ timeoutMs, maxSessions, now = () => performance.now() }: SessionStoreOptions) {
    this.#timeoutMs = timeoutMs
    this.#maxSessions = maxSessions
    this.#now = now
  }

  get size(): number {
    this.#expire()
    return this.#sessions.size
  }

  /** The user of a live session, whose time begins anew. */
  use(id: string): string | undefined {
    this.#expire()
    const session = this.#sessions.get(id)
    if (session === undefined) return undefined
    this.#put(id, session.user)
    return session.user
  }

  /**
   * Gives a client another session in place of the one that it had, if any.
   *
   * @param user - null after a logout
   * @returns the new id; for nobody, one that is not stored
   */
  renew(oldId: string | undefined, user: string | null): string {
    if (oldId !== undefined) this.#sessions.delete(oldId)
    const id = newSessionId()
    if (user === null) return id
    this.#expire()
    this.#put(id, user)
    if (this.#sessions.size > this.#maxSessions) this.#dropFirst()
    return id
  }

  #put(id: string, user: string) {
    this.#sessions.delete(id)
    this.#sessions.set(id, { user, expires: this.#now() + this.#timeoutMs })
  }

  #expire() {
    const now = this.#now()
    for (const [id, { expires }] of this.#sessions) {
      if (expires > now) return
      this.#sessions.delete(id)
    }
  }

  #dropFirst() {
    for (const id of this.#sessions.keys()) {
      this.#sessions.delete(id)
      return
    }
  }
}
