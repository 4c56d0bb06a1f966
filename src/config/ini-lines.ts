import { MMC_ERR_CONFIG_SYNTAX } from '../errors.ts'

/** A section header, or an option with all the lines of its value. */
export type LogicalLine = (
  | { readonly section: string }
  | { readonly option: string; readonly value: string }
) &
  Place

/** Which lines of the text it takes up, counted from 0, the last one included. */
interface Place {
  readonly first: number
  readonly last: number
}

/**
 * Cuts an ini text into logical lines exactly where Python 3's `configparser` cuts it. Option names come
 * lower-cased, values as one text whose lines are joined by `\n`.
 *
 * @throws MMC_ERR_CONFIG_SYNTAX for a line that is neither header nor option, or an option above every section
 */
export function logicalLines(text: string, file: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  let option: { option: string; value: string; first: number; last: number } | undefined // what indented lines continue
  let optionIndent = 0
  let blankLines = 0 // seen since the last line of its value

  const textLines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)
  for (const [index, line] of textLines.entries()) {
    const indent = indentOf(line)
    const content = trimEnd(line.slice(indent))
    if (isComment(content, indent)) continue
    if (content === '') {
      blankLines++
      continue
    }
    if (option && indent > optionIndent) {
      option.value += '\n'.repeat(blankLines + 1) + content
      option.last = index
      blankLines = 0
      continue
    }
    optionIndent = indent
    blankLines = 0

    // Greedy up to the last bracket, whatever follows it: "[a[b]c] ; note" is the section "a[b]c".
    const section = /^\[(.+)\]/s.exec(content)?.[1]
    option = section === undefined ? parseOption(content, index) : undefined
    if (section !== undefined) lines.push({ section, first: index, last: index })
    else if (option && lines.length > 0) lines.push(option)
    else throw MMC_ERR_CONFIG_SYNTAX(file, index + 1, lines.length > 0 ? notALine : noSection)
  }
  return lines
}

// The line itself is never shown: it may hold a password.
const noSection = 'there is no section yet; put a line such as [main] above it'
const notALine =
  'expected [section], option = value or a comment beginning with # or ;' +
  ' (to go on with the value above, indent the line deeper than its option)'

// A line that begins with the word "rem" was a comment to Python 2. Python 3 refuses it, or reads an option
// "rem something" if it holds a delimiter, which nobody can have meant. An option called "rem" stays one.
function isComment(content: string, indent: number) {
  return /^[#;]/.test(content) || (indent === 0 && /^rem(?:$|\s+[^\s=:])/i.test(content))
}

function parseOption(content: string, index: number) {
  const delimiter = content.search(/[=:]/)
  // 0 as well as -1: an option needs a name.
  if (delimiter < 1) return undefined
  const value = content.slice(delimiter + 1)
  return {
    option: trimEnd(content.slice(0, delimiter)).toLowerCase(),
    value: value.slice(indentOf(value)),
    first: index,
    last: index,
  }
}

// What str.strip() of Python takes for blank. JavaScript's trim() spares \x1c to \x1f and \x85, and takes \uFEFF.
const blanks = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
    '\u2028\u2029\u202f\u205f\u3000',
)

function indentOf(text: string) {
  let start = 0
  while (blanks.has(text.charAt(start))) start++
  return start
}

function trimEnd(text: string) {
  let end = text.length
  while (blanks.has(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
