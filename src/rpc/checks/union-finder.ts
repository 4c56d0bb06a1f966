import type { JsonSchema } from '../json-schema.ts'
import { unionOf } from '../json-schema.ts'
import { alternatives, describeSchema } from '../schema-words.ts'
import { isStruct } from '../value.ts'
import { describeValue } from '../value-words.ts'
import type { Work } from '../work.ts'
import { isMissing, type Mismatch, missing, wrong } from './mismatch.ts'
import { asks } from './schema-questions.ts'
import type { Check } from './type-checker.ts'
import { type Candidate, meantCandidates } from './union-candidates.ts'

/** What a union's members are held against values by. */
export interface UnionMeans {
  readonly check: Check
  /** The value behind the bridges of a member. */
  readonly cross: (member: JsonSchema, value: unknown) => Work<unknown>
  /** The mistake in such a value. */
  readonly find: (member: JsonSchema, crossed: unknown) => Work<Mismatch>
}

/** The mistake in a value that fits no member of a union: within the member that was meant, where one was. */
export function* findInUnion(means: UnionMeans, union: JsonSchema, value: unknown): Work<Mismatch> {
  const { check, cross, find } = means
  const candidates: Candidate[] = []
  for (const member of membersOf(check, union).filter(member => isOfKind(member, value))) {
    candidates.push({ member, value: yield* cross(member, value) })
  }
  const meant = meantCandidates(check, candidates)
  if ('words' in meant) return meant
  const found: Mismatch[] = []
  for (const { member, value } of meant) found.push(yield* find(member, value))
  found.sort(byReach)
  const [furthest] = found
  const isWithin = furthest !== undefined && furthest.path.length > 0
  if (isWithin)
    return merged(
      check,
      found.filter(other => byReach(furthest, other) === 0),
    )
  if (furthest !== undefined && found.length === 1 && isHolder(value)) return furthest
  return wrong([], describeSchema(union, check.checker.schemas), received(found, value), union)
}

/** Those in which there is neither another union nor a reference. */
function membersOf(check: Check, schema: JsonSchema, met = new Set<JsonSchema>()): JsonSchema[] {
  if (met.has(schema)) return []
  met.add(schema)
  if ('$ref' in schema) return membersOf(check, check.follow(schema['$ref']), met)
  return unionOf(schema)?.flatMap(member => membersOf(check, member, met)) ?? [schema]
}

function isOfKind(member: JsonSchema, value: unknown) {
  if (typeof value === 'string') return asks(member, 'string')
  if (Array.isArray(value)) return asks(member, 'array')
  if (isHolder(value)) return asks(member, 'object')
  const { type } = member
  return typeof value === 'number' && (type === 'number' || type === 'integer')
}

function isHolder(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && isStruct(value))
}

/** A list fits the better the later its first wrong item stands; any value, the deeper its mistake lies. */
function byReach(a: Mismatch, b: Mismatch) {
  return position(b) - position(a) || b.path.length - a.path.length
}

function position({ path: [step] }: Mismatch) {
  return typeof step === 'number' ? step : 0
}

/** One mismatch for those of several members that were meant alike. */
function merged(check: Check, rivals: readonly Mismatch[]): Mismatch {
  const [first, ...others] = rivals
  if (first === undefined) return wrong([], 'no value at all', describeValue(undefined))
  const { path, received } = first
  const areMissing = rivals.every(({ words }) => words === isMissing)
  if (others.every(other => isSamePlace(path, other.path) && other.received === received)) {
    // Mostly it is one mistake, in what all of them hold; words for it are not to be looked for at every level.
    const schemas = new Set(rivals.map(rival => rival.asked))
    if (schemas.size === 1 || schemas.has(undefined)) return first
    const asked = { anyOf: [...schemas] }
    const expected = describeSchema(asked, check.checker.schemas)
    return areMissing ? missing(path, expected, asked) : wrong(path, expected, received, asked)
  }
  if (!areMissing || rivals.some(rival => rival.path.length > 1)) return first
  const names = new Set(rivals.map(rival => `'${rival.path.join()}'`))
  return wrong([], `a struct with ${alternatives([...names])}`, 'one without')
}

function isSamePlace(a: Mismatch['path'], b: Mismatch['path']) {
  return a.length === b.length && a.every((step, index) => step === b[index])
}

function received(found: readonly Mismatch[], value: unknown) {
  const [first, ...others] = found
  if (first !== undefined && others.every(other => other.received === first.received)) return first.received
  return typeof value === 'string' && value !== '' && first !== undefined
    ? 'another string'
    : describeValue(value)
}
