import type { Node } from 'typescript/unstable/ast'
import { type Checker, SymbolFlags, type Type, TypeFlags } from 'typescript/unstable/sync'

/** A member of a union, with the node that wrote it alone. */
export interface UnionMember {
  readonly type: Type
  readonly node: Node | undefined
}

/**
 * Puts together again what the compiler takes apart, `true | false` and whole enums, and puts the members into the order
 * in which they were written; null comes last.
 *
 * @param written - the members by their ids, as far as they are known to be written somewhere
 */
export function unionMembers(
  parts: readonly Type[],
  written: ReadonlyMap<number, Node | undefined>,
  checker: Checker,
): UnionMember[] {
  const order = new Map([...written.keys()].map((id, index) => [id, index]))
  const rank = (part: Type) => (part.flags & TypeFlags.Null ? Infinity : (order.get(part.id) ?? written.size))
  const members = new Map<number, UnionMember>()
  for (const part of parts.toSorted((a, b) => compare(rank(a), rank(b)))) {
    const whole = booleanOf(part, parts, checker) ?? enumOf(part, parts, checker) ?? part
    if (!members.has(whole.id))
      members.set(whole.id, { type: whole, node: whole === part ? written.get(part.id) : undefined })
  }
  return [...members.values()]
}

/** The members of a union, or the type itself; `boolean` counts as one. */
export function partsOf(type: Type): readonly Type[] {
  return type.isUnionType() ? type.getTypes() : [type]
}

function booleanOf(part: Type, parts: readonly Type[], checker: Checker) {
  const isLiteral = ({ flags }: Type) => (flags & TypeFlags.BooleanLiteral) !== 0
  return isLiteral(part) && parts.filter(isLiteral).length === 2 ? checker.getBooleanType() : undefined
}

function enumOf(part: Type, parts: readonly Type[], checker: Checker) {
  if (!(part.flags & TypeFlags.EnumLiteral)) return undefined
  const parent = part.getSymbol()?.getParent()
  if (parent === undefined || !(parent.flags & SymbolFlags.Enum)) return undefined
  const whole = checker.getDeclaredTypeOfSymbol(parent)
  const isThere = ({ id }: Type) => parts.some(other => other.id === id)
  // A computed member may be any number, which is more than the enum's other members are.
  const members = partsOf(whole)
  return members.every(member => member.isLiteralType() && isThere(member)) ? whole : undefined
}

/** A difference would not do: infinity less infinity is no number. */
function compare(a: number, b: number) {
  return a === b ? 0 : a < b ? -1 : 1
}
