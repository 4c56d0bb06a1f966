/**
 * Text from elsewhere, safe for a terminal: what would move its cursor, change its colours or turn the order of letters is
 * spelt out, as `\u001b`. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, character =>
    character === '\n' || character === '\t' ? character : spelt(character),
  )
}

/** The same in one line. */
export function inOneLine(text: string): string {
  return printable(text.trim().replaceAll(/\s+/g, ' '))
}

/** A value as JSON that a terminal can show: it means the same to every reader of JSON. */
export function jsonText(value: unknown, indent?: number): string {
  // Undefined is no JSON; what an agent answers never is.
  const text = JSON.stringify(value, null, indent) ?? 'null'
  return text.replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, spelt)
}

function spelt(character: string) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
