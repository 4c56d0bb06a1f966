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
