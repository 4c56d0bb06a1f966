import { types } from 'node:util'

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

/** Where a value stops being an {@link RpcValue}, in the words of {@link findMisfit}. */
export interface Misfit {
  /** Such as `result[2].owner`. */
  readonly path: string
  /** Such as `an instance of Map`. */
  readonly found: string
}

/**
 * Looks for the first place in `value` that no wire can carry.
 *
 * NaN and the infinities pass: it is for each wire to say what it does with them.
 *
 * @param value - whatever a method returned
 * @param maxDepth - how many arrays and structs may stand inside each other
 * @returns the misfit, or undefined where the whole value is an {@link RpcValue}
 * @throws whatever a getter or a proxy inside the value throws
 */
export function findMisfit(value: unknown, maxDepth: number, path = 'result'): Misfit | undefined {
  return search(value, maxDepth, path, [])
}

/** Tells structs from instances of classes; objects of another realm (a vm, a worker) count as plain too. */
export function isStruct(value: object): value is RpcStruct {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function search(value: unknown, depthLeft: number, path: string, ancestors: object[]): Misfit | undefined {
  if (typeof value !== 'object' || value === null) return isScalar(value) ? undefined : misfit(path, value)
  if (types.isUint8Array(value)) return undefined
  if (types.isDate(value))
    return Number.isNaN(value.getTime()) ? { path, found: 'an invalid Date' } : undefined

  const isArray = Array.isArray(value)
  if (!isArray && !isStruct(value)) return misfit(path, value)
  if (ancestors.includes(value)) return { path, found: 'a reference back to a value that holds it' }
  if (depthLeft === 0) return { path, found: 'a value nested too deep' }

  ancestors.push(value)
  const found = isArray
    ? searchItems(value, depthLeft - 1, path, ancestors)
    : searchMembers(value, depthLeft - 1, path, ancestors)
  ancestors.pop()
  return found
}

function searchItems(items: unknown[], depthLeft: number, path: string, ancestors: object[]) {
  for (const [index, item] of items.entries()) {
    const found = search(item, depthLeft, `${path}[${index}]`, ancestors)
    if (found !== undefined) return found
  }
  return undefined
}

function searchMembers(struct: RpcStruct, depthLeft: number, path: string, ancestors: object[]) {
  for (const name of Object.keys(struct)) {
    const found = search(struct[name], depthLeft, `${path}.${name}`, ancestors)
    if (found !== undefined) return found
  }
  return undefined
}

function isScalar(value: unknown) {
  return value === null || !['function', 'symbol', 'object'].includes(typeof value)
}

function misfit(path: string, value: unknown): Misfit {
  if (typeof value === 'function') return { path, found: 'a function' }
  if (typeof value === 'symbol') return { path, found: 'a symbol' }
  if (types.isPromise(value)) return { path, found: 'a promise inside the result (await it first)' }
  const name: unknown = (value as object).constructor?.name
  return { path, found: typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object' }
}
