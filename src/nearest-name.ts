import { closestMatch } from 'leven'

/** The name that was probably meant, a slip or two away from `name`; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  // A stranger's may be megabytes long, which costs time; none that was meant is.
  if (name.length > longest) return undefined
  const short = known.filter(({ length }) => length <= longest)
  // Of a name of one letter every other one is a slip away.
  const maxDistance = Math.min(Math.max(2, Math.floor(name.length / 3)), name.length - 1)
  return closestMatch(name, short, { maxDistance })
}

const longest = 100
