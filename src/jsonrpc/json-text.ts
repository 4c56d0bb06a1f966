import { parse as parseLossless } from 'lossless-json'
import { Fault, FaultCode } from '../rpc/fault.ts'
import type { RpcValue } from '../rpc/value.ts'

/** A body as text, and the value that it spells. */
export interface ParsedJson {
  readonly text: string
  readonly value: RpcValue
}

// RFC 8259, 8.1: JSON between systems is UTF-8, and a parser may ignore a byte order mark.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The second parser is made for exactness and not for speed: up to so many characters it costs no noticeable time. */
export const largestSecondLook = 65_536

/**
 * Reads a body as JSON.
 *
 * @throws Fault -32700 where the bytes are not UTF-8 or the text is not JSON, -32004 where it is nested too deep
 */
export function parseJson(body: Uint8Array, maxDepth: number): ParsedJson {
  const text = decodeUtf8(body)
  const value = parse(text)
  if (isDeeper(value, maxDepth)) {
    throw new Fault(`Nested deeper than ${maxDepth} arrays and objects`, { code: FaultCode.tooLarge })
  }
  return { text, value }
}

function decodeUtf8(body: Uint8Array) {
  try {
    return utf8.decode(body)
  } catch {
    throw new Fault('Parse error: the body is not valid UTF-8', { code: FaultCode.parseError })
  }
}

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

/** JSON.parse of Node 20 does not say where it met an unexpected token; a second parser does, for bodies of a size to look at. */
function positionFound(text: string) {
  if (text.length > largestSecondLook) return undefined
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
function isDeeper(value: RpcValue, depthLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depthLeft === 0) return true
  const inner = Array.isArray(value) ? value : Object.values(value)
  return inner.some(item => typeof item === 'object' && isDeeper(item, depthLeft - 1))
}
