import { types } from 'node:util'
import { isSchema, type JsonSchema, propertiesOf, unionOf } from '../json-schema.ts'
import type { Door } from '../scope.ts'
import { isStruct, type RpcStruct, type RpcValue, setMember } from '../value.ts'
import { Pace, type Work } from '../work.ts'
import { bridgeFailure, bridgeScalar } from './bridge-scalar.ts'
import { asks, schemaOfMember } from './schema-questions.ts'
import type { Check } from './type-checker.ts'

/**
 * Brings a value of a wire to the type that is asked for, where the wire has no such type and the meaning is certain: bytes
 * to a text, a date's text to a `Date`, digits to a bigint, PHP's empty string and empty array to null and an empty struct.
 *
 * What needs no bridge, or finds none, is handed on as it is, and nothing is changed in place. Whether the outcome fits is
 * for the check to say. One bridge serves one value.
 */
export class Bridge {
  readonly #check: Check
  readonly #door: Door
  readonly #pace = new Pace()
  /** By the schemas from which several ways lead on: what lies behind them would be crossed anew for each. */
  readonly #crossed = new Map<JsonSchema, Map<RpcValue, RpcValue>>()

  constructor(check: Check, door: Door) {
    this.#check = check
    this.#door = door
  }

  *cross(schema: JsonSchema, value: RpcValue): Work<RpcValue> {
    if (this.#pace.isDue()) yield
    if (!('$ref' in schema || 'allOf' in schema || unionOf(schema) !== undefined)) {
      return yield* this.#crossAnew(schema, value)
    }
    const known = this.#crossed.get(schema) ?? new Map<RpcValue, RpcValue>()
    this.#crossed.set(schema, known)
    const crossed = known.get(value) ?? (yield* this.#crossAnew(schema, value))
    known.set(value, crossed)
    // Parts of an intersection meet what the parts before them have made.
    known.set(crossed, crossed)
    return crossed
  }

  *#crossAnew(schema: JsonSchema, value: RpcValue): Work<RpcValue> {
    // With nil = 0 the agent itself sends null so, and PHP has no other way.
    if (
      value === '' &&
      this.#door === 'xmlrpc' &&
      !this.#check.fits(schema, '') &&
      this.#check.fits(schema, null)
    ) {
      return null
    }
    const { $ref, allOf } = schema
    const union = unionOf(schema)
    let crossed = value
    if (typeof $ref === 'string') crossed = yield* this.cross(this.#check.follow($ref), crossed)
    if (union !== undefined) crossed = yield* this.#crossUnion(union, crossed)
    if (Array.isArray(allOf)) for (const part of allOf) crossed = yield* this.cross(part, crossed)
    return yield* this.#crossOwn(schema, crossed)
  }

  /**
   * Whether an optional parameter or member counts as left out: null where null does not fit its type; and by XML-RPC, from
   * clients without null, the empty string, 0 or false where those do not.
   */
  isLeftOut(schema: JsonSchema, value: RpcValue | undefined): boolean {
    if (value === undefined) return true
    const isNothing = this.#door === 'xmlrpc' && (value === '' || value === 0 || value === false)
    return (value === null || isNothing) && !this.#check.fits(schema, value)
  }

  /** What came instead of a value that a bridge leads on from; undefined where there is none for values of its kind. */
  failure(schema: JsonSchema, value: RpcValue): string | undefined {
    return bridgeFailure(schema, value, this.#door)
  }

  /** A member that fits as it is wins; else the first that fits after its bridges. */
  *#crossUnion(union: readonly JsonSchema[], value: RpcValue): Work<RpcValue> {
    if (union.some(member => this.#check.fits(member, value))) return value
    for (const member of union) {
      const crossed = yield* this.cross(member, value)
      if (crossed !== value && this.#check.fits(member, crossed)) return crossed
    }
    return value
  }

  *#crossOwn(schema: JsonSchema, value: RpcValue): Work<RpcValue> {
    if (typeof value !== 'object' || value === null) return bridgeScalar(schema, value, this.#door)
    if (types.isUint8Array(value) || types.isDate(value)) return bridgeScalar(schema, value, this.#door)
    if (Array.isArray(value)) return yield* this.#crossArray(schema, value)
    return isStruct(value) ? yield* this.#crossMembers(schema, value) : value
  }

  *#crossArray(schema: JsonSchema, items: readonly RpcValue[]): Work<RpcValue> {
    // PHP has one kind of array, and writes it as a struct only where it has members.
    if (items.length === 0 && asks(schema, 'object') && !asks(schema, 'array')) return {}
    const { prefixItems, items: others } = schema
    const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : []
    if (first.length === 0 && !isSchema(others)) return items
    let copy: RpcValue[] | undefined
    for (const [index, item] of items.entries()) {
      const asked = index < first.length ? first[index] : others
      const crossed = isSchema(asked) ? yield* this.cross(asked, item) : item
      if (crossed === item) continue
      copy ??= [...items]
      copy[index] = crossed
    }
    return copy ?? items
  }

  *#crossMembers(schema: JsonSchema, struct: RpcStruct): Work<RpcStruct> {
    const names = Object.keys(struct)
    const crossed: (RpcValue | undefined)[] = []
    for (const name of names) crossed.push(yield* this.#crossMember(schema, name, struct[name]))
    if (names.every((name, index) => crossed[index] === struct[name])) return struct
    const copy: Record<string, RpcValue> = {}
    for (const [index, name] of names.entries()) {
      const value = crossed[index]
      if (value !== undefined) setMember(copy, name, value)
    }
    return copy
  }

  /** @returns undefined for one that is left out */
  *#crossMember(schema: JsonSchema, name: string, value: RpcValue | undefined): Work<RpcValue | undefined> {
    const asked = schemaOfMember(this.#check.checker.patterns, schema, name)
    if (value === undefined || asked === undefined) return value
    const crossed = yield* this.cross(asked, value)
    const { required } = schema
    const isOptional =
      Object.hasOwn(propertiesOf(schema), name) && !(Array.isArray(required) && required.includes(name))
    return isOptional && this.isLeftOut(asked, crossed) ? undefined : crossed
  }
}
