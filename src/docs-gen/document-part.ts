/** A part of a document: plain data. */
export type DocumentPart = { readonly [name: string]: unknown }

/** What a document says of the agent beside its methods. */
export interface AboutAgent {
  readonly version: string
  /** Whether methods with access `user` need a logged-in user. */
  readonly requireLogin: boolean
  /** Whether the health pages and the metrics answer without credentials. */
  readonly publicHealth: boolean
}
