import type { Flow } from './view.ts'

/** Where something stands: in a parameter or the result, or in a named type that these hold. */
export interface Place {
  readonly flow: Flow
  /** The parameter, such as `uid` or `...tags`; empty for the result. */
  readonly name: string
  /** The named type that `path` starts from, once there is one. */
  readonly type: string | undefined
  /** Such as `.address[].street`. */
  readonly path: string
}

export function parameterPlace(name: string): Place {
  return { flow: 'in', name, type: undefined, path: '' }
}

export const resultPlace: Place = { flow: 'out', name: '', type: undefined, path: '' }

/**
 * One step further in.
 *
 * @param step - a member's name, an item's number, null for members of any name, [] for items of any number
 */
export function within(place: Place, step: string | number | null | []): Place {
  return { ...place, path: place.path + spelledStep(step) }
}

/**
 * A place in words, such as `parameter 'user.mail'`, `result.owner`, or `User.mail in results`: what is so in a named type
 * is so for all methods that take or return it.
 */
export function spelled({ flow, name, type, path }: Place): string {
  if (type !== undefined) return `${type}${path} in ${flow === 'in' ? 'parameters' : 'results'}`
  return flow === 'in' ? `parameter '${name}${path}'` : `result${path}`
}

function spelledStep(step: string | number | null | []) {
  if (step === null) return '[…]'
  if (typeof step === 'number') return `[${step}]`
  if (typeof step !== 'string') return '[]'
  return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
