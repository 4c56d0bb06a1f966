import { readFileSync } from 'node:fs'

/** Line and column, from 1, of a position in a file. */
export function placeAt(file: string, position: number): { line: number; column: number } {
  const lines = readFileSync(file, 'utf8')
    .slice(0, position)
    .split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** Where a file first holds a text between quotes; 0 and 0 where it does not. */
export function placeOfQuoted(file: string, text: string): { line: number; column: number } {
  const source = readFileSync(file, 'utf8')
  const position = Math.max(source.indexOf(`'${text}'`), source.indexOf(`"${text}"`))
  return position === -1 ? { line: 0, column: 0 } : placeAt(file, position)
}
