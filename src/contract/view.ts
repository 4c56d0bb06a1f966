import type { Type } from './type.ts'

/** Where values travel, and which way; wires write some types alike. */
export interface View {
  readonly wire: Wire
  readonly flow: Flow
  /** Whether members that the larger type does not declare are overlooked, as clients do with results. */
  readonly open: boolean
}

export type Wire = 'xmlrpc' | 'json'

/** Parameters come in, results go out. */
export type Flow = 'in' | 'out'

/** Whether every value of one type is a value of another, within one view. */
export interface Comparison {
  readonly view: View
  includes(larger: Type, smaller: Type): boolean
}
