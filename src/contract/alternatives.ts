import { anyType, type Type, type TypeIn } from './type.ts'

/** One of the types that a value can have, under the name that means it alone. */
export interface Alternative {
  readonly type: Type
  readonly name: string | undefined
}

/** The members of a union, or the type itself; names are followed, and one that is nothing but itself has no values. */
export function alternatives({ type, types }: TypeIn, followed: readonly string[] = []): Alternative[] {
  const name = followed.at(-1)
  if (type.kind === 'union') {
    const members = type.of.flatMap(member => alternatives({ type: member, types }, followed))
    // The name is that of the whole union.
    return members.map(member => (member.name === name ? { ...member, name: undefined } : member))
  }
  if (type.kind !== 'named') return [{ type, name }]
  if (followed.includes(type.name)) return []
  return alternatives({ type: types.get(type.name) ?? anyType, types }, [...followed, type.name])
}
