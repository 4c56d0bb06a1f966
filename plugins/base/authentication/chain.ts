import { type Authenticated, type Authenticator, Fault, type Log, userKey, verifyPassword } from 'mmc-agent'
import { isName } from '../arguments.ts'
import type { Choice } from '../base-config.ts'
import type { Selected } from './selection.ts'

/** The agent's own 8003 and 8004 are of the same family. */
const authenticationError = 8006

/** More than anybody types; nothing longer is hashed or sent to a directory. */
const longestPassword = 1000

/** The authenticators in their order: the first that knows user and password decides. */
export class AuthenticationChain {
  readonly #selected: readonly Selected<Authenticator>[]
  readonly #choices: readonly Choice[]

  /** @param choices - all that are configured: a user whom one has to itself is not for the others where it is left out */
  constructor(selected: readonly Selected<Authenticator>[], choices: readonly Choice[]) {
    this.#selected = selected
    this.#choices = choices
  }

  /**
   * Finds out whose password this is.
   *
   * @returns the user, or null
   * @throws Fault `AuthenticationError` when an authenticator cannot tell; none is asked after it
   */
  async authenticate(user: string, password: string, log: Log): Promise<Authenticated | null> {
    // A directory takes an empty password for a visitor's, and lets visitors in.
    if (!isName(user) || password === '' || password.length > longestPassword) return null

    const asked = this.#askable(user)
    // The time must not tell who is excluded.
    if (asked.length === 0) await verifyPassword(password, undefined)
    return this.#first(asked, authenticator => authenticator.authenticate(user, password), password, log)
  }

  /** Looks a user up without a password, with the authenticators that can; else as {@link authenticate}. */
  async find(user: string, log: Log): Promise<Authenticated | null> {
    if (!isName(user)) return null
    return this.#first(this.#askable(user), authenticator => authenticator.find?.(user), undefined, log)
  }

  async #first(
    asked: readonly Selected<Authenticator>[],
    ask: (authenticator: Authenticator) => Promise<Authenticated | null> | undefined,
    secret: string | undefined,
    log: Log,
  ): Promise<Authenticated | null> {
    for (const { choice, part } of asked) {
      const found = await answerOf(choice.name, () => ask(part), secret, log)
      // Asked again with the directory's spelling, by which the user is known from now on.
      if (found !== null && this.#isFor(choice, found.user)) return found
    }
    return null
  }

  #askable(user: string) {
    return this.#selected.filter(({ choice }) => this.#isFor(choice, user))
  }

  #isFor(choice: Choice, user: string): boolean {
    const key = userKey(user)
    if (choice.exclude.has(key)) return false
    return choice.authonly.has(key) || !this.#choices.some(({ authonly }) => authonly.has(key))
  }
}

async function answerOf(
  name: string,
  ask: () => Promise<Authenticated | null> | undefined,
  secret: string | undefined,
  log: Log,
): Promise<Authenticated | null> {
  try {
    return checked(await ask())
  } catch (error) {
    log.error(
      { authenticator: name, why: wordsWithout(secret, error) },
      `the authenticator '${name}' cannot tell who this is`,
    )
    throw new Fault("AuthenticationError: the login could not be checked; the agent's log says why", {
      code: authenticationError,
    })
  }
}

/** Plugins in plain JavaScript may answer anything: no is no, and yes must name a user. */
function checked(answer: unknown): Authenticated | null {
  if (answer === null || answer === undefined || answer === false) return null
  if (
    typeof answer === 'object' &&
    'user' in answer &&
    typeof answer.user === 'string' &&
    answer.user !== ''
  ) {
    const attributes = 'attributes' in answer ? answer.attributes : undefined
    return { user: answer.user, attributes: (attributes ?? {}) as Authenticated['attributes'] }
  }
  throw new TypeError('it answered neither null nor { user, attributes }')
}

/** An error may hold the password that made it, as it was typed or in another form, and then nothing of it is logged. */
function wordsWithout(secret: string | undefined, error: unknown) {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return secret !== undefined && formsOf(secret).some(form => words.includes(form))
    ? 'not shown: it holds the password'
    : words
}

function formsOf(secret: string) {
  return [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')]
}
