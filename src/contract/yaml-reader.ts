import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'

/** A member of a struct in a file. */
export interface Entry {
  readonly name: string
  readonly value: unknown
  /** The place of the name itself. */
  readonly at: unknown
}

/** Reads what a file in YAML holds, and knows the line of each mistake. */
export class YamlReader {
  readonly root: unknown
  readonly #lines = new LineCounter()
  readonly #error: (line: number, why: string) => Error

  /** @throws the error of the first mistake in the text itself */
  constructor(text: string, error: (line: number, why: string) => Error) {
    this.#error = error
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    const [mistake] = document.errors
    if (mistake !== undefined) throw error(this.#lineAt(mistake.pos[0]), mistake.message)
    this.root = document.contents
  }

  /** The error of a mistake at a node. */
  mistake(node: unknown, why: string): Error {
    return this.#error(this.#lineAt(isNode(node) ? (node.range?.[0] ?? 0) : 0), why)
  }

  /** A struct with exactly these members. */
  struct<Needed extends string, Optional extends string = never>(
    node: unknown,
    what: string,
    needed: readonly Needed[],
    optional: readonly Optional[] = [],
  ): Record<Needed, unknown> & Partial<Record<Optional, unknown>> {
    const entries = this.entries(node, what)
    const known: readonly string[] = [...needed, ...optional]
    const stranger = entries.find(({ name }) => !known.includes(name))
    if (stranger !== undefined) throw this.mistake(stranger.at, `${what} has no '${stranger.name}'`)
    const missing = needed.find(name => entries.every(entry => entry.name !== name))
    if (missing !== undefined) throw this.mistake(node, `${what} needs '${missing}'`)
    // A cast: all names were compared just now.
    return Object.fromEntries(entries.map(({ name, value }) => [name, value])) as Record<Needed, unknown> &
      Partial<Record<Optional, unknown>>
  }

  /** The members of a struct, in their order. */
  entries(node: unknown, what: string): Entry[] {
    if (!isMap(node)) throw this.mistake(node, `${what} must have members, each on a line of its own`)
    return node.items.map(({ key, value }) => ({ name: this.#name(key), value, at: key }))
  }

  optionalEntries(node: unknown, what: string): Entry[] {
    return node === undefined ? [] : this.entries(node, what)
  }

  items(node: unknown, what: string): unknown[] {
    if (isSeq(node)) return node.items
    throw this.mistake(node, `${what} must be a list`)
  }

  text(node: unknown, what: string): string {
    const value = this.plain(node)
    if (typeof value === 'string') return value
    throw this.mistake(node, `${what} must be a text`)
  }

  integer(node: unknown, what: string): number {
    const value = this.plain(node)
    if (typeof value === 'number' && Number.isInteger(value)) return value
    throw this.mistake(node, `${what} must be a whole number`)
  }

  /** A text, number, boolean or null; undefined for anything else. */
  plain(node: unknown): unknown {
    return isScalar(node) ? node.value : undefined
  }

  isStruct(node: unknown): boolean {
    return isMap(node)
  }

  /** Whatever it is, as a plain value; an alias to another place would be read by some and not by others. */
  data(node: unknown): unknown {
    if (isScalar(node)) return node.value
    if (isSeq(node)) return node.items.map(item => this.data(item))
    return Object.fromEntries(
      this.entries(node, 'a value').map(({ name, value }) => [name, this.data(value)]),
    )
  }

  #name(key: unknown) {
    const value = this.plain(key)
    // Members can be called 1 or true.
    if (isScalar(key) && key.source !== undefined && typeof value !== 'string') return key.source
    if (typeof value === 'string') return value
    throw this.mistake(key, 'a name must be a text')
  }

  #lineAt(offset: number) {
    return this.#lines.linePos(offset).line
  }
}
