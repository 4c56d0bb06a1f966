import { types } from 'node:util'
import { tooManyValues } from './fault.ts'
import { isStruct, kindOf, type RpcStruct, type RpcValue, setMember } from './value.ts'
import { spell } from './value-path.ts'
import { WholeDouble } from './whole-double.ts'
import { Pace, type Work } from './work.ts'

/** Where a value stops being an {@link RpcValue}. */
export class Misfit extends Error {
  /**
   * @param path - such as `result[2].owner`
   * @param found - such as `an instance of Map`
   */
  constructor(path: string, found: string) {
    super(`${path} is ${found}`)
    this.name = 'Misfit'
  }
}

export interface CopyLimits {
  /** How many arrays and structs may stand inside each other. */
  readonly maxDepth: number
  /** How many values there may be, each counted with those inside it. */
  readonly maxValues: number
}

/**
 * Copies a value that a plugin handed over, and so makes it what it seems to be: getters have been asked once, `toJSON`
 * and other habits of classes are gone, and the plugin can change the copy no more.
 *
 * NaN and the infinities pass: it is for each wire to say what it does with them. Undefined members are left out,
 * undefined items become null.
 *
 * @param value - whatever a method returned
 * @throws Misfit naming the first place that no wire can carry; Fault -32004 for too many values; and whatever a getter or a
 * proxy inside the value throws
 */
export function* copyValue(value: unknown, limits: CopyLimits, root = 'result'): Work<RpcValue> {
  return yield* new Copier(limits, root).copy(value)
}

class Copier {
  readonly #limits: CopyLimits
  readonly #root: string
  readonly #ancestors: object[] = []
  /** Where the value stands that is being copied. */
  readonly #path: (string | number)[] = []
  readonly #pace = new Pace()
  #count = 0

  constructor(limits: CopyLimits, root: string) {
    this.#limits = limits
    this.#root = root
  }

  *copy(value: unknown): Work<RpcValue> {
    const copied = this.#copyScalar(value)
    // What is no scalar is one of these.
    return copied === undefined ? yield* this.#copyHolder(value as unknown[] | RpcStruct) : copied
  }

  /** @returns undefined for an array or a struct */
  #copyScalar(value: unknown): RpcValue | undefined {
    const { maxValues } = this.#limits
    this.#count += 1
    if (this.#count > maxValues) throw tooManyValues(this.#root, maxValues, 'replyelements')
    if (value === undefined) return null
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw this.#misfit(kindOf(value))
      return value as RpcValue
    }
    if (types.isUint8Array(value)) return value
    if (types.isDate(value)) return this.#copyDate(value)
    // In what system.multicall returns: other results have passed this place when their doubles are marked.
    if (value instanceof WholeDouble) return value as unknown as RpcValue
    if (Array.isArray(value) || isStruct(value)) return undefined
    throw this.#misfit(kindOf(value))
  }

  *#copyHolder(value: unknown[] | RpcStruct): Work<RpcValue> {
    if (this.#ancestors.includes(value)) throw this.#misfit('a reference back to a value that holds it')
    if (this.#ancestors.length === this.#limits.maxDepth)
      throw this.#misfit('a value nested too deep ([limits] nestingdepth)')
    this.#ancestors.push(value)
    const copy = Array.isArray(value) ? yield* this.#copyItems(value) : yield* this.#copyMembers(value)
    this.#ancestors.pop()
    return copy
  }

  *#copyItems(items: unknown[]): Work<RpcValue[]> {
    const copy: RpcValue[] = []
    const { length } = items
    for (let index = 0; index < length; index += 1) {
      const item = items[index]
      this.#path.push(index)
      const copied = this.#copyScalar(item)
      // What is no scalar is one of these.
      copy.push(copied === undefined ? yield* this.#copyHolder(item as unknown[] | RpcStruct) : copied)
      this.#path.pop()
      if (this.#pace.isDue()) yield
    }
    return copy
  }

  *#copyMembers(struct: RpcStruct): Work<RpcStruct> {
    const copy: Record<string, RpcValue> = {}
    for (const name of Object.keys(struct)) {
      const member: unknown = struct[name]
      if (member === undefined) continue
      this.#path.push(name)
      setMember(copy, name, yield* this.copy(member))
      this.#path.pop()
      if (this.#pace.isDue()) yield
    }
    return copy
  }

  /** A plain Date: a subclass may write itself in a way of its own. */
  #copyDate(date: Date): Date {
    const copy = new Date(Date.prototype.getTime.call(date))
    if (Number.isNaN(copy.getTime())) throw this.#misfit('an invalid Date')
    return copy
  }

  #misfit(found: string) {
    return new Misfit(spell(this.#root, this.#path), found)
  }
}
