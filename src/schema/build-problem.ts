import type { Problem } from './problems.ts'

/** Something wrong with a plugin's source; line and column count from 1, and are 0 where there is no place. */
export interface BuildProblem extends Problem {
  /** The compiler's code, such as `TS2322`; absent where it is not the compiler that complains. */
  readonly code?: string
}
