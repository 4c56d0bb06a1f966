import type { ErrorObject } from 'ajv/dist/2020.js'
import { nearestName } from '../../nearest-name.ts'
import { isSchema, type JsonSchema, propertiesOf } from '../json-schema.ts'
import { describeSchema } from '../schema-words.ts'
import { memberOf, type RpcStruct, type RpcValue } from '../value.ts'
import type { Path } from '../value-path.ts'
import { describeValue } from '../value-words.ts'
import type { Work } from '../work.ts'
import type { Bridge } from './bridge.ts'
import { type Mismatch, missing, within, wrong } from './mismatch.ts'
import { receivedBy } from './received.ts'
import { schemaOfMember } from './schema-questions.ts'
import type { Check } from './type-checker.ts'
import { findInUnion, type UnionMeans } from './union-finder.ts'

/**
 * Finds the first place where a value does not fit.
 *
 * @param bridge - as for the value itself: what lies in a union that does not fit is judged behind its bridges
 * @returns undefined where the value fits
 */
export function* findMismatch(
  check: Check,
  schema: JsonSchema,
  value: unknown,
  bridge?: Bridge,
): Work<Mismatch | undefined> {
  return yield* new Finder(check, bridge).find(schema, value)
}

class Finder {
  readonly #check: Check
  readonly #bridge: Bridge | undefined
  readonly #unions: UnionMeans
  /** Several ways may lead to one place, and twice as many with each level of a value. */
  readonly #found = new Map<JsonSchema, Map<unknown, Mismatch | undefined>>()

  constructor(check: Check, bridge: Bridge | undefined) {
    this.#check = check
    this.#bridge = bridge
    this.#unions = {
      check,
      // Parameters are values of a wire; it is results that have no bridge.
      cross: function* (member, value) {
        return bridge === undefined ? value : yield* bridge.cross(member, value as RpcValue)
      },
      find: (member, crossed) => this.#findIn(member, crossed),
    }
  }

  *find(schema: JsonSchema, value: unknown): Work<Mismatch | undefined> {
    const found = this.#found.get(schema) ?? new Map<unknown, Mismatch | undefined>()
    this.#found.set(schema, found)
    if (!found.has(value)) found.set(value, yield* this.#findAnew(schema, value))
    return found.get(value)
  }

  *#findAnew(schema: JsonSchema, value: unknown): Work<Mismatch | undefined> {
    // Each step looks through all of the value.
    yield
    const error = this.#check.error(schema, value)
    if (error === undefined) return undefined
    const { keyword, data } = error
    const path = stepsOf(error.instancePath, value)
    // With `verbose`, an error carries the schema that it is about.
    const asked = (error.parentSchema ?? {}) as JsonSchema
    switch (keyword) {
      case '$ref':
        return within(path, yield* this.#findIn(this.#check.follow(asked['$ref']), data))
      case 'anyOf':
      case 'oneOf':
        if (isOfSeveral(error)) return wrong(path, this.#describe(asked), 'what fits several of these')
        return within(path, yield* findInUnion(this.#unions, asked, data))
      case 'required':
        return within(path, this.#missing(asked, String(error.params['missingProperty']), data))
      case 'additionalProperties':
        return within(path, unknownMember(asked, String(error.params['additionalProperty']), data))
      default:
        return wrong(path, this.#describe(asked), this.#received(error, asked), asked)
    }
  }

  /** Of what must have a mistake. */
  *#findIn(schema: JsonSchema, value: unknown): Work<Mismatch> {
    return (
      (yield* this.find(schema, value)) ?? wrong([], this.#describe(schema), describeValue(value), schema)
    )
  }

  #missing(asked: JsonSchema, name: string, struct: unknown): Mismatch {
    const misspelt = this.#misspelt(asked, name, struct)
    if (misspelt !== undefined) return misspelt
    const property = memberOf(propertiesOf(asked), name)
    const expected = isSchema(property) ? property : {}
    return missing([name], this.#describe(expected), expected)
  }

  /** The member that was probably to be the one that is missing. */
  #misspelt(asked: JsonSchema, name: string, struct: unknown): Mismatch | undefined {
    if (asked['additionalProperties'] !== false) return undefined
    const { patterns } = this.#check.checker
    const unknown = Object.keys(struct as RpcStruct).filter(
      sent => schemaOfMember(patterns, asked, sent) === undefined,
    )
    const near = nearestName(name, unknown)
    if (near === undefined || nearestName(near, Object.keys(propertiesOf(asked))) !== name) return undefined
    return unknownMember(asked, near, struct)
  }

  #received(error: ErrorObject, asked: JsonSchema) {
    return this.#bridge?.failure(asked, error.data as RpcValue) ?? receivedBy(error, asked)
  }

  #describe(schema: JsonSchema) {
    return describeSchema(schema, this.#check.checker.schemas)
  }
}

/** Of a union whose values are to fit one member only. */
function isOfSeveral({ params }: ErrorObject) {
  return Array.isArray(params['passingSchemas'])
}

function unknownMember(asked: JsonSchema, name: string, struct: unknown): Mismatch {
  const near = nearestName(name, Object.keys(propertiesOf(asked)))
  const words = `is unknown${near === undefined ? '' : ` (did you mean '${near}'?)`}`
  // ajv found it in a struct.
  const received = describeValue(memberOf(struct as RpcStruct, name))
  return { path: [name], words, expected: describeValue(undefined), received }
}

/** A JSON Pointer, as steps. */
function stepsOf(pointer: string, root: unknown): Path {
  let value: unknown = root
  return pointer
    .split('/')
    .slice(1)
    .map(text => text.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(name => {
      const isPosition = Array.isArray(value)
      // ajv has been there: each step leads from an array or a struct to what it holds.
      value = (value as RpcStruct)[name]
      return isPosition ? Number(name) : name
    })
}
