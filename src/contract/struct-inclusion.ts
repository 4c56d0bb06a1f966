import { limitsInclude } from './scalar-inclusion.ts'
import type { StructType, Type } from './type.ts'
import type { Comparison } from './view.ts'

/** Whether a type of structs has all values of another. */
export function structIncludes(larger: StructType, smaller: StructType, comparison: Comparison): boolean {
  return (
    limitsInclude(larger.limits, smaller.limits) &&
    hasRequired(larger, smaller) &&
    membersFit(larger, smaller, comparison) &&
    patternsFit(larger, smaller, comparison) &&
    othersFit(larger, smaller, comparison)
  )
}

function hasRequired(larger: StructType, smaller: StructType) {
  return [...larger.members].every(
    ([name, { optional }]) => optional || smaller.members.get(name)?.optional === false,
  )
}

/** Those that one of the two calls by name. */
function membersFit(larger: StructType, smaller: StructType, comparison: Comparison) {
  const names = new Set([...larger.members.keys(), ...smaller.members.keys()])
  return [...names].every(name => {
    const given = givenFor(smaller, name)
    if (given === null) return true
    const asked = askedOf(larger, name)
    // A closed struct has none of that name, and whoever reads it overlooks one.
    if (asked.length === 0) return comparison.view.open
    return asked.every(type => comparison.includes(type, given))
  })
}

/** What members of some name are at least; null where there can be none. */
function givenFor({ members, patterns, others }: StructType, name: string): Type | null {
  const member = members.get(name)
  if (member !== undefined) return member.type
  return matching(patterns, name)[0] ?? others
}

/** All that members of some name must be; nothing where there can be none. */
function askedOf({ members, patterns, others }: StructType, name: string): Type[] {
  const member = members.get(name)
  const asked = [...(member === undefined ? [] : [member.type]), ...matching(patterns, name)]
  return asked.length > 0 || others === null ? asked : [others]
}

function matching(patterns: ReadonlyMap<string, Type>, name: string): Type[] {
  return [...patterns].filter(([pattern]) => isMatch(pattern, name)).map(([, type]) => type)
}

function isMatch(pattern: string, name: string) {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return false
  }
}

/** A pattern that both have is compared with itself; what matches any other can be called anything. */
function patternsFit(larger: StructType, smaller: StructType, comparison: Comparison) {
  return [...smaller.patterns].every(([pattern, given]) => {
    const same = larger.patterns.get(pattern)
    if (same !== undefined) return comparison.includes(same, given)
    return unnamedFit(larger, given, comparison)
  })
}

function othersFit(larger: StructType, smaller: StructType, comparison: Comparison) {
  if (smaller.others === null) return true
  const foreign = [...larger.patterns].filter(([pattern]) => !smaller.patterns.has(pattern))
  const given = smaller.others
  return (
    foreign.every(([, asked]) => comparison.includes(asked, given)) && fitsOthers(larger, given, comparison)
  )
}

function unnamedFit(larger: StructType, given: Type, comparison: Comparison) {
  return (
    [...larger.patterns.values()].every(asked => comparison.includes(asked, given)) &&
    fitsOthers(larger, given, comparison)
  )
}

function fitsOthers({ others }: StructType, given: Type, comparison: Comparison) {
  return others === null ? comparison.view.open : comparison.includes(others, given)
}
