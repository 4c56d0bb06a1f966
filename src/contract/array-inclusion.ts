import { limitsInclude } from './scalar-inclusion.ts'
import type { ArrayType, Type } from './type.ts'
import type { Comparison } from './view.ts'

/** Whether a type of arrays has all values of another. */
export function arrayIncludes(larger: ArrayType, smaller: ArrayType, comparison: Comparison): boolean {
  const most = longest(smaller)
  const { uniqueItems, ...amounts } = larger.limits
  const isUnique = uniqueItems === undefined || smaller.limits['uniqueItems'] === true || most < 2
  if (!isUnique || !limitsInclude(amounts, withMost(smaller, most))) return false
  const positions = Math.min(most, Math.max(larger.first.length, smaller.first.length))
  for (let index = 0; index < positions; index += 1) {
    const [asked, given] = [itemAt(larger, index), itemAt(smaller, index)]
    if (asked === null || (given !== null && !comparison.includes(asked, given))) return false
  }
  if (positions >= most || smaller.rest === null) return true
  return larger.rest !== null && comparison.includes(larger.rest, smaller.rest)
}

function longest({ first, rest, limits }: ArrayType) {
  const most = Number(limits['maxItems'] ?? Number.POSITIVE_INFINITY)
  return rest === null ? Math.min(most, first.length) : most
}

function withMost({ limits }: ArrayType, most: number) {
  return most === Number.POSITIVE_INFINITY ? limits : { ...limits, maxItems: most }
}

function itemAt({ first, rest }: ArrayType, index: number): Type | null {
  return first[index] ?? rest
}
