import type { RpcValue } from '../rpc/value.ts'
import { findForbidden, trimBlanks } from './characters.ts'

/** How the text between the tags of one type is read and written. */
export interface Scalar<Value extends RpcValue = never> {
  /** What the text must be, to complete "expected …". */
  readonly expected: string
  /** @returns undefined where the text is not what is expected */
  read(text: string): RpcValue | undefined
  /** @returns undefined where no text of this type says the value */
  write(value: Value): string | undefined
}

/**
 * Every type of XML-RPC but the two that hold others, by the name of its tag.
 *
 * White space around a value is passed over, except in strings, where it is part of the value.
 */
export const scalars = {
  string: {
    expected: 'text',
    read: text => text,
    write: writeText,
  } satisfies Scalar<string>,

  int: wholeNumber(32),
  i4: wholeNumber(32),
  i1: wholeNumber(8),
  i2: wholeNumber(16),
  i8: wholeNumber(64),

  double: {
    expected: 'a number such as -12.5 or 1e-7, within the range of doubles',
    read: readDouble,
    write: writeDouble,
  } satisfies Scalar<number>,

  boolean: {
    expected: '0, 1, true or false',
    read: text => booleans.get(trimBlanks(text)),
    write: value => (value ? '1' : '0'),
  } satisfies Scalar<boolean>,

  'dateTime.iso8601': {
    expected: 'a date such as 20240229T12:34:56 or 2024-02-29T12:34:56.789+01:00',
    read: readDate,
    write: writeDate,
  } satisfies Scalar<Date>,

  base64: {
    expected: 'base64 with its padding',
    read: readBase64,
    write: writeBase64,
  } satisfies Scalar<Uint8Array>,

  nil: {
    expected: 'nothing inside <nil/>',
    read: text => (trimBlanks(text) === '' ? null : undefined),
    write: () => '',
  } satisfies Scalar<null>,
}

const booleans = new Map([
  ['0', false],
  ['1', true],
  ['false', false],
  ['true', true],
])

/**
 * Strings keep to a subset that every old client reads: no references but those for markup, and for CR, which
 * a reader of XML would otherwise take for the end of a line.
 */
function writeText(text: string) {
  if (findForbidden(text) !== -1) return undefined
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, character => escapes.get(character) ?? '') : text
}

const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\r', '&#13;'],
])

/** A number where a double holds it exactly, else a bigint; written from either. */
function wholeNumber(bits: number) {
  const limit = 2 ** (bits - 1)
  const isInRange = (value: number | bigint) => value >= -limit && value < limit
  return {
    expected: `a whole number from ${-BigInt(limit)} to ${BigInt(limit) - 1n}`,
    read(text) {
      const digits = trimBlanks(text)
      if (!/^[-+]?[0-9]+$/.test(digits)) return undefined
      // + 0: "-0" is 0.
      const number = Number(digits) + 0
      if (Number.isSafeInteger(number)) return isInRange(number) ? number : undefined
      // Not a million digits: those would cost a BigInt much time.
      if (Math.abs(number) > limit) return undefined
      const exact = BigInt(digits)
      return isInRange(exact) ? exact : undefined
    },
    write: value => (isInRange(value) ? String(value) : undefined),
  } satisfies Scalar<number | bigint>
}

function readDouble(text: string) {
  const number = trimBlanks(text)
  // Each digit can be matched in one way only: otherwise a long wrong number would cost quadratic time.
  if (!/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(number)) return undefined
  const value = Number(number)
  return Number.isFinite(value) ? value : undefined
}

/** The fewest digits that read back equal, as JavaScript finds them, but never with an exponent. */
function writeDouble(value: number) {
  if (!Number.isFinite(value)) return undefined
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([-+][0-9]+))?$/.exec(String(value)) ?? []
  if (exponent === undefined) return String(value)

  // JavaScript writes an exponent with one digit before the point, from 1e21 up and from 1e-7 down.
  const shift = Number(exponent)
  const digits = whole + fraction
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`
  return sign + digits.padEnd(shift + 1, '0')
}

/**
 * Dashes and colons or none; Z, an offset, or UTC. The 24th hour and the 60th second are refused: no Date is
 * either of them, and the next moment would be another one.
 */
function readDate(text: string) {
  const [, year, , month, day, hour, , minute, second, fraction = '', zone = 'Z'] =
    dateTime.exec(trimBlanks(text)) ?? []
  if (year === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined

  const date = new Date(0)
  // Not Date.UTC: it takes the year 99 for 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  return new Date(date.getTime() - minutesOf(zone) * 60_000)
}

const dateTime =
  /^(\d{4})(-?)(\d\d)\2(\d\d)T(\d\d)(:?)(\d\d)\6(\d\d)(?:[.,](\d+))?(Z|[-+](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/

function minutesOf(zone: string) {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))
  return zone.startsWith('-') ? -minutes : minutes
}

/** UTC without zone, dashes or fraction: the only form that all clients read. */
function writeDate(date: Date) {
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) return undefined
  const [day = '', time = ''] = date.toISOString().split('T')
  return `${day.replaceAll('-', '')}T${time.slice(0, 8)}`
}

function readBase64(text: string) {
  const digits = text.replace(/[ \t\n\r]+/g, '')
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined
  // A copy: a small Buffer lies in a pool that it shares with other requests' bytes.
  return new Uint8Array(Buffer.from(digits, 'base64'))
}

/** In lines of 76, as Python writes it. */
function writeBase64(bytes: Uint8Array) {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return `\n${digits.replace(/.{1,76}/g, '$&\n')}`
}
