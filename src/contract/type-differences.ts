import { type Alternative, alternatives } from './alternatives.ts'
import { type Difference, type Kinds, onAll, worst } from './change.ts'
import { type Place, spelled, within } from './place.ts'
import {
  type ArrayType,
  anyType,
  array,
  type Member,
  type StructType,
  struct,
  type Type,
  type TypeIn,
  type Types,
  union,
} from './type.ts'
import { typeKinds } from './type-kinds.ts'
import { typeWords } from './type-words.ts'
import type { Flow, Wire } from './view.ts'

/**
 * What is different between two types, each change at the innermost place that shows it.
 *
 * Where nothing breaks, every value that was taken still is; of results, every value that comes was one that could come,
 * but for members that clients overlook.
 */
export function typeDifferences(before: TypeIn, after: TypeIn, flow: Flow, place: Place): Difference[] {
  return new TypeComparer(before.types, after.types, flow).whole(before.type, after.type, place)
}

class TypeComparer {
  readonly #before: Types
  readonly #after: Types
  readonly #flow: Flow
  /** Types hold themselves: what has been compared is not compared again. */
  readonly #compared = new Map<Type, Set<Type>>()

  constructor(before: Types, after: Types, flow: Flow) {
    this.#before = before
    this.#after = after
    this.#flow = flow
  }

  /** The places inside may all be fine, and the whole not: then it is said of the whole. */
  whole(before: Type, after: Type, place: Place): Difference[] {
    const kinds = this.#kinds(before, after)
    const found = this.#compare(before, after, place)
    const isTold = (wire: Wire) =>
      kinds[wire] !== 'breaking' || found.some(one => one.kinds[wire] === 'breaking')
    if (isTold('xmlrpc') && isTold('json')) return found
    return [...found, this.#turned(before, after, place)]
  }

  #compare(before: Type, after: Type, place: Place): Difference[] {
    const kinds = this.#kinds(before, after)
    if (kinds.xmlrpc === null && kinds.json === null) return []
    const [was, is] = this.#unequal(
      alternatives({ type: before, types: this.#before }),
      alternatives({ type: after, types: this.#after }),
    )
    if (was.length === 0 && is.length > 0) return [difference(place, this.#more(is), kinds)]
    if (was.length > 0 && is.length === 0) return [difference(place, this.#fewer(was), kinds)]
    const pairs = paired(was, is)
    if (pairs === undefined) return [this.#turned(before, after, place)]
    return pairs.flatMap(pair => this.#comparePair(pair, place))
  }

  #comparePair([was, is]: readonly [Alternative, Alternative], outer: Place): Difference[] {
    const isNamed = was.name !== undefined && was.name === is.name
    const place = isNamed ? { ...outer, type: was.name, path: '' } : outer
    return this.#compareOne(was.type, is.type, place) ?? [this.#turned(was.type, is.type, place)]
  }

  /** undefined where the two have nothing in common that could be looked into. */
  #compareOne(before: Type, after: Type, place: Place): Difference[] | undefined {
    const compared = this.#compared.get(before) ?? new Set()
    this.#compared.set(before, compared)
    if (compared.has(after)) return []
    compared.add(after)
    if (before.kind === 'struct' && after.kind === 'struct') return this.#structs(before, after, place)
    if (before.kind === 'array' && after.kind === 'array') return this.#arrays(before, after, place)
    return undefined
  }

  #structs(before: StructType, after: StructType, place: Place): Difference[] | undefined {
    if ([...before.patterns.keys()].join('\n') !== [...after.patterns.keys()].join('\n')) return undefined
    const names = [...new Set([...before.members.keys(), ...after.members.keys()])].sort()
    return [
      ...names.flatMap(name => this.#members(name, before, after, within(place, name))),
      ...[...before.patterns].flatMap(([pattern, type]) =>
        this.#compare(type, after.patterns.get(pattern) ?? anyType, within(place, null)),
      ),
      ...this.#others(before.others, after.others, place),
      ...this.#limits(before, after, ({ limits }) => struct([], anyType, [], limits), place),
    ]
  }

  #members(name: string, before: StructType, after: StructType, place: Place): Difference[] {
    const [was, is] = [before.members.get(name), after.members.get(name)]
    if (was === undefined) return is === undefined ? [] : [this.#newMember(is, before.others, place)]
    if (is === undefined) return [this.#goneMember(was, after.others, place)]
    return [...this.#presence(was, is, place), ...this.#compare(was.type, is.type, place)]
  }

  /** Where others were taken, or could come, one of this name may have been among them. */
  #newMember({ type, optional }: Member, others: Type | null, place: Place): Difference {
    const words = optional ? 'is new and optional' : 'is new'
    const kinds = others === null ? onAll('additive') : this.#kinds(others, type)
    if (this.#flow === 'out') {
      const isFine = others === null || worst(Object.values(kinds)) !== 'breaking'
      return difference(place, words, isFine ? onAll('additive') : kinds)
    }
    if (!optional) return difference(place, 'is new and required', onAll('breaking'))
    return difference(place, `${words}: ${typeWords(type)}`, orNeutral(kinds))
  }

  #goneMember({ type }: Member, others: Type | null, place: Place): Difference {
    if (this.#flow === 'out') return difference(place, 'is gone', onAll('breaking'))
    const kinds = others === null ? onAll('breaking') : this.#kinds(type, others)
    return difference(place, 'is no longer declared', orNeutral(kinds))
  }

  #presence(before: Member, after: Member, place: Place): Difference[] {
    if (before.optional === after.optional) return []
    if (this.#flow === 'in') {
      return [
        after.optional
          ? difference(place, 'can be left out now', onAll('additive'))
          : difference(place, 'is required now', onAll('breaking')),
      ]
    }
    return [
      after.optional
        ? difference(place, 'can be missing now', onAll('breaking'))
        : difference(place, 'always comes now', onAll('neutral')),
    ]
  }

  #others(before: Type | null, after: Type | null, place: Place): Difference[] {
    if (before === null && after === null) return []
    if (before !== null && after !== null) return this.#compare(before, after, within(place, null))
    const isIn = this.#flow === 'in'
    if (before === null) {
      return [difference(place, `${isIn ? 'takes' : 'can have'} any other members now`, onAll('additive'))]
    }
    return [
      difference(
        place,
        `${isIn ? 'takes' : 'has'} no other members any more`,
        onAll(isIn ? 'breaking' : 'neutral'),
      ),
    ]
  }

  #arrays(before: ArrayType, after: ArrayType, place: Place): Difference[] | undefined {
    if (before.first.length !== after.first.length || (before.rest === null) !== (after.rest === null)) {
      return undefined
    }
    return [
      ...before.first.flatMap((type, index) =>
        this.#compare(type, after.first[index] ?? anyType, within(place, index)),
      ),
      ...(before.rest === null || after.rest === null
        ? []
        : this.#compare(before.rest, after.rest, within(place, []))),
      ...this.#limits(before, after, ({ limits }) => array([], anyType, limits), place),
    ]
  }

  /** @param bare - the same limits around anything: what the types hold has been compared */
  #limits<Holder extends StructType | ArrayType>(
    before: Holder,
    after: Holder,
    bare: (type: Holder) => Type,
    place: Place,
  ): Difference[] {
    const kinds = this.#kinds(bare(before), bare(after))
    if (kinds.xmlrpc === null && kinds.json === null) return []
    return [difference(place, this.#verb(typeWords(after), typeWords(before)), kinds)]
  }

  #turned(before: Type, after: Type, place: Place): Difference {
    const [then, now] = [typeWords(before), typeWords(after)]
    const words =
      then === now
        ? this.#verb(
            inWords(alternatives({ type: after, types: this.#after })),
            inWords(alternatives({ type: before, types: this.#before })),
          )
        : this.#verb(now, then)
    return difference(place, words, orNeutral(this.#kinds(before, after)))
  }

  #verb(now: string, then: string) {
    const verb = this.#flow === 'in' ? 'takes' : 'is'
    return now === then ? `${verb} other values than before` : `${verb} ${now}, no longer ${then}`
  }

  #more(come: readonly Alternative[]) {
    return `${this.#flow === 'in' ? 'takes' : 'can be'} ${inWords(come)}, too`
  }

  #fewer(left: readonly Alternative[]) {
    return `${this.#flow === 'in' ? 'no longer takes' : 'is no longer'} ${inWords(left)}`
  }

  #kinds(before: Type, after: Type): Kinds {
    return typeKinds({ type: before, types: this.#before }, { type: after, types: this.#after }, this.#flow)
  }

  /** What each has that the other has not. */
  #unequal(before: readonly Alternative[], after: readonly Alternative[]) {
    const equal = (a: Alternative, b: Alternative) => {
      const kinds = this.#kinds(a.type, b.type)
      return kinds.xmlrpc === null && kinds.json === null
    }
    return [
      before.filter(a => !after.some(b => equal(a, b))),
      after.filter(b => !before.some(a => equal(a, b))),
    ] as const
  }
}

/** Which alternative has become which: those of one name, or the only ones; undefined where that cannot be told. */
function paired(before: readonly Alternative[], after: readonly Alternative[]) {
  if (before.length !== after.length) return undefined
  const pairs = before.flatMap((was): (readonly [Alternative, Alternative])[] => {
    const is =
      before.length === 1 ? after[0] : after.find(({ name }) => name !== undefined && name === was.name)
    return is === undefined ? [] : [[was, is]]
  })
  return pairs.length === before.length && pairs.length > 0 ? pairs : undefined
}

function inWords(some: readonly Alternative[]) {
  return typeWords(union(some.map(({ type, name }) => (name === undefined ? type : { kind: 'named', name }))))
}

function difference(place: Place, words: string, kinds: Kinds): Difference {
  return { place: spelled(place), ...(place.type !== undefined && { type: place.type }), words, kinds }
}

/** What is different in form only is still worth a word. */
function orNeutral(kinds: Kinds): Kinds {
  return worst(Object.values(kinds)) === null ? onAll('neutral') : kinds
}
