import { isIdentifier } from './literals.ts'
import type { ClientParam } from './read-document.ts'

/** Names for parameters by position, which are words for readers: legal ones, and no two the same. */
export function parameterNames(params: readonly ClientParam[]): string[] {
  const taken = new Set<string>()
  return params.map(({ name }, index) => {
    const legal = isIdentifier(name) ? name : `parameter${index + 1}`
    let unused = reserved.has(legal) ? `${legal}_` : legal
    while (taken.has(unused)) unused += '_'
    taken.add(unused)
    return unused
  })
}

const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof var void while with yield`.split(/\s+/),
)
