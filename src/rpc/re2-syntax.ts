/**
 * A regular expression of JSON Schema, which is one of JavaScript under the flag `u`, in the syntax of RE2, where it means
 * the same.
 *
 * @throws SyntaxError saying what RE2 cannot do, such as `it looks ahead or behind`
 */
export function re2Syntax(source: string): string {
  // What JavaScript refuses is none of ours; what it takes has no odd corners left.
  void new RegExp(source, 'u')
  let translated = ''
  let isInClass = false
  for (let at = 0; at < source.length; ) {
    const token = tokenAt(source, at, isInClass ? tokensInClass : tokensOutside)
    translated += isInClass ? inClass(token) : outside(token)
    isInClass = isInClass ? token !== ']' : token === '[' || token === '[^'
    at += token.length
  }
  return translated
}

function tokenAt(source: string, at: number, tokens: RegExp): string {
  tokens.lastIndex = at
  return tokens.exec(source)?.[0] ?? ''
}

const escapes = [
  String.raw`\\u\{[0-9A-Fa-f]+\}`,
  // A pair of surrogates is one character.
  String.raw`\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}`,
  String.raw`\\u[0-9A-Fa-f]{4}`,
  String.raw`\\x[0-9A-Fa-f]{2}`,
  String.raw`\\c[A-Za-z]`,
  String.raw`\\[pP]\{[^}]*\}`,
  String.raw`\\[\s\S]`,
].join('|')
const tokensInClass = new RegExp(String.raw`${escapes}|[\s\S]`, 'uy')
const tokensOutside = new RegExp(
  String.raw`${escapes}|\(\?<[=!]|\(\?<[^>]*>|\(\?[^<]|\[\^\]|\[\]|\[\^|[\s\S]`,
  'uy',
)

function inClass(token: string) {
  // The beginning of a class of POSIX, such as [:alpha:].
  if (token === '[') return '\\['
  if (token === '\\b') return '\\x08'
  if (token === '\\s') return spaces
  if (token === '\\S') return noSpaces
  return escaped(token)
}

function outside(token: string) {
  if (token === '[]') return '[^\\x{0}-\\x{10FFFF}]'
  if (token === '[^]') return '[\\x{0}-\\x{10FFFF}]'
  if (token === '.') return '[^\\n\\r\\x{2028}\\x{2029}]'
  if (token === '\\s') return `[${spaces}]`
  if (token === '\\S') return `[${noSpaces}]`
  if (!token.startsWith('(?')) return escaped(token)
  if (token.endsWith('=') || token.endsWith('!')) throw new SyntaxError('it looks ahead or behind')
  if (token !== '(?:' && !token.startsWith('(?<')) throw new SyntaxError('it changes its flags')
  // No test needs the names.
  return '(?:'
}

/** A character, escaped or not. */
function escaped(token: string) {
  if (!token.startsWith('\\')) return token
  const kind = token.slice(0, 2)
  if (kind === '\\u') return `\\x{${codePointOf(token).toString(16)}}`
  if (kind === '\\c') return `\\x{${(token.charCodeAt(2) % 32).toString(16)}}`
  if (token === '\\0') return '\\x00'
  if (/^\\([1-9]|k)/.test(token)) throw new SyntaxError('it refers back to a group')
  // Of scripts RE2 wants the name alone.
  return token.replace(/^(\\[pP]\{)(?:Script|sc|General_Category|gc)=/, '$1')
}

/** Of `\u0041`, `\u{1F600}` or a pair of surrogates. */
function codePointOf(token: string) {
  const [first = '', second] = token.match(/[0-9A-Fa-f]{2,}|[0-9A-Fa-f](?=\})/g) ?? []
  const unit = Number.parseInt(first, 16)
  if (second === undefined) return unit
  return (unit - 0xd800) * 0x400 + (Number.parseInt(second, 16) - 0xdc00) + 0x10000
}

/** What `\s` is in JavaScript; in RE2 it is ASCII only. */
const spaces =
  '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const noSpaces =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}'
