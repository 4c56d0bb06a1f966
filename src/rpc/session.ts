/** Who is behind a call, as a method sees it in `currentCall().session`. */
export interface Session {
  /** The logged-in user's name, or null before a login. */
  readonly user: string | null
  /**
   * Announces that somebody tries to log in as `user`, before the password is looked at. It counts as a failure unless the
   * method then logs somebody in; too many failures of this user, or from this address, end the call here.
   *
   * @throws Fault -32006; let it through
   */
  attempt(user: string): void
  /**
   * Logs `user` in when the method that calls this returns a truthy value. A method that throws, or that
   * answers false, 0, '' or null, logs nobody in.
   */
  login(user: string): void
  /** Forgets the user when the method that calls this returns, whatever it returns; not when it throws. */
  logout(): void
}

/** The user that the calls of one request share; only {@link StagedSession.commit} changes it. */
export interface SessionState {
  user: string | null
  /** Somebody has logged in or out: the client gets another id. */
  hasChanged: boolean
}

/** Counts attempts to log in; see `LoginAttempts`. */
export interface AttemptCounter {
  /**
   * Counts an attempt, as failed until it is known to have succeeded.
   *
   * @throws Fault -32006 after too many
   */
  begin(user: string, address: string | null): void
  succeeded(user: string, address: string | null): void
}

/**
 * A session as one call sees it: what the call says of logging in or out waits here until the call has
 * ended well, so that an exception half-way never logs anybody in.
 */
export class StagedSession implements Session {
  readonly #state: SessionState
  readonly #attempts: AttemptCounter
  readonly #address: string | null
  #staged: { readonly user: string | null } | undefined
  #attempted: string | undefined

  constructor(state: SessionState, attempts: AttemptCounter, address: string | null) {
    this.#state = state
    this.#attempts = attempts
    this.#address = address
  }

  get user(): string | null {
    return this.#state.user
  }

  attempt(user: string): void {
    this.#attempts.begin(user, this.#address)
    this.#attempted = user
  }

  login(user: string): void {
    if (typeof user !== 'string' || user === '') throw new TypeError('login() takes the name of a user')
    this.#staged = { user }
  }

  logout(): void {
    this.#staged = { user: null }
  }

  /** What has been said of logging in or out, last; undefined where nothing has. */
  get staged(): { readonly user: string | null } | undefined {
    return this.#staged
  }

  /** To be called with the value that the method returned. */
  commit(result: unknown): void {
    if (this.#staged === undefined) return
    const { user } = this.#staged
    if (user !== null && !result) return
    this.#state.user = user
    this.#state.hasChanged = true
    if (user !== null && this.#attempted !== undefined)
      this.#attempts.succeeded(this.#attempted, this.#address)
  }
}
