/**
 * A text as a string literal of TypeScript: nothing in it ends the literal, a line, or the script element of a page, and
 * nothing changes how a reader sees what stands around it.
 */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&').replaceAll(unsafe, escaped)}'`
}

/** The name of a member: quoted where it must be. */
export function memberName(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name)
}

/** The same of a method: `new(…)` would be what makes instances. */
export function methodName(name: string): string {
  return name === 'new' ? "'new'" : memberName(name)
}

export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text)
}

/** Line ends, controls, halves of characters, marks that turn the direction of the text, and what HTML looks for. */
export const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]|<(?=[/!])/gu

function escaped(character: string) {
  return character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
