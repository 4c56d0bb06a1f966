import { type Callers, type Difference, type Kind, type Kinds, onAll } from './change.ts'
import type { ParameterContract } from './contract.ts'
import { parameterPlace, spelled } from './place.ts'
import type { Types } from './type.ts'
import { typeDifferences } from './type-differences.ts'
import { typeWords } from './type-words.ts'

/** The parameters of a method, with the types that they refer to. */
export interface ParametersIn {
  readonly parameters: readonly ParameterContract[] | null
  readonly types: Types
}

/** What is different for those who call a method, by position or by name. */
export function parameterDifferences(before: ParametersIn, after: ParametersIn): Difference[] {
  if (before.parameters === null) return after.parameters === null ? [] : [nowKnown(after.parameters)]
  if (after.parameters === null) return [nowUnknown]
  const pairs = matched(before.parameters, after.parameters)
  const kept = pairs.filter(isPair)
  const hadNames = before.parameters.every(({ unnamed }) => !unnamed)
  return [
    ...pairs.flatMap(({ was, is }) => (was !== undefined && is === undefined ? [gone(was)] : [])),
    ...(hadNames ? kept.flatMap(renamed) : []),
    ...kept.flatMap(pair => pairDifferences(pair, before.types, after.types)),
    ...pairs.flatMap(({ was, is }) => (was === undefined && is !== undefined ? [isNew(is)] : [])),
    ...nameability(before.parameters, after.parameters),
    ...order(kept, before.parameters, after.parameters),
  ]
}

/** What was a parameter and what it is; of one that is gone or new, only one of the two. */
interface Match {
  readonly was?: ParameterContract
  readonly is?: ParameterContract
}

type Pair = Required<Match>

function isPair(match: Match): match is Pair {
  return match.was !== undefined && match.is !== undefined
}

/** By name, and where names are gone and new in the same place, by place. */
function matched(before: readonly ParameterContract[], after: readonly ParameterContract[]): Match[] {
  const named = (parameters: readonly ParameterContract[], name: string) =>
    parameters.find(parameter => parameter.name === name)
  const matches = before.map((was, index): Match => {
    const same = named(after, was.name)
    const inPlace = after[index]
    const isRenamed = same === undefined && inPlace !== undefined && named(before, inPlace.name) === undefined
    const is = same ?? (isRenamed ? inPlace : undefined)
    return is === undefined ? { was } : { was, is }
  })
  const taken = new Set(matches.map(({ is }) => is))
  return [...matches, ...after.filter(parameter => !taken.has(parameter)).map(is => ({ is }))]
}

function pairDifferences({ was, is }: Pair, beforeTypes: Types, afterTypes: Types): Difference[] {
  const here = place(is)
  if (was.rest !== is.rest) {
    const words = is.rest ? 'takes any number of values now' : 'takes one value, no longer any number'
    return [{ place: here, words, kinds: onAll('breaking') }]
  }
  return [
    ...presence(was, is),
    ...typeDifferences(
      { type: was.type, types: beforeTypes },
      { type: is.type, types: afterTypes },
      'in',
      parameterPlace(nameOf(is)),
    ),
  ]
}

function renamed({ was, is }: Pair): Difference[] {
  if (was.name === is.name || is.unnamed) return []
  return [only('by name', place(was), `is called '${is.name}' now`, 'breaking')]
}

function presence(was: ParameterContract, is: ParameterContract): Difference[] {
  const here = place(is)
  if (was.optional && !is.optional)
    return [{ place: here, words: 'is required now', kinds: onAll('breaking') }]
  if (!was.optional && is.optional) {
    return [{ place: here, words: 'can be left out now', kinds: onAll('additive') }]
  }
  return was.default === is.default
    ? []
    : [{ place: here, words: defaultWords(was, is), kinds: onAll('neutral') }]
}

/** Whoever leaves it out may get something else now: nothing fails, and only the author knows what it means. */
function defaultWords({ default: was }: ParameterContract, { default: is }: ParameterContract) {
  if (is === undefined) return `has no default any more: it was ${was}`
  return was === undefined ? `has the default ${is} now` : `has the default ${is}, no longer ${was}`
}

function gone(was: ParameterContract): Difference {
  return { place: place(was), words: 'is gone', kinds: onAll('breaking') }
}

function isNew(is: ParameterContract): Difference {
  const words = is.optional ? `is new and optional: ${typeWords(is.type)}` : 'is new and required'
  return { place: place(is), words, kinds: onAll(is.optional ? 'additive' : 'breaking') }
}

function nowKnown(after: readonly ParameterContract[]): Difference {
  const words = `takes (${after.map(nameOf).join(', ')}), no longer any number of values`
  return { place: '', words, kinds: onAll('breaking') }
}

const nowUnknown: Difference = {
  place: '',
  words: 'takes any number of values by position, and none by name',
  kinds: { xmlrpc: 'additive', json: 'breaking' },
}

/** Whether parameters can be given by name at all. */
function nameability(
  before: readonly ParameterContract[],
  after: readonly ParameterContract[],
): Difference[] {
  const could = before.every(({ unnamed }) => !unnamed)
  const can = after.every(({ unnamed }) => !unnamed)
  if (could === can) return []
  return can
    ? [only('by name', '', 'takes parameters by name, too', 'additive')]
    : [only('by name', '', 'takes parameters by position only', 'breaking')]
}

/** A value stays with its parameter only while that stays in its place. */
function order(
  kept: readonly Pair[],
  before: readonly ParameterContract[],
  after: readonly ParameterContract[],
): Difference[] {
  if (kept.every(({ was, is }) => before.indexOf(was) === after.indexOf(is))) return []
  const list = (parameters: readonly ParameterContract[]) => `(${parameters.map(nameOf).join(', ')})`
  const words = `takes its parameters in the order ${list(after)}, no longer ${list(before)}`
  return [only('by position', '', words, 'breaking')]
}

function only(callers: Callers, at: string, words: string, kind: Kind): Difference {
  // XML-RPC has no names.
  const kinds: Kinds = { xmlrpc: callers === 'by name' ? null : kind, json: kind }
  return { place: at, words, kinds, callers }
}

function place(parameter: ParameterContract) {
  return spelled(parameterPlace(nameOf(parameter)))
}

function nameOf({ name, rest }: ParameterContract) {
  return rest ? `...${name}` : name
}
