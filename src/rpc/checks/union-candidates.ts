import { isSchema, type JsonSchema, propertiesOf } from '../json-schema.ts'
import { describeSchema } from '../schema-words.ts'
import { isStruct, memberOf, type RpcStruct } from '../value.ts'
import { type Mismatch, missing, wrong } from './mismatch.ts'
import { receivedInstead } from './received.ts'
import { schemaOfMember } from './schema-questions.ts'
import type { Check, TypeChecker } from './type-checker.ts'

/** A member of a union that may have been meant, and the value behind its bridges. */
export interface Candidate {
  readonly member: JsonSchema
  readonly value: unknown
}

/**
 * The candidates that a struct was most likely meant for; or what is wrong with the literal that tells, as `kind` does in
 * `{ kind: 'circle'; radius: number } | { kind: 'square'; side: number }`.
 */
export function meantCandidates(
  check: Check,
  candidates: readonly Candidate[],
): readonly Candidate[] | Mismatch {
  const structs = candidates.filter(isOfStruct)
  if (structs.length < 2 || structs.length < candidates.length) return candidates
  let told: readonly StructCandidate[] = structs
  for (const name of tellingNames(check, structs)) {
    const next = told.filter(candidate => hasLiteral(check, candidate, name))
    if (next.length === 0) return literalMismatch(check, told, name)
    told = next
  }
  const literal = told.filter(candidate =>
    Object.keys(propertiesOf(candidate.member)).every(name => hasLiteral(check, candidate, name)),
  )
  return nearest(check.checker, literal.length > 0 ? literal : told)
}

interface StructCandidate extends Candidate {
  readonly value: RpcStruct
}

function isOfStruct(candidate: Candidate): candidate is StructCandidate {
  const { value } = candidate
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isStruct(value)
}

/** The names for which each candidate has literals. */
function tellingNames(check: Check, candidates: readonly Candidate[]): string[] {
  const [first, ...others] = candidates.map(({ member }) => member)
  return Object.keys(propertiesOf(first ?? {})).filter(name =>
    [first, ...others].every(member => member !== undefined && literalsOf(check, member, name) !== undefined),
  )
}

function literalsOf(check: Check, member: JsonSchema, name: string): readonly unknown[] | undefined {
  let property = memberOf(propertiesOf(member), name)
  if (isSchema(property) && '$ref' in property) property = check.follow(property['$ref'])
  if (!isSchema(property)) return undefined
  const { enum: words } = property
  if ('const' in property) return [property['const']]
  return Array.isArray(words) ? words : undefined
}

/** Whether the struct has one of the literals, where the member asks for some; or none, where it may be left out. */
function hasLiteral(check: Check, { member, value }: StructCandidate, name: string) {
  const literals = literalsOf(check, member, name)
  const sent = memberOf(value, name)
  if (literals === undefined) return true
  return sent === undefined ? !requiredOf(member).includes(name) : literals.includes(sent)
}

function literalMismatch(check: Check, candidates: readonly StructCandidate[], name: string): Mismatch {
  const literals = candidates.flatMap(({ member }) => literalsOf(check, member, name) ?? [])
  const asked = { enum: literals }
  const sent = candidates.map(({ value }) => memberOf(value, name)).find(value => value !== undefined)
  const expected = describeSchema(asked)
  return sent === undefined
    ? missing([name], expected)
    : wrong([name], expected, receivedInstead(literals, sent))
}

function requiredOf({ required }: JsonSchema): readonly unknown[] {
  return Array.isArray(required) ? required : []
}

/** Those of whose members all that must be given are, or else those of which most is known. */
function nearest(checker: TypeChecker, candidates: readonly StructCandidate[]): readonly Candidate[] {
  const ranked = candidates.map(candidate => ({ candidate, rank: rankOf(checker, candidate) }))
  const [best] = ranked.map(({ rank }) => rank).sort(compareRanks)
  if (best === undefined) return candidates
  return ranked.filter(({ rank }) => compareRanks(rank, best) === 0).map(({ candidate }) => candidate)
}

/** The smaller the better, the first number before the others. */
type Rank = readonly [lacksAny: number, unknown: number, lacks: number]

function rankOf({ patterns }: TypeChecker, { member, value }: StructCandidate): Rank {
  const lacks = requiredOf(member).filter(name => !Object.hasOwn(value, String(name))).length
  const isClosed = member['additionalProperties'] === false
  const unknown = isClosed
    ? Object.keys(value).filter(name => schemaOfMember(patterns, member, name) === undefined).length
    : 0
  return [Math.min(lacks, 1), unknown, lacks]
}

function compareRanks(a: Rank, b: Rank) {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
