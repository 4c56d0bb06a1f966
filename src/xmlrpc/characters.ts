import type { Work } from '../rpc/work.ts'

/** XML 1.0 section 2.2: whatever is not a Char. A lone half of a surrogate pair is none either. */
const forbidden = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const everyForbidden = new RegExp(forbidden, 'gu')

/** The same, but halves of pairs are suspects too: four times as fast on text that is not Latin-1. */
const suspect = /[^\t\n\r -\uD7FF\uE000-\uFFFD]/

/** Where in `text` the first character stands that XML cannot carry, not even as a reference; or -1. */
export function findForbidden(text: string): number {
  return suspect.test(text) ? text.search(forbidden) : -1
}

/** `text` with every character that XML cannot carry replaced by U+FFFD. */
export function replaceForbidden(text: string): string {
  return text.replace(everyForbidden, '\uFFFD')
}

/** Such as `U+000B`. */
export function nameOfCharacter(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** What XML calls white space; `String.prototype.trim` would take no-break spaces and others too. */
export function isBlankCode(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}

/** `text` without the XML white space at its ends. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlankCode(text.charCodeAt(start))) start += 1
  while (end > start && isBlankCode(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** XML 1.0 section 2.11: to the reader of a document, every line ends with LF. */
export function* normalizeLineEnds(text: string): Work<string> {
  if (!text.includes('\r')) return text
  let normalized = ''
  for (const part of partsOf(text)) {
    // Three to seven times as fast as a replacement.
    normalized += part.split('\r\n').join('\n').split('\r').join('\n')
    if (part.length < text.length) yield
  }
  return normalized
}

/** The same as {@link findForbidden}, for a text of any length. */
export function* findForbiddenInTurns(text: string): Work<number> {
  let from = 0
  for (const part of partsOf(text)) {
    const at = findForbidden(part)
    if (at !== -1) return from + at
    from += part.length
    if (from < text.length) yield
  }
  return -1
}

/** A long text in parts that are dealt with in no noticeable time; none is cut within a pair, or before a LF. */
export function* partsOf(text: string): Generator<string, void, undefined> {
  if (text.length <= longestPart) return yield text
  for (let from = 0; from < text.length; ) {
    let end = Math.min(from + longestPart, text.length)
    if (isFirstHalf(text.charCodeAt(end - 1)) || text.charCodeAt(end) === lineFeed) end += 1
    yield text.slice(from, end)
    from = end
  }
}

/** Up to here, nothing that is done with a text takes more than some milliseconds. */
export const longestPart = 65_536

const lineFeed = 0x0a

function isFirstHalf(code: number) {
  return code >= 0xd800 && code < 0xdc00
}
