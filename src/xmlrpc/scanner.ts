import { atOnce, Pace, type Work } from '../rpc/work.ts'
import { longestPart } from './characters.ts'
import { endOfAside, malformed, readStartTag, resolveReferences, skipBlanks } from './markup.ts'

/**
 * Walks once over the content of the root element, from part to part: text, start tag, text, end tag …
 *
 * It knows XML but not XML-RPC: what it accepts is well-formed, and what may stand where is for its user to say.
 * An element written `<name/>` looks like one without content.
 */
export class Scanner {
  readonly #text: string
  #at = 0
  /** Full names of the elements that are open, the root not among them. */
  readonly #open: string[] = []
  /** Whether the innermost of them was written `<name/>`, so that its end is here already. */
  #closed = false
  /** The next '&', and the next ']]>', at or after the place where they were last looked for. */
  #reference = -1
  #sectionEnd = -1
  readonly #pace = new Pace()

  /** @param text - lines end with LF, and no character is one that XML forbids */
  constructor(text: string) {
    this.#text = text
  }

  /**
   * Reads text up to the next tag: references resolved, CDATA unpacked, comments and instructions left out.
   *
   * @returns the text, or the work that gets it where that may be long
   */
  readText(): string | Work<string> {
    if (this.#closed) return ''
    const raw = this.#readRawText()
    if (raw.length > longestPart || this.#isAtSection()) return this.#readOn(raw)
    // Short as it is, resolving it never yields.
    return this.#reference < this.#at ? atOnce(resolveReferences(raw)) : raw
  }

  /** Passes over blanks, and tells whether a tag stands behind them: nothing that {@link readText} would read. */
  skipToTag(): boolean {
    if (this.#closed) return true
    this.#at = skipBlanks(this.#text, this.#at)
    return this.#text.charCodeAt(this.#at) === lessThan && !this.#isAtSection()
  }

  /**
   * Reads the start tag that stands here.
   *
   * @param likely - a name that is found faster than others
   * @returns the element's name without a prefix, or undefined where an end tag or the end stands
   */
  readStart(likely?: string): string | undefined {
    if (this.#closed || this.#at === this.#text.length) return undefined
    const text = this.#text
    const start = this.#at + 1
    if (text.charCodeAt(start) === slash) return undefined

    let name = likely
    if (
      name === undefined ||
      !text.startsWith(name, start) ||
      text.charCodeAt(start + name.length) !== greaterThan
    ) {
      let end = start
      while (plain[text.charCodeAt(end)] === 1) end += 1
      // A name may not begin with a digit or a full stop, and `<>` has none.
      const isPlain = text.charCodeAt(end) === greaterThan && text.charCodeAt(start) > nine && end > start
      if (!isPlain) return this.#readUnusualStart()
      name = text.slice(start, end)
    }
    this.#at = start + name.length + 1
    this.#open.push(name)
    return name
  }

  /** Reads the end tag of the innermost open element, which must stand here. */
  readEnd(): void {
    const name = this.#open.pop() ?? ''
    if (this.#closed) {
      this.#closed = false
      return
    }
    const text = this.#text
    const start = this.#at + 2
    const isRight = text.charCodeAt(start - 1) === slash && text.startsWith(name, start)
    let end = start + name.length
    if (text.charCodeAt(end) !== greaterThan) end = skipBlanks(text, end)
    if (!isRight || text.charCodeAt(end) !== greaterThan) {
      throw malformed(`</${name}> was expected`, text, this.#at)
    }
    this.#at = end + 1
  }

  /**
   * Checks the rest, from wherever the scanner stands, for nothing but being well-formed.
   *
   * @throws Fault -32700, -32702
   */
  *readRest(): Work<void> {
    for (;;) {
      const text = this.readText()
      if (typeof text !== 'string') yield* text
      if (this.#pace.isDue()) yield
      if (this.readStart() !== undefined) continue
      if (this.#open.length === 0) break
      this.readEnd()
    }
    this.readEndOfText()
  }

  /** Checks that nothing is left: an end tag would be one too many. */
  readEndOfText(): void {
    if (this.#at < this.#text.length) throw malformed('an end tag without its start', this.#text, this.#at)
  }

  /** Where no plain text is left, a tag stands, or one of the things that text goes on behind. */
  #isAtSection() {
    const next = this.#text.charCodeAt(this.#at + 1)
    return next === exclamationMark || next === questionMark
  }

  /** Goes on behind a text: there may be a section, and another text. */
  *#readOn(first: string): Work<string> {
    let text = yield* this.#resolved(first)
    while (this.#isAtSection()) {
      text += this.#readSection()
      text += yield* this.#resolved(this.#readRawText())
      if (this.#pace.isDue()) yield
    }
    return text
  }

  /** What {@link Scanner.#readRawText} has just returned, with its references resolved. */
  *#resolved(raw: string): Work<string> {
    return this.#reference < this.#at ? yield* resolveReferences(raw) : raw
  }

  #readRawText() {
    const start = this.#at
    const text = this.#text
    if (text.charCodeAt(start) === lessThan) return ''
    const found = text.indexOf('<', start)
    const end = found === -1 ? text.length : found
    this.#at = end

    // Looked for again only when passed, so that a text without one is searched once and not at every element.
    if (this.#reference < start) this.#reference = indexOrEnd(text, '&', start)
    if (this.#sectionEnd < start) this.#sectionEnd = indexOrEnd(text, ']]>', start)
    if (this.#sectionEnd < end) throw malformed("']]>' outside a CDATA section", text, this.#sectionEnd)
    return text.slice(start, end)
  }

  /** Reads a CDATA section, or passes over a comment or an instruction. */
  #readSection() {
    const start = this.#at
    if (!this.#text.startsWith('<![CDATA[', start)) {
      this.#at = endOfAside(this.#text, start)
      return ''
    }
    const end = this.#text.indexOf(']]>', start)
    if (end === -1) throw malformed('a CDATA section without its end', this.#text, start)
    this.#at = end + 3
    return this.#text.slice(start + '<![CDATA['.length, end)
  }

  #readUnusualStart() {
    const { name, end, closed } = readStartTag(this.#text, this.#at)
    this.#at = end
    this.#closed = closed
    this.#open.push(name)
    // A prefix is only a nickname of a namespace, and its declaration may stand on the root, out of our sight.
    return /^[^:]+:([^:]+)$/.exec(name)?.[1] ?? name
  }
}

const lessThan = 0x3c
const greaterThan = 0x3e
const slash = 0x2f
const exclamationMark = 0x21
const questionMark = 0x3f
const nine = 0x39

/** 1 for ASCII letters, digits and the full stop: enough for every name of XML-RPC. */
const plain = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9.]/.test(String.fromCharCode(code))),
)

function indexOrEnd(text: string, searched: string, from: number) {
  const found = text.indexOf(searched, from)
  return found === -1 ? text.length : found
}
