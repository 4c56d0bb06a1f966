import { isUtf8 } from 'node:buffer'

/** What a boolean may be spelled like, in any case; as in Python's `configparser`. */
const booleans = new Map([
  ['1', true],
  ['yes', true],
  ['true', true],
  ['on', true],
  ['0', false],
  ['no', false],
  ['false', false],
  ['off', false],
])

/** Reads `1`, `yes`, `true`, `on`, `0`, `no`, `false`, `off` in any case; undefined for anything else. */
export function toBoolean(text: string): boolean | undefined {
  return booleans.get(text.toLowerCase())
}

/**
 * Reads a whole decimal number, with a sign or without; undefined for anything else, and beyond 2^53.
 * Python's `1_000` is refused: its older versions do not know it, and a typo looks just like it.
 */
export function toInteger(text: string): number | undefined {
  if (!/^\s*[+-]?[0-9]+\s*$/.test(text)) return undefined
  const value = Number(text)
  // + 0, because -0 is 0.
  return Number.isSafeInteger(value) ? value + 0 : undefined
}

/** Reads a decimal number such as `2`, `-.5` or `1e3`; undefined for anything else, such as `inf`, `nan` or `0x10`. */
export function toFloat(text: string): number | undefined {
  if (!/^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?\s*$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Reads a list of words between commas: `a, b` is `['a', 'b']`. Empty words do not count. */
export function toList(text: string): string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
}

/**
 * Reads a password: `{base64}czNjcjN0` is `s3cr3t`, and a text that begins with no `{scheme}` stands for itself.
 *
 * @returns undefined if the scheme is not `base64`, or what follows is not the base64 form of a UTF-8 text
 */
export function toPassword(text: string): string | undefined {
  const [, scheme, encoded] = /^\{(\w+)\}(.+)$/s.exec(text) ?? []
  if (scheme === undefined || encoded === undefined) return text
  if (scheme.toLowerCase() !== 'base64') return undefined

  const bytes = Buffer.from(encoded, 'base64')
  // Node skips what it cannot read, so whatever is not the one right spelling shows on the way back.
  return isUtf8(bytes) && bytes.toString('base64') === encoded ? bytes.toString('utf8') : undefined
}
