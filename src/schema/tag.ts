/** A tag such as `@param`, with all that stands before the next one. */
export interface Tag {
  /** Without the `@`. */
  readonly name: string
  readonly text: string
  /** Where the `@` stands in the comment. */
  readonly offset: number
}
