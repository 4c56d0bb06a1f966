import type { Path } from '../value-path.ts'
import { describeValue } from '../value-words.ts'

/** Where a value does not fit its type, and why. */
export interface Mismatch {
  readonly path: Path
  /** To stand behind the place: `must be a string, but an integer came`. */
  readonly words: string
  /** What should be there, and what is. */
  readonly expected: string
  readonly received: string
}

export function wrong(path: Path, expected: string, received: string): Mismatch {
  return { path, words: `must be ${expected}, but ${received} came`, expected, received }
}

export function missing(path: Path, expected: string): Mismatch {
  return { path, words: 'is missing', expected, received: describeValue(undefined) }
}

/** The same, seen from a value that holds this one. */
export function within(path: Path, mismatch: Mismatch): Mismatch {
  return path.length === 0 ? mismatch : { ...mismatch, path: [...path, ...mismatch.path] }
}
