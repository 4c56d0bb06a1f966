import { isDeepStrictEqual } from 'node:util'
import { alternatives } from './alternatives.ts'
import { arrayIncludes } from './array-inclusion.ts'
import { holdsLiteral, numberIncludes, textIncludes } from './scalar-inclusion.ts'
import { structIncludes } from './struct-inclusion.ts'
import { isNumber, type Literal, reachableNames, type Type, type TypeIn, type Types, values } from './type.ts'
import type { Comparison, View } from './view.ts'

/**
 * Whether every value of one type is a value of another.
 *
 * A yes is certain. A no can come of types that only look different, such as a struct that is split into a union of structs.
 */
export function includes(larger: TypeIn, smaller: TypeIn, view: View): boolean {
  return new Inclusion(larger.types, smaller.types, view).includes(larger.type, smaller.type)
}

class Inclusion implements Comparison {
  readonly view: View
  readonly #larger: Types
  readonly #smaller: Types
  /** What is being asked counts as a yes meanwhile: types hold themselves. A no is final. */
  readonly #known = new Map<Type, Map<Type, boolean>>()
  readonly #assumed: (readonly [Type, Type])[] = []
  readonly #literals = new Map<Literal, Type>()

  constructor(larger: Types, smaller: Types, view: View) {
    this.#larger = larger
    this.#smaller = smaller
    this.view = view
  }

  includes(larger: Type, smaller: Type): boolean {
    const answers = this.#known.get(larger) ?? new Map<Type, boolean>()
    this.#known.set(larger, answers)
    const known = answers.get(smaller)
    if (known !== undefined) return known
    const count = this.#assumed.push([larger, smaller])
    answers.set(smaller, true)
    const all = alternatives({ type: larger, types: this.#larger }).map(({ type }) => type)
    if (alternatives({ type: smaller, types: this.#smaller }).every(({ type }) => this.#covers(all, type)))
      return true
    // Each yes since then may stand on this one.
    for (const [a, b] of this.#assumed.splice(count - 1)) this.#known.get(a)?.delete(b)
    answers.set(smaller, false)
    return false
  }

  #covers(larger: readonly Type[], smaller: Type): boolean {
    if (larger.some(({ kind }) => kind === 'any')) return true
    switch (smaller.kind) {
      case 'values':
        return smaller.values.every(value => larger.some(type => this.#holds(type, value)))
      case 'boolean':
        return [true, false].every(value => larger.some(type => this.#holds(type, value)))
      case 'all':
        if (smaller.of.some(part => larger.some(type => this.includes(type, part)))) return true
    }
    return larger.some(type => this.#coversOne(type, smaller))
  }

  #coversOne(larger: Type, smaller: Type): boolean {
    if (larger.kind === 'all') return larger.of.every(part => this.includes(part, smaller))
    switch (smaller.kind) {
      case 'named':
      case 'union':
        return this.includes(larger, smaller)
      case 'string':
      case 'date':
      case 'bytes':
      case 'bigint':
        return textIncludes(larger, smaller, this.view)
      case 'number':
      case 'integer':
      case 'double':
        return isNumber(larger) && numberIncludes(larger, smaller, this.view)
      case 'array':
        return larger.kind === 'array' && arrayIncludes(larger, smaller, this)
      case 'struct':
        return larger.kind === 'struct' && structIncludes(larger, smaller, this)
      case 'schema':
        return larger.kind === 'schema' && this.#isSame(larger, smaller)
      case 'null':
        return larger.kind === 'null'
      default:
        return false
    }
  }

  #holds(type: Type, value: Literal): boolean {
    if (type.kind !== 'all') return holdsLiteral(type, value, this.view)
    // One type for each value, or a type that holds itself would be asked for ever.
    const literal = this.#literals.get(value) ?? values([value])
    this.#literals.set(value, literal)
    return type.of.every(part => this.includes(part, literal))
  }

  /** The same schema, and the same types behind its references. */
  #isSame(larger: Type, smaller: Type) {
    const named = (type: Type, types: Types) =>
      [...reachableNames([type], types)].sort().map(name => [name, types.get(name)])
    return (
      isDeepStrictEqual(larger, smaller) &&
      isDeepStrictEqual(named(larger, this.#larger), named(smaller, this.#smaller))
    )
  }
}
