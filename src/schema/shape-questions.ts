import type { Shape, TypeView } from './views.ts'

/** Worth a name of its own: plain types are shorter than a reference to them. */
export function isStructured(shape: Shape): boolean {
  if (shape.kind === 'union') return shape.members.some(member => isStructured(member.shape()))
  return ['enum', 'array', 'tuple', 'struct'].includes(shape.kind)
}

/** Whether there is no value of a type. */
export function isNever(type: TypeView): boolean {
  return type.shape().kind === 'never'
}

/** Whether a value of a type is never there. */
export function isAbsent(type: TypeView): boolean {
  return type.shape().kind === 'undefined'
}
