import type { Random } from '../xmlrpc/made-up-calls.ts'

/** What is wrong with how an input was taken, such as `hang: no end of the reply within 10 s`; undefined: nothing. */
export type Wrong = string | undefined

/** One reader of bytes that strangers write, with all that is known about what it must do. */
export interface Target {
  /** Compiled files whose coverage says whether an input is new, such as `src/xmlrpc/`. */
  readonly covers: readonly string[]
  /** Pieces of text that mean something to the reader. */
  readonly tokens: readonly string[]
  /** What opens and closes another level, to be nested. */
  readonly nests: readonly (readonly [open: string, close: string])[]
  /** Where in an input that begins that is to be changed mostly; everywhere, if left out. */
  mainPart?(input: Buffer): number
  /** An input from the grammar, mostly a good one. */
  make(random: Random): Buffer
  /** Gives one input to the reader; whatever this throws is wrong too. */
  run(input: Buffer): Wrong | Promise<Wrong>
  /** Compares many inputs at once with a reader that is another program: what is wrong with each. */
  compare?(inputs: readonly Buffer[]): readonly Wrong[] | Promise<readonly Wrong[]>
  /** What a run has seen, for its report. */
  summary?(): string
  end?(): Promise<void>
}
