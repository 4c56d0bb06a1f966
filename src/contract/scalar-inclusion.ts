import type { Limits, Literal, NumberKind, Type } from './type.ts'
import type { View } from './view.ts'

/** Whether a type that is no union has a value. */
export function holdsLiteral(type: Type, value: Literal, view: View): boolean {
  switch (type.kind) {
    case 'any':
      return true
    case 'values':
      return type.values.includes(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string' && textFits(type.limits, value)
    case 'number':
    case 'integer':
    case 'double':
      return typeof value === 'number' && numberFits(type, value, view)
    default:
      return false
  }
}

/** Whether a type has all values of a text, or of what JSON writes as one. */
export function textIncludes(larger: Type, smaller: Type, view: View): boolean {
  if (larger.kind === smaller.kind && smaller.kind !== 'string') return true
  if (larger.kind !== 'string') return false
  if (smaller.kind === 'string') return limitsInclude(larger.limits, smaller.limits)
  if (view.wire === 'xmlrpc') return false
  const asked = Object.entries(larger.limits)
  // A bigint comes in as a number, too.
  if (smaller.kind === 'bigint') return asked.length === 0 && view.flow === 'out'
  return asked.every(([name, limit]) => smaller.kind === 'date' && name === 'format' && limit === 'date-time')
}

type NumberType = Type & { readonly kind: NumberKind; readonly limits: Limits }

/** Whether a type of numbers has all values of another. */
export function numberIncludes(larger: NumberType, smaller: NumberType, view: View): boolean {
  if (larger.kind === 'integer' && smaller.kind !== 'integer') return false
  // What is a <double> to XML-RPC must stay one.
  if (larger.kind === 'double' && smaller.kind !== 'double' && isWritten(view)) return false
  const whole = smaller.kind === 'integer'
  const [least, most] = [bound(smaller.limits, 'min', whole), bound(smaller.limits, 'max', whole)]
  if (!isWithin(larger.limits, least, most, whole)) return false
  const { multipleOf: step, format } = larger.limits
  const { multipleOf: ownStep = whole ? 1 : undefined, format: ownFormat } = smaller.limits
  return (step === undefined || isMultiple(ownStep, step)) && (format === undefined || format === ownFormat)
}

/** Whether limits of arrays, structs or texts let all through that others let through. */
export function limitsInclude(larger: Limits, smaller: Limits): boolean {
  return Object.entries(larger).every(([name, limit]) => {
    const own = smaller[name]
    if (name.startsWith('min')) return Number(own ?? 0) >= Number(limit)
    if (name.startsWith('max')) return Number(own ?? Number.POSITIVE_INFINITY) <= Number(limit)
    return own === limit
  })
}

function textFits(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format }: Limits,
  text: string,
) {
  // Characters are counted as code points, as JSON Schema has it.
  const { length } = Array.from(text)
  return (
    length >= Number(minLength) &&
    length <= Number(maxLength) &&
    format === undefined &&
    matches(pattern, text)
  )
}

function matches(pattern: Limits[string] | undefined, text: string) {
  try {
    return pattern === undefined || new RegExp(String(pattern), 'u').test(text)
  } catch {
    return false
  }
}

function numberFits({ kind, limits }: NumberType, value: number, view: View) {
  const { multipleOf: step, format } = limits
  const whole = Number.isInteger(value)
  if (kind === 'integer' && !whole) return false
  // A literal is no Double, so that it is written as an <int>.
  if (kind === 'double' && whole && isWritten(view)) return false
  const exact = { value, open: false }
  return (
    isWithin(limits, exact, exact, whole) &&
    (step === undefined || isMultiple(value, step)) &&
    format === undefined
  )
}

function isWritten({ wire, flow }: View) {
  return wire === 'xmlrpc' && flow === 'out'
}

/** Where a range ends; an open end is not part of it. */
interface Bound {
  readonly value: number
  readonly open: boolean
}

function isWithin(limits: Limits, least: Bound, most: Bound, whole: boolean) {
  const [floor, ceiling] = [bound(limits, 'min', whole), bound(limits, 'max', whole)]
  return (
    (least.value > floor.value || (least.value === floor.value && (least.open || !floor.open))) &&
    (most.value < ceiling.value || (most.value === ceiling.value && (most.open || !ceiling.open)))
  )
}

/** Of whole numbers, the last one within the range. */
function bound(limits: Limits, end: 'min' | 'max', whole: boolean): Bound {
  const sign = end === 'min' ? 1 : -1
  const closed = limits[end === 'min' ? 'minimum' : 'maximum']
  const open = limits[end === 'min' ? 'exclusiveMinimum' : 'exclusiveMaximum']
  const ends: Bound[] = [{ value: sign * Number.NEGATIVE_INFINITY, open: false }]
  if (closed !== undefined)
    ends.push({ value: whole ? inward(Number(closed), sign) : Number(closed), open: false })
  if (open !== undefined)
    ends.push(whole ? { value: next(Number(open), sign), open: false } : { value: Number(open), open: true })
  return ends.reduce((a, b) => (sign * (b.value - a.value) > 0 || (b.value === a.value && b.open) ? b : a))
}

function inward(value: number, sign: number) {
  return sign > 0 ? Math.ceil(value) : Math.floor(value)
}

/** The first whole number beyond a value that does not count itself. */
function next(value: number, sign: number) {
  return Number.isInteger(value) ? value + sign : inward(value, sign)
}

function isMultiple(value: unknown, step: unknown) {
  if (value === step) return true
  const [a, b] = [Number(value), Number(step)]
  // Fractions are not divided exactly.
  return Number.isInteger(a) && Number.isInteger(b) && a % b === 0
}
