import { types } from 'node:util'
import { WholeDouble } from './whole-double.ts'

/**
 * What both wires carry, and so what methods take and return.
 *
 * `undefined` as a result means null, as an array item null, and as a member of a struct that the member is
 * left out; it is therefore not a value of its own.
 */
export type RpcValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly RpcValue[]
  | RpcStruct

/** A plain object: the struct of XML-RPC, the object of JSON. */
export interface RpcStruct {
  readonly [member: string]: RpcValue
}

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

/** More values than this in one would hold up the agent, whatever their size. */
const mostValues = 1_000_000

/**
 * Copies a value that a plugin handed over, and so makes it what it seems to be: getters have been asked once, `toJSON`
 * and other habits of classes are gone, and the plugin can change it no more.
 *
 * NaN and the infinities pass: it is for each wire to say what it does with them. Undefined members are left out,
 * undefined items become null.
 *
 * @param value - whatever a method returned
 * @param maxDepth - how many arrays and structs may stand inside each other
 * @throws Misfit naming the first place that no wire can carry; and whatever a getter or a proxy inside the value throws
 */
export function copyValue(value: unknown, maxDepth: number, path = 'result'): RpcValue {
  return new Copier(maxDepth).copy(value, path)
}

/** Tells structs from instances of classes; objects of another realm (a vm, a worker) count as plain too. */
export function isStruct(value: object): value is RpcStruct {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** Gives a struct a member; setting "__proto__" would change what it inherits instead. */
export function setMember(struct: Record<string, RpcValue>, name: string, value: RpcValue): void {
  if (name !== '__proto__') struct[name] = value
  else Object.defineProperty(struct, name, { value, enumerable: true, writable: true, configurable: true })
}

/** A struct's own member; "constructor" and its like are what all objects inherit. */
export function memberOf<Value>(struct: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(struct, name) ? struct[name] : undefined
}

/** What a value is, in words for whoever expected another. */
export function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (types.isPromise(value)) return 'a promise inside the result (await it first)'
  if (types.isDate(value)) return 'an invalid Date'
  if (types.isProxy(value)) return 'a Proxy'
  const name: unknown = (value as object).constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object'
}

class Copier {
  readonly #maxDepth: number
  readonly #ancestors: object[] = []
  #count = 0

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth
  }

  copy(value: unknown, path: string): RpcValue {
    this.#count += 1
    if (this.#count > mostValues) throw new Misfit(path, `one of more than ${mostValues} values`)
    if (value === undefined) return null
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw new Misfit(path, kindOf(value))
      return value as RpcValue
    }
    if (types.isUint8Array(value)) return value
    if (types.isDate(value)) return copyDate(value, path)
    // In what system.multicall returns: other results have passed this place when their doubles are marked.
    if (value instanceof WholeDouble) return value as unknown as RpcValue
    if (!Array.isArray(value) && !isStruct(value)) throw new Misfit(path, kindOf(value))
    return this.#copyHolder(value, path)
  }

  #copyHolder(value: unknown[] | RpcStruct, path: string): RpcValue {
    if (this.#ancestors.includes(value)) throw new Misfit(path, 'a reference back to a value that holds it')
    if (this.#ancestors.length === this.#maxDepth) throw new Misfit(path, 'a value nested too deep')
    this.#ancestors.push(value)
    const copy = Array.isArray(value) ? this.#copyItems(value, path) : this.#copyMembers(value, path)
    this.#ancestors.pop()
    return copy
  }

  #copyItems(items: unknown[], path: string): RpcValue[] {
    const copy: RpcValue[] = []
    const { length } = items
    for (let index = 0; index < length; index += 1) copy.push(this.copy(items[index], `${path}[${index}]`))
    return copy
  }

  #copyMembers(struct: RpcStruct, path: string): RpcStruct {
    const copy: Record<string, RpcValue> = {}
    for (const name of Object.keys(struct)) {
      const member: unknown = struct[name]
      if (member !== undefined) setMember(copy, name, this.copy(member, `${path}.${name}`))
    }
    return copy
  }
}

/** A plain Date: a subclass may write itself in a way of its own. */
function copyDate(date: Date, path: string): Date {
  const copy = new Date(Date.prototype.getTime.call(date))
  if (Number.isNaN(copy.getTime())) throw new Misfit(path, 'an invalid Date')
  return copy
}
