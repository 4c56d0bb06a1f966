import { types } from 'node:util'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { nearestName } from '../../nearest-name.ts'
import { isSchema, type JsonSchema, propertiesOf } from '../json-schema.ts'
import { describeSchema, describeValue, shortened } from '../schema-words.ts'
import { isStruct, memberOf, type RpcStruct, type RpcValue } from '../value.ts'
import type { Bridge } from './bridge.ts'
import { asks, unionOf } from './schema-questions.ts'
import type { TypeChecker } from './type-checker.ts'

/** The steps from a value to one inside it: positions in arrays, names of members. */
export type Path = readonly (string | number)[]

/** Where a value does not fit its type, and why. */
export interface Mismatch {
  readonly path: Path
  /** To stand behind the place: `must be a string, but an integer came`. */
  readonly words: string
  /** What should be there, and what is. */
  readonly expected: string
  readonly received: string
}

/**
 * Finds the first place where a value does not fit.
 *
 * @param bridge - as for the value itself: what lies in a union that does not fit is judged behind its bridges
 * @returns undefined where the value fits
 */
export function findMismatch(
  checker: TypeChecker,
  schema: JsonSchema,
  value: unknown,
  bridge?: Bridge,
): Mismatch | undefined {
  return new Finder(checker, bridge).find(schema, value)
}

class Finder {
  readonly #checker: TypeChecker
  readonly #bridge: Bridge | undefined

  constructor(checker: TypeChecker, bridge: Bridge | undefined) {
    this.#checker = checker
    this.#bridge = bridge
  }

  find(schema: JsonSchema, value: unknown): Mismatch | undefined {
    const error = this.#checker.error(schema, value)
    if (error === undefined) return undefined
    const path = stepsOf(error.instancePath, value)
    // With `verbose`, an error carries the schema that it is about.
    const asked = (error.parentSchema ?? {}) as JsonSchema
    switch (error.keyword) {
      case 'required':
        return this.#missing(path, asked, String(error.params['missingProperty']))
      case 'additionalProperties':
      case 'unevaluatedProperties':
        return unknownMember(
          path,
          asked,
          String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']),
          error.data,
        )
      case 'anyOf':
      case 'oneOf':
        return this.#union(path, asked, error.data)
      default:
        return mismatch(path, this.#describe(asked), this.#received(error, asked))
    }
  }

  #missing(path: Path, asked: JsonSchema, name: string): Mismatch {
    const property = memberOf(propertiesOf(asked), name)
    const expected = this.#describe(isSchema(property) ? property : {})
    const received = describeValue(undefined)
    return { path: [...path, name], words: 'is missing', expected, received }
  }

  /** Inside a union, the mistake is in the member that was meant, where one was. */
  #union(path: Path, asked: JsonSchema, value: unknown): Mismatch {
    const meant = this.#meant(this.#flatten(asked), value).map(member => this.#findIn(member, value))
    const [deepest] = meant.sort((a, b) => b.path.length - a.path.length)
    if (deepest !== undefined && (deepest.path.length > 0 || (meant.length === 1 && isHolder(value)))) {
      return { ...deepest, path: [...path, ...deepest.path] }
    }
    const received = meant.length === 1 ? deepest?.received : undefined
    return mismatch(path, this.#describe(asked), received ?? describeValue(value))
  }

  #findIn(member: JsonSchema, value: unknown): Mismatch {
    // Parameters are values of a wire; it is results that have no bridge.
    const crossed = this.#bridge?.cross(member, value as RpcValue) ?? value
    return this.find(member, crossed) ?? mismatch([], this.#describe(member), describeValue(value))
  }

  /** The members whose kind the value is, and, where literals tell structs apart, whose literals it has. */
  #meant(members: readonly JsonSchema[], value: unknown): JsonSchema[] {
    const ofKind = members.filter(member => isOfKind(member, value))
    if (ofKind.length < 2 || !isHolder(value)) return ofKind
    const told = ofKind.filter(member => hasLiteralsOf(member, value))
    return told.length > 0 ? told : ofKind
  }

  /** The members of a union in which there is neither another one nor a reference. */
  #flatten(schema: JsonSchema, depth = 0): JsonSchema[] {
    const { $ref } = schema
    if (depth > 20) return []
    if (typeof $ref === 'string') return this.#flatten(this.#checker.follow($ref), depth + 1)
    const union = unionOf(schema)
    return union === undefined ? [schema] : union.flatMap(member => this.#flatten(member, depth + 1))
  }

  #received(error: ErrorObject, asked: JsonSchema) {
    // A bridge leads from bytes to text, but not from all of them.
    const isNoText = this.#bridge !== undefined && types.isUint8Array(error.data) && asks(asked, 'string')
    return isNoText ? 'bytes that are not UTF-8' : receivedBy(error, asked)
  }

  #describe(schema: JsonSchema) {
    return describeSchema(schema, this.#checker.schemas)
  }
}

function mismatch(path: Path, expected: string, received: string): Mismatch {
  return { path, words: `must be ${expected}, but ${received} came`, expected, received }
}

function unknownMember(path: Path, asked: JsonSchema, name: string, struct: unknown): Mismatch {
  const near = nearestName(name, Object.keys(propertiesOf(asked)))
  const words = `is unknown${near === undefined ? '' : ` (did you mean '${near}'?)`}`
  return {
    path: [...path, shortened(name)],
    words,
    expected: describeValue(undefined),
    // ajv found it in a struct.
    received: describeValue(memberOf(struct as RpcStruct, name)),
  }
}

function isHolder(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && isStruct(value))
}

function isOfKind(member: JsonSchema, value: unknown) {
  if (typeof value === 'string') return asks(member, 'string')
  if (Array.isArray(value)) return asks(member, 'array') || (value.length === 0 && asks(member, 'object'))
  if (isHolder(value)) return asks(member, 'object')
  const { type } = member
  return typeof value === 'number' && (type === 'number' || type === 'integer')
}

function hasLiteralsOf(member: JsonSchema, value: object) {
  const members = new Map<string, unknown>(Object.entries(value))
  return Object.entries(propertiesOf(member)).every(([name, property]) => {
    if (!isSchema(property)) return true
    if ('const' in property) return property['const'] === members.get(name)
    return !Array.isArray(property['enum']) || property['enum'].includes(members.get(name))
  })
}

/** What came, told apart from what should have come even where both are of one kind. */
function receivedBy({ keyword, data }: ErrorObject, asked: JsonSchema): string {
  if (data === '') return describeValue(data)
  switch (keyword) {
    case 'minimum':
    case 'exclusiveMinimum':
      return 'a smaller one'
    case 'maximum':
    case 'exclusiveMaximum':
      return 'a larger one'
    case 'minLength':
      return 'a shorter one'
    case 'maxLength':
      return 'a longer one'
    case 'multipleOf':
    case 'pattern':
    case 'format':
      return 'another one'
    case 'minItems':
    case 'maxItems':
    case 'items':
      return Array.isArray(data) ? `one of ${data.length}` : describeValue(data)
    case 'uniqueItems':
      return 'one with equal items'
    case 'minProperties':
    case 'maxProperties':
      return `one of ${Object.keys(data as object).length} members`
    case 'const':
    case 'enum':
      return typeof data === 'string' && asks(asked, 'string') ? 'another string' : describeValue(data)
    default:
      return describeValue(data)
  }
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
