import { Fault, FaultCode, isFault, tooManyValues } from '../rpc/fault.ts'
import { type RpcValue, setMember } from '../rpc/value.ts'
import { Pace, type Work } from '../rpc/work.ts'

export interface JsonLimits {
  /** How many arrays and objects may stand inside each other. */
  readonly maxDepth: number
  /** How many values there may be, those inside others and the names of members included. */
  readonly maxValues: number
}

/**
 * Reads JSON as JSON.parse does, but in turns, and not further than to the first limit that is passed: for texts that would
 * keep JSON.parse busy for long, of which an object with many names is the worst.
 *
 * @throws Fault -32700 saying where the text is no JSON, -32004 past a limit
 */
export function* readJson(text: string, limits: JsonLimits): Work<RpcValue> {
  const reader = new JsonReader(text, limits)
  try {
    return yield* reader.read()
  } catch (error) {
    // Brackets that nobody closes are no JSON, however deep they are.
    if (isFault(error) && error.code === FaultCode.tooLarge && !(yield* isClosed(text)))
      throw reader.malformedAtEnd()
    throw error
  }
}

/** Whether each bracket outside of strings has another that closes it. */
function* isClosed(text: string): Work<boolean> {
  const pace = new Pace()
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at)
      if (at === -1) return false
    } else if (code === openingBracket || code === openingBrace) depth += 1
    else if (code === closingBracket || code === closingBrace) depth -= 1
    if (at % 256 === 0 && pace.isDue()) yield
  }
  return depth === 0
}

/** Of the quote that ends a string; -1 where there is none. */
function endOfString(text: string, start: number) {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

class JsonReader {
  readonly #text: string
  readonly #limits: JsonLimits
  readonly #pace = new Pace()
  #at = 0
  #depth = 0
  #values = 0

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  *read(): Work<RpcValue> {
    const value = yield* this.#readValue()
    this.#skipBlanks()
    if (this.#at < this.#text.length) throw this.#malformed()
    return value
  }

  *#readValue(): Work<RpcValue> {
    this.#count()
    const { maxDepth } = this.#limits
    if (this.#pace.isDue()) yield
    this.#skipBlanks()
    const code = this.#text.charCodeAt(this.#at)
    if (code === quote) return this.#readString()
    if (code !== openingBracket && code !== openingBrace) return this.#readWord()

    if (this.#depth === maxDepth) throw tooDeep(maxDepth)
    this.#depth += 1
    this.#at += 1
    const value = code === openingBracket ? yield* this.#readItems() : yield* this.#readMembers()
    this.#depth -= 1
    return value
  }

  #count() {
    const { maxValues } = this.#limits
    this.#values += 1
    if (this.#values > maxValues) throw tooManyValues('The request', maxValues, 'elements')
  }

  *#readItems(): Work<RpcValue[]> {
    const items: RpcValue[] = []
    if (this.#take(closingBracket)) return items
    for (;;) {
      items.push(yield* this.#readValue())
      if (this.#take(closingBracket)) return items
      if (!this.#take(comma)) throw this.#malformed()
    }
  }

  *#readMembers(): Work<RpcValue> {
    const struct: Record<string, RpcValue> = {}
    if (this.#take(closingBrace)) return struct
    for (;;) {
      this.#skipBlanks()
      if (this.#text.charCodeAt(this.#at) !== quote) throw this.#malformed()
      this.#count()
      const name = this.#readString()
      if (!this.#take(colon)) throw this.#malformed()
      // Of two members with one name the last counts.
      setMember(struct, name, yield* this.#readValue())
      if (this.#take(closingBrace)) return struct
      if (!this.#take(comma)) throw this.#malformed()
    }
  }

  /** From quote to quote; what stands between them is for JSON.parse to judge. */
  #readString(): string {
    const start = this.#at
    const end = endOfString(this.#text, start)
    if (end === -1) throw this.malformedAtEnd()
    const spelt = this.#text.slice(start, end + 1)
    this.#at = end + 1
    if (isPlain.test(spelt)) return spelt.slice(1, -1)
    return this.#parse(spelt, start) as string
  }

  /** A number, or true, false or null. */
  #readWord(): RpcValue {
    const start = this.#at
    word.lastIndex = start
    const spelt = word.exec(this.#text)?.[0]
    if (spelt === undefined) throw this.#malformed()
    this.#at = word.lastIndex
    return this.#parse(spelt, start)
  }

  #parse(spelt: string, start: number): RpcValue {
    try {
      return JSON.parse(spelt)
    } catch {
      this.#at = start
      throw this.#malformed()
    }
  }

  /** Passes over a sign, if it comes next. */
  #take(code: number): boolean {
    this.#skipBlanks()
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at += 1
    return true
  }

  #skipBlanks() {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at += 1
    }
  }

  malformedAtEnd(): Fault {
    this.#at = this.#text.length
    return this.#malformed()
  }

  #malformed() {
    const place = this.#at < this.#text.length ? `at character ${this.#at}` : 'at its end'
    return new Fault(`Parse error: the body is not JSON, ${place}`, { code: FaultCode.parseError })
  }
}

export function tooDeep(maxDepth: number): Fault {
  return new Fault(`Nested deeper than ${maxDepth} arrays and objects ([limits] nestingdepth)`, {
    code: FaultCode.tooLarge,
  })
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number) {
  let first = at
  while (text.charCodeAt(first - 1) === backslash) first -= 1
  return (at - first) % 2 === 1
}

/** A string that means what stands in it: no backslash, and nothing below the blank. */
const isPlain = /^"[ !#-[\]-\uFFFF]*"$/

/** As far as a number or a word of JSON goes. */
const word = /[-+.0-9A-Za-z]+/y

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openingBracket = 0x5b
const backslash = 0x5c
const closingBracket = 0x5d
const openingBrace = 0x7b
const closingBrace = 0x7d
