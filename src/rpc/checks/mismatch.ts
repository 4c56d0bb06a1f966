import type { JsonSchema } from '../json-schema.ts'
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
  /** What the words for what is expected come from, where they do from one schema. */
  readonly asked?: JsonSchema
}

export function wrong(path: Path, expected: string, received: string, asked?: JsonSchema): Mismatch {
  const words = `must be ${expected}, but ${received} came`
  return { path, words, expected, received, ...(asked && { asked }) }
}

export function missing(path: Path, expected: string, asked?: JsonSchema): Mismatch {
  return { path, words: isMissing, expected, received: describeValue(undefined), ...(asked && { asked }) }
}

export const isMissing = 'is missing'

/** The same, seen from a value that holds this one. */
export function within(path: Path, mismatch: Mismatch): Mismatch {
  return path.length === 0 ? mismatch : { ...mismatch, path: [...path, ...mismatch.path] }
}
