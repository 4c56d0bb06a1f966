import type { Place } from './views.ts'

/** What keeps a function from being described, or from being described in full. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Absolute. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** The function's name; empty where the plugin as a whole is meant. */
  readonly method: string
  readonly message: string
}

/** Collects the problems of one function after the other. */
export class Problems {
  readonly #found: Problem[] = []
  /** The function that is being described. */
  method = ''

  get found(): readonly Problem[] {
    return this.#found
  }

  error(place: Place, message: string): void {
    this.#found.push({ severity: 'error', ...place, method: this.method, message })
  }

  warn(place: Place, message: string): void {
    this.#found.push({ severity: 'warning', ...place, method: this.method, message })
  }
}
