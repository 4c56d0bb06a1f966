import { anyType, array, number, string, struct, type Type, union } from './type.ts'
import { isBareName } from './type-form.ts'
import { freeStruct, plainWords } from './type-words.ts'

/**
 * Reads a type in one line, such as `User[] | null`: names, `[]`, `|` and brackets.
 *
 * @param mistake - makes the error for a text that is none
 */
export function readTypeText(text: string, mistake: (why: string) => Error): Type {
  return new TypeTextParser(text, mistake).parse()
}

/** The kind of type that a word stands for. */
export function kindOfWord(word: string) {
  const [kind] = Object.entries(plainWords).find(([, known]) => known === word) ?? []
  return kind
}

class TypeTextParser {
  readonly #tokens: string[]
  readonly #mistake: (why: string) => Error
  readonly #text: string
  #next = 0

  constructor(text: string, mistake: (why: string) => Error) {
    this.#text = text
    this.#tokens = text.match(/[\w$]+|\[\]|\S/g) ?? []
    this.#mistake = mistake
  }

  parse(): Type {
    const type = this.#union()
    return this.#next === this.#tokens.length ? type : this.#fail()
  }

  #union(): Type {
    const types = [this.#items()]
    while (this.#take('|')) types.push(this.#items())
    return union(types)
  }

  #items(): Type {
    let type = this.#one()
    while (this.#take('[]')) type = array([], type)
    return type
  }

  #one(): Type {
    if (!this.#take('(')) return this.#word()
    const type = this.#union()
    return this.#take(')') ? type : this.#fail()
  }

  #word(): Type {
    const word = this.#tokens[this.#next] ?? ''
    this.#next += 1
    const kind = kindOfWord(word)
    if (kind === undefined && word !== freeStruct)
      return isBareName(word) ? { kind: 'named', name: word } : this.#fail()
    if (word === freeStruct) return struct([], anyType)
    // A cast: the words stand for these kinds, and for no others.
    return kind === 'string'
      ? string()
      : kind === 'number' || kind === 'integer' || kind === 'double'
        ? number(kind)
        : ({ kind } as Type)
  }

  #take(token: string) {
    if (this.#tokens[this.#next] !== token) return false
    this.#next += 1
    return true
  }

  #fail(): never {
    throw this.#mistake(`'${this.#text}' is no type; see docs/contracts.md`)
  }
}
