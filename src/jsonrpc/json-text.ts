import { isUtf8 } from 'node:buffer'
import { parse as parseLossless } from 'lossless-json'
import { Fault, FaultCode, tooManyValues } from '../rpc/fault.ts'
import type { RpcValue } from '../rpc/value.ts'
import type { Work } from '../rpc/work.ts'
import { type JsonLimits, readJson, tooDeep } from './json-reader.ts'

/** A body as text, and the value that it spells. */
export interface ParsedJson {
  readonly text: string
  readonly value: RpcValue
}

/** The second parser is made for exactness and not for speed: up to so many characters it costs no noticeable time. */
export const largestSecondLook = 65_536

/** Up to so many characters, JSON.parse takes no noticeable time, whatever they are. */
const quicklyParsed = 65_536

/**
 * Reads a body as JSON.
 *
 * @throws Fault -32700 where the bytes are not UTF-8 or the text is not JSON, -32004 past a limit
 */
export function* parseJson(body: Uint8Array, limits: JsonLimits): Work<ParsedJson> {
  const text = decodeUtf8(body)
  if (text.length > quicklyParsed) {
    if (text.trim() === '') throw new Fault('Parse error: the body is empty', { code: FaultCode.parseError })
    return { text, value: yield* readJson(text, limits) }
  }
  const value = parse(text)
  check(value, limits)
  return { text, value }
}

/** RFC 8259, 8.1: JSON between systems is UTF-8, and a parser may ignore a byte order mark. */
function decodeUtf8(body: Uint8Array) {
  // Not a TextDecoder: it takes twenty times as long for what is not ASCII.
  if (!isUtf8(body)) {
    throw new Fault('Parse error: the body is not valid UTF-8', { code: FaultCode.parseError })
  }
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text
}

const byteOrderMark = 0xfeff

function parse(text: string): RpcValue {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Fault(`Parse error: ${place(text, error)}`, { code: FaultCode.parseError })
  }
}

/** Where reading gave up; the parsers' own words would carry the caller's text back. */
function place(text: string, error: unknown) {
  if (text.trim() === '') return 'the body is empty'
  const position = positionIn(error) ?? positionFound(text)
  return position === undefined ? 'the body is not JSON' : `the body is not JSON, at character ${position}`
}

/** JSON.parse of Node 20 does not say where it met an unexpected token; a second parser does. */
function positionFound(text: string) {
  try {
    parseLossless(text)
  } catch (error) {
    return positionIn(error)
  }
  return undefined
}

function positionIn(error: unknown) {
  return /at position (\d+)/.exec(String(error))?.[1]
}

/** The recursion ends with the limit, so a body of nothing but brackets cannot exhaust the stack. */
function check(value: RpcValue, { maxDepth, maxValues }: JsonLimits) {
  let count = 0
  const look = (value: RpcValue, depthLeft: number) => {
    count += 1
    if (count > maxValues) throw tooManyValues('The request', maxValues, 'elements')
    if (typeof value !== 'object' || value === null) return
    if (depthLeft === 0) throw tooDeep(maxDepth)
    const inner: readonly RpcValue[] = Array.isArray(value) ? value : Object.values(value)
    if (inner !== value) count += inner.length
    for (const each of inner) look(each, depthLeft - 1)
  }
  look(value, maxDepth)
}
