// What this page uses of swagger-ui 5, which has no types of its own. Its state is made of immutable maps and lists.

/** Builds the page inside an element. Comes from a script of its own, which is there before. */
export type SwaggerUi = (options: Readonly<Record<string, unknown>>) => void

export interface System {
  readonly React: { readonly createElement: CreateElement }
}

export interface Plugin {
  readonly fn: Readonly<Record<string, (...values: never[]) => unknown>>
  readonly components: Readonly<Record<string, Component>>
  readonly wrapComponents: Readonly<Record<string, (original: Component) => Component>>
}

/** What every component is handed of the page's state. */
export interface Props {
  readonly specSelectors: {
    operations(): { readonly size: number }
    /** Those that the search has left. */
    taggedOperations(): TaggedOperations
  }
  readonly layoutSelectors: {
    /** The text of the search; `true` before the first. */
    currentFilter(): unknown
  }
  readonly layoutActions: { updateFilter(text: string): void }
}

export type Component = (props: Props) => Element | null

export type CreateElement = (
  type: string | Component,
  properties: Props | Readonly<Record<string, unknown>> | null,
  ...children: readonly (Element | string)[]
) => Element

/** Something to show; nobody looks inside. */
export type Element = { readonly $$typeof: symbol }

export interface TaggedOperations {
  map(change: (tag: Tag, name: string) => Tag): TaggedOperations
  filter(isKept: (tag: Tag) => boolean): TaggedOperations
  reduce(add: (sum: number, tag: Tag) => number, start: number): number
}

export interface Tag {
  get(key: 'operations'): Operations
  set(key: 'operations', operations: Operations): Tag
}

export interface Operations {
  readonly size: number
  filter(isKept: (operation: Operation) => boolean): Operations
}

export interface Operation {
  /** One of its texts, as far as the document has it. */
  getIn(path: readonly string[]): string | undefined
}
