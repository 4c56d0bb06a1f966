import { closestMatch } from 'leven'

/** The name that was probably meant, a slip or two away from `name`; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return closestMatch(name, [...known], { maxDistance: Math.max(2, Math.floor(name.length / 3)) })
}
