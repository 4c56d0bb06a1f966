import { RE2JS, RE2JSSyntaxException } from 're2js'
import { re2Syntax } from './re2-syntax.ts'

/** One that is larger would cost much time and memory before it meets a text. */
const largest = 10_000

/**
 * A regular expression of JSON Schema whose time grows with the text alone: none from a plugin can be made to hold up the
 * agent, as `^(a+)+$` would JavaScript's own, which tries all ways to match.
 */
export class LinearPattern {
  readonly #source: string
  readonly #re2: RE2JS

  /** @throws SyntaxError saying why there is none, such as `it looks ahead or behind` */
  constructor(source: string) {
    this.#source = source
    this.#re2 = compiled(re2Syntax(source))
    if (this.size > largest) throw new SyntaxError('it repeats too much')
  }

  /** How many steps a character of a text can cost at most, about. */
  get size(): number {
    return this.#re2.programSize()
  }

  /** Whether it matches anywhere within. */
  test(text: string): boolean {
    return this.#re2.test(text)
  }

  toString(): string {
    return this.#source
  }
}

function compiled(source: string) {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error
    throw new SyntaxError(`${error.getDescription()} '${error.getPattern() ?? ''}'`)
  }
}
