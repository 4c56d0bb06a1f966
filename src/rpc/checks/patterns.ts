import { Fault, FaultCode } from '../fault.ts'
import { LinearPattern } from '../linear-pattern.ts'

/** Steps that patterns may take in one check, which nothing interrupts: about 50 ms of the worst of them. */
const mostSteps = 10_000_000

/** What each text costs besides its characters. */
const charactersOfTest = 4

/** The patterns of one plugin's types. */
export class Patterns {
  readonly #known = new Map<string, LinearPattern>()
  #stepsLeft = mostSteps

  /** Begins a check. */
  begin(): void {
    this.#stepsLeft = mostSteps
  }

  /** @throws SyntaxError for one that has no linear time */
  of(source: string): LinearPattern {
    const known = this.#known.get(source) ?? new LinearPattern(source)
    this.#known.set(source, known)
    return known
  }

  /** @throws Fault -32004 where a check has had too much text for its patterns */
  test(pattern: LinearPattern, text: string): boolean {
    this.#stepsLeft -= (text.length + charactersOfTest) * pattern.size
    if (this.#stepsLeft >= 0) return pattern.test(text)
    throw new Fault('There is more text than the patterns of its types can be held against', {
      code: FaultCode.tooLarge,
    })
  }
}
