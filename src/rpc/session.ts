/** Who is behind a call, as a method sees it in `currentCall().session`. */
export interface Session {
  /** The logged-in user's name, or null before a login. */
  readonly user: string | null
  /**
   * Logs `user` in when the method that calls this returns a truthy value. A method that throws, or that
   * answers false, 0, '' or null, logs nobody in.
   */
  login(user: string): void
  /** Forgets the user when the method that calls this returns, whatever it returns; not when it throws. */
  logout(): void
}

/** The user that the calls of one client share; only {@link StagedSession.commit} changes it. */
export interface SessionState {
  user: string | null
}

/**
 * A session as one call sees it: what the call says of logging in or out waits here until the call has
 * ended well, so that an exception half-way never logs anybody in.
 */
export class StagedSession implements Session {
  readonly #state: SessionState
  #staged: { readonly user: string | null } | undefined

  constructor(state: SessionState) {
    this.#state = state
  }

  get user(): string | null {
    return this.#state.user
  }

  login(user: string): void {
    if (typeof user !== 'string' || user === '') throw new TypeError('login() takes the name of a user')
    this.#staged = { user }
  }

  logout(): void {
    this.#staged = { user: null }
  }

  /** To be called with the value that the method returned. */
  commit(result: unknown): void {
    if (this.#staged === undefined) return
    const { user } = this.#staged
    if (user === null || result) this.#state.user = user
  }
}
