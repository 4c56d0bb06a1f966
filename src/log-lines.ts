/**
 * A line of JSON that a terminal can show, too: what would move its cursor, change its colours or turn the order of letters is
 * spelt out, and means the same. JSON itself asks for that only below U+0020.
 */
export function shownLine(line: string): string {
  return line.replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, spelt)
}

/**
 * A line of JSON whose strings can be written to a terminal as they are: control characters in them, which were spelt out, stay
 * so when they are read. Line ends and tabs remain what they are.
 */
export function harmlessLine(line: string): string {
  return shownLine(line).replaceAll(/\\(?:\\|[bfr]|u[0-9a-f]{4})/g, spelling =>
    spelling === '\\\\' ? spelling : `\\${spelling}`,
  )
}

function spelt(character: string) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
