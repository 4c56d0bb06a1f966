/** What the rest of this folder sees of a program: no word of the compiler leads out of `compiler/`. */

/** Where something stands in a source file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A comment that documents something, with its stars and slashes. */
export interface Comment {
  readonly text: string
  /** Where a character of the text stands. */
  place(offset: number): Place
}

/** What an entry module exports, and what it is made of. */
export interface ModuleView {
  /** What is there at run time, classes aside, by the names under which it is exported, sorted. */
  readonly exports: readonly ExportView[]
  /** Every source file that the entry reaches through imports, itself included, sorted; no declarations. */
  readonly sources: readonly string[]
}

export interface ExportView {
  readonly name: string
  readonly place: Place
  /** Its function: undefined where it is none, `unclear` where its type is `any`. Throws where the compiler fails. */
  readonly read: () => FunctionView | 'unclear' | undefined
  readonly type: () => TypeView
  /** Of a variable, its value as the source spells it. */
  readonly valueText: string | undefined
}

export interface FunctionView {
  /** The name it is exported under. */
  readonly name: string
  readonly place: Place
  readonly comment: Comment | null
  /** Signatures that callers may choose from; more than 1 where it is overloaded. */
  readonly signatures: number
  /** What it wants as `this`; null where it does not say. */
  readonly thisType: TypeView | null
  readonly parameters: readonly ParameterView[]
  /** With promises unwrapped. */
  readonly result: TypeView
}

export interface ParameterView {
  /** Null where it is a pattern such as `{ a, b }`. */
  readonly name: string | null
  readonly place: Place
  readonly type: TypeView
  readonly optional: boolean
  readonly rest: boolean
  /** The default as the source spells it, without what only the compiler reads of it (`as const`). */
  readonly defaultText: string | null
}

/** A type at a place where it is used. */
export interface TypeView {
  /** Equal for equal types. */
  readonly key: string
  /** As TypeScript writes it. */
  readonly text: string
  readonly name: TypeName | null
  /** The aliases that lead from the place to the type, the outermost first. */
  readonly aliases: readonly TypeName[]
  /** May be left out where the place allows it: `undefined` is one of its members. */
  readonly orUndefined: boolean
  /** Read when it is asked for, as types can hold themselves. Without `undefined` where other members are left. */
  shape(): Shape
}

/** The name of an interface, an enum or an alias. */
export interface TypeName {
  /** Equal for the same declaration. */
  readonly key: string
  readonly text: string
  readonly typeArguments: readonly TypeView[]
  readonly comment: Comment | null
}

/** What values of a type look like. */
export type Shape =
  | { readonly kind: Simple }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | bigint }
  | { readonly kind: 'enum'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'template'; readonly texts: readonly string[]; readonly types: readonly TypeView[] }
  | { readonly kind: 'union'; readonly members: readonly TypeView[] }
  | { readonly kind: 'array'; readonly item: TypeView }
  | { readonly kind: 'tuple'; readonly items: readonly TupleItem[] }
  | {
      readonly kind: 'struct'
      readonly members: readonly Member[]
      readonly index: readonly IndexSignature[]
    }
  | { readonly kind: 'misfit'; readonly misfit: MisfitKind; readonly name: string }

/** Types that say all by their names; the agent's own among them. */
export type Simple =
  | 'string'
  | 'mapped string'
  | 'number'
  | 'integer'
  | 'double'
  | 'bigint'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'never'
  | 'any'
  | 'unknown'
  | 'anything but null'
  | 'object'
  | 'date'
  | 'bytes'
  | 'rpc value'
  | 'rpc struct'

/** Types whose values cannot travel. */
export type MisfitKind =
  | 'function'
  | 'symbol'
  | 'class'
  | 'built-in'
  | 'type parameter'
  | 'promise'
  | 'unresolved'

export interface TupleItem {
  /** Null where it has no label. */
  readonly label: string | null
  readonly type: TypeView
  readonly optional: boolean
  /** Stands for any number of items, of which `type` is one. */
  readonly rest: boolean
}

export interface Member {
  readonly name: string
  readonly type: TypeView
  readonly optional: boolean
  readonly comment: Comment | null
  /** Null where it is declared outside the program's own sources. */
  readonly place: Place | null
}

export interface IndexSignature {
  readonly key: TypeView
  readonly value: TypeView
}
