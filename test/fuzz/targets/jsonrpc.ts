import { isUtf8 } from 'node:buffer'
import { isDeepStrictEqual } from 'node:util'
import { buildJsonRpcCodec } from '../../../src/jsonrpc/codec.ts'
import { largestSecondLook } from '../../../src/jsonrpc/json-text.ts'
import type { MethodCall } from '../../../src/rpc/codec.ts'
import { FaultCode } from '../../../src/rpc/fault.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { skipWithoutPython } from '../../config/configparser.ts'
import type { Random } from '../../xmlrpc/made-up-calls.ts'
import { askPython } from '../python.ts'
import type { Target, Wrong } from '../target.ts'
import { randomValue } from '../values.ts'

const limits = { maxDepth: 64, maxBatch: 100 }

/** The JSON-RPC codec with an echo behind it, against JSON.parse and a plain reading, and ids against Python's `json`. */
export async function jsonRpcTarget(): Promise<Target> {
  return {
    covers: ['src/jsonrpc/'],
    tokens: [
      [
        '"jsonrpc"',
        '"2.0"',
        '"jsonrpc":"2.0"',
        '"method"',
        '"params"',
        '"id"',
        '"\\u0069d"',
        '"id":1',
        '"a.b"',
      ],
      [
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        'null',
        'true',
        'false',
        '{}',
        '[]',
        '1e400',
        '1E-400',
        '-0',
        '1.0',
      ],
      [
        '\\u0000',
        '\\ud800',
        '\\udc00',
        '\\ud83d\\ude00',
        '\\',
        '"__proto__":',
        '12345678901234567890',
        '\\/',
      ],
      ['{"jsonrpc":"2.0","method":"m"}', '{"jsonrpc":"2.0","method":"m","id":9007199254740993}', 'NaN', "'"],
    ].flat(),
    nests: [
      ['[', ']'],
      ['{"a":', '}'],
    ],
    make: random => Buffer.from(makeBody(random)),
    run: wrongWith,
    ...(skipWithoutPython === false && { compare }),
  }
}

function makeBody(random: Random): string {
  const count = random.number(4) === 0 ? random.number(4) : 1
  const calls = Array.from({ length: count }, () => makeCall(random))
  return count === 1 && random.number(4) > 0 ? (calls[0] ?? '') : `[${calls.join(',')}]`
}

function makeCall(random: Random): string {
  const blank = () => random.pick(['', '', '', ' ', '\n', '\t', '\r\n'])
  const id = random.pick([
    '1',
    '"a"',
    'null',
    '0',
    '-1',
    '1.5',
    '9007199254740993',
    '1e400',
    '1.0',
    '"\\u0000"',
  ])
  const params = random.number(3) === 0 ? { a: randomValue(random), b: 1 } : [randomValue(random)]
  const members = [
    '"jsonrpc":"2.0"',
    `"method":${random.pick(['"echo"', '"echo"', '"a.b"', '""', '1', '"fail"'])}`,
    ...(random.number(5) > 0 ? [`"params":${JSON.stringify(params)}`] : []),
    ...(random.number(5) > 0
      ? [`${random.number(20) === 0 ? '"\\u0069d"' : '"id"'}${blank()}:${blank()}${id}`]
      : []),
  ]
  return `${blank()}{${members.map(member => blank() + member + blank()).join(',')}}${blank()}`
}

interface Answer {
  readonly calls: readonly MethodCall[]
  /** What was sent back; undefined: nothing. */
  readonly text: string | undefined
}

async function answerTo(input: Buffer): Promise<Answer> {
  const calls: MethodCall[] = []
  const codec = buildJsonRpcCodec({
    ...limits,
    maxValues: 100_000,
    maxReplyBytes: 2 ** 24,
    batchConcurrency: 4,
  })
  const reply = await codec.answer(input, async call => {
    calls.push(call)
    return { value: call.params }
  })
  return { calls, text: reply && String(reply.text) }
}

async function wrongWith(input: Buffer): Promise<Wrong> {
  const { calls, text } = await answerTo(input)
  const replies = text === undefined ? [] : repliesIn(text)
  if (typeof replies === 'string') return replies

  const value = plainReading(input)
  if (value === undefined || isDeeper(value, limits.maxDepth)) {
    const [only, second] = replies
    const code = value === undefined ? FaultCode.parseError : FaultCode.tooLarge
    if (calls.length > 0) return 'accepted: JSON.parse refuses it, or it is nested too deep'
    return only?.error?.code === code && second === undefined
      ? undefined
      : `code: expected ${code}, got ${text}`
  }
  const elements = Array.isArray(value) ? value : [value]
  if (Array.isArray(value) && (elements.length === 0 || elements.length > limits.maxBatch)) {
    return calls.length === 0 && replies.length === 1 ? undefined : 'batch: too long or empty, but run'
  }
  if (input.length > largestSecondLook) return undefined
  const requests = elements.filter(isRequest)
  // Those of a batch run side by side, and begin in any order.
  const expected = inOrder(requests.map(({ method, params = [] }) => ({ method, params })))
  if (!isDeepStrictEqual(inOrder(calls), expected))
    return `calls: ${JSON.stringify(calls)}, not ${JSON.stringify(expected)}`
  const answered = elements.length - requests.filter(({ id }) => id === undefined).length
  if (replies.length !== answered) return `replies: ${replies.length} for ${answered}`
  const isArray = text?.startsWith('[') ?? false
  return answered === 0 || isArray === Array.isArray(value)
    ? undefined
    : 'replies: a batch for a call, or the reverse'
}

interface Reply {
  readonly id: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/** JSON-RPC 2.0 section 5, taken literally. @returns what is wrong with the text, or its responses */
export function repliesIn(text: string): Reply[] | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `malformed: no JSON: ${text.slice(0, 200)}`
  }
  const replies = Array.isArray(value) ? value : [value]
  if (replies.length === 0) return 'malformed: an empty batch'
  const wrong = replies.find(reply => !isReply(reply))
  return wrong === undefined ? replies : `malformed: no response: ${JSON.stringify(wrong).slice(0, 200)}`
}

function isReply(reply: unknown): reply is Reply {
  if (typeof reply !== 'object' || reply === null) return false
  const { jsonrpc, id, error, ...others } = reply as Record<string, unknown>
  if (jsonrpc !== '2.0' || !(id === null || ['string', 'number'].includes(typeof id))) return false
  if (error === undefined) return isDeepStrictEqual(Object.keys(others), ['result'])
  const { code, message } = error as Record<string, unknown>
  return Number.isInteger(code) && typeof message === 'string' && Object.keys(others).length === 0
}

/** @returns undefined where the bytes are no JSON in UTF-8 */
function plainReading(input: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input))
  } catch {
    return undefined
  }
}

interface Request {
  readonly method: string
  readonly params?: RpcValue
  readonly id?: unknown
}

/** JSON-RPC 2.0 section 4, taken literally. */
function isRequest(element: unknown): element is Request {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return false
  const { jsonrpc, method, params, id } = element as Record<string, unknown>
  const hasParams = params === undefined || (typeof params === 'object' && params !== null)
  const hasId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number'
  return jsonrpc === '2.0' && typeof method === 'string' && hasParams && hasId
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some(item => isDeeper(item, depth - 1))
}

/** The digits of each id that is a number, as the caller wrote them; null: no number, or a notification. */
const program = `
import json, sys

class Digits(str): pass

def refuse(word): raise ValueError(word)

def ids(text):
    try:
        value = json.loads(text, parse_int=Digits, parse_float=Digits, parse_constant=refuse)
    except RecursionError:
        return 'deep'
    except ValueError:
        return 'refused'
    elements = value if isinstance(value, list) else [value]
    return [str(e['id']) if isinstance(e, dict) and isinstance(e.get('id'), Digits) else None for e in elements]

json.dump([ids(text) for text in json.load(sys.stdin)], sys.stdout)
`

/** Every id that is a number comes back in the digits that it was sent in, as Python reads both. */
async function compare(inputs: readonly Buffer[]): Promise<Wrong[]> {
  const texts = inputs.map(input => input.toString().replace(/^\uFEFF/, ''))
  const answers = await Promise.all(inputs.map(async input => (await answerTo(input)).text ?? '[]'))
  const read = askPython(program, [...texts, ...answers]) as (string | (string | null)[])[]
  return inputs.map((input, index) => {
    const sent = read[index]
    const isRead = plainReading(input) !== undefined
    if (sent === 'deep' || input.length > largestSecondLook || !isUtf8(input)) return undefined
    if (isRead !== (sent !== 'refused'))
      return `python: ${isRead ? 'refuses' : 'accepts'} what JSON.parse does not`
    if (!isRead || isWholeRefused(plainReading(input))) return undefined
    const ids = digits(sent)
    const returned = digits(read[inputs.length + index])
    return isDeepStrictEqual(ids, returned)
      ? undefined
      : `ids: ${JSON.stringify(ids)} came back as ${JSON.stringify(returned)}`
  })
}

function digits(ids: string | (string | null)[] | undefined) {
  return Array.isArray(ids) ? ids.filter(id => id !== null) : ids
}

function isWholeRefused(value: unknown) {
  return isDeeper(value, limits.maxDepth) || (Array.isArray(value) && value.length > limits.maxBatch)
}

function inOrder(calls: readonly object[]): object[] {
  return calls.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
}
