import { isUtf8 } from 'node:buffer'
import { isDeepStrictEqual, types } from 'node:util'
import type { MethodCall } from '../../../src/rpc/codec.ts'
import { FaultCode, isFault } from '../../../src/rpc/fault.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { atOnce } from '../../../src/rpc/work.ts'
import { decodeText } from '../../../src/xmlrpc/charset.ts'
import { buildXmlRpcCodec } from '../../../src/xmlrpc/codec.ts'
import { guardDocument } from '../../../src/xmlrpc/guard.ts'
import { skipWithoutPython } from '../../config/configparser.ts'
import { readReply, writeCall } from '../../wires/xml-client.ts'
import { makeDocument, type Random, tokens } from '../../xmlrpc/made-up-calls.ts'
import { judgeBySaxes } from '../../xmlrpc/saxes-verdict.ts'
import { askPython } from '../python.ts'
import type { Target, Wrong } from '../target.ts'
import { randomValue } from '../values.ts'

/**
 * All that reads an XML-RPC body, with an echo behind it: against the strict parser saxes for what is well-formed and what is a
 * call, and against Python's `xmlrpc.client` for what a call says.
 */
export async function xmlRpcTarget(): Promise<Target> {
  return {
    covers: ['src/xmlrpc/'],
    tokens: [...tokens, ...moreTokens],
    nests: [
      ['<value><array><data>', '</data></array></value>'],
      ['<value><struct><member><name>a</name>', '</member></struct></value>'],
      ['<a>', '</a>'],
      ['<!--', '-->'],
    ],
    make: random => Buffer.from(makeCall(random)),
    run: wrongWith,
    ...(skipWithoutPython === false && { compare }),
  }
}

const moreTokens = [
  ['<i8>9007199254740993</i8>', '<i8>-9223372036854775808</i8>', '<i1>-128</i1>', '<i2>32768</i2>', '<nil/>'],
  ['<double>1e-400</double>', '<double>-0</double>', '<double>.5</double>', '<boolean>true</boolean>'],
  ['<base64>QQ==</base64>', '<base64>QQ</base64>', '<base64> Q Q = = </base64>', '<name>__proto__</name>'],
  [
    '<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>',
    '<dateTime.iso8601>',
    'T24:00:00',
    '+01:00',
    '.5Z',
  ],
  [
    '<array><data>',
    '</data></array>',
    '<struct>',
    '</struct>',
    '<member>',
    '</member>',
    '<string>',
    '</string>',
  ],
  ['encoding="UTF-16"', 'encoding="ISO-8859-1"', "encoding='us-ascii'", 'standalone="yes"', 'version="1.1"'],
  [
    '&lt;',
    '&quot;',
    '&apos;',
    '&#x1F600;',
    '&#13;',
    '&#xD;',
    '&#00065;',
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    'xmlns="',
  ],
].flat()

function makeCall(random: Random): string {
  if (random.number(2) === 0) return makeDocument(random)
  return writeCall('echo', [randomValue(random), ...random.pick<readonly RpcValue[]>([[], oddValues])])
}

const oddValues = [new Date(Date.UTC(2024, 1, 29, 12, 34, 56)), Uint8Array.of(0, 255), 2n ** 60n]

const policies = {
  maxDepth: 64,
  maxValues: 100_000,
  maxReplyBytes: 2 ** 24,
  nil: true,
  bigint: 'i8',
  errorMessages: 'off',
} as const
const codec = buildXmlRpcCodec(policies)

/** A call, or the code of the fault; and what was sent back. */
interface Reading {
  readonly call?: MethodCall
  readonly code?: number | undefined
  readonly reply: string
}

async function readingOf(input: Buffer): Promise<Reading> {
  try {
    const content = atOnce(guardDocument(atOnce(decodeText(input, 'text/xml'))))
    let call: MethodCall | undefined
    const { text, faultCode } = (await codec.answer(content, async performed => {
      call = performed
      return { value: performed.params }
    })) ?? { text: '', faultCode: undefined }
    const reply = String(text)
    return call === undefined ? { code: faultCode, reply } : { call, reply }
  } catch (error) {
    if (!isFault(error)) throw error
    return { code: error.code, reply: String(codec.refuse(error).text) }
  }
}

async function wrongWith(input: Buffer): Promise<Wrong> {
  const { call, code, reply } = await readingOf(input)
  const read = readReply(reply)
  if (call === undefined) {
    if (!('fault' in read) || read.fault.code !== code) return `reply: ${reply} for a fault ${code}`
    if (!knownCodes.includes(read.fault.code)) return `code: ${reply}`
  } else if ('fault' in read) {
    // Year 10 000, by way of a time zone.
    if (!/is [-+]0\d{5}-.*, which XML-RPC cannot carry/.test(read.fault.message)) return `reply: ${reply}`
  } else if (!isDeepStrictEqual(asSent(read.result), asSent(call.params)))
    return 'reply: another value than the call holds'
  return isUtf8(input) ? unlikeSaxes(input, call, code) : undefined
}

const knownCodes: readonly number[] = [
  FaultCode.parseError,
  FaultCode.unsupportedEncoding,
  FaultCode.invalidCharacter,
  FaultCode.invalidRequest,
  FaultCode.invalidParams,
  FaultCode.tooLarge,
]

/** Replies have no fractions of a second, no negative zero, and one way to write a whole number, whatever it was read from. */
function asSent(value: unknown): unknown {
  if (typeof value === 'bigint' && value >= -exactUpTo && value <= exactUpTo) return Number(value)
  if (Object.is(value, -0)) return 0
  if (types.isDate(value)) return new Date(Math.floor(value.getTime() / 1000) * 1000)
  if (Array.isArray(value)) return value.map(asSent)
  if (typeof value !== 'object' || value === null || types.isUint8Array(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asSent(member)]))
}

const exactUpTo = 2n ** 53n

function unlikeSaxes(input: Buffer, call: MethodCall | undefined, code: number | undefined): Wrong {
  if (code === FaultCode.unsupportedEncoding || code === FaultCode.tooLarge) return undefined
  const document = input.toString().replace(/^\uFEFF/, '')
  // saxes is given text, whatever encoding it declares.
  if (/encoding\s*=/.test(document.slice(0, 200)) && !/encoding\s*=\s*["']utf-8/i.test(document))
    return undefined
  const theirs = judgeBySaxes(document)
  const isWellFormed = code !== FaultCode.parseError && code !== FaultCode.invalidCharacter
  if (isWellFormed !== (theirs !== 'not well-formed'))
    return `saxes: ${JSON.stringify(theirs)}, ours: ${code ?? 'a call'}`
  // It knows the types that makeDocument() writes, and finds no call in others.
  if (/<(?:[^<>:]+:)?(?:i8|i1|i2|nil|base64|dateTime)|[eE][-+]?[0-9]/.test(document)) return undefined
  if ((call === undefined) !== (theirs === 'no call' || theirs === 'not well-formed')) {
    return `saxes: ${JSON.stringify(theirs)}, ours: ${code ?? 'a call'}`
  }
  return call === undefined || isDeepStrictEqual(call, theirs)
    ? undefined
    : `saxes: ${JSON.stringify(theirs)}`
}

/** What each document says; or that it is no XML, or no call that Python reads. */
const program = `
import datetime, json, sys, xmlrpc.client as x
from xml.parsers.expat import ExpatError

def describe(value):
    if value is None: return ['null', None]
    if isinstance(value, bool): return ['boolean', value]
    if isinstance(value, int): return ['number', value] if abs(value) < 2 ** 53 else ['bigint', str(value)]
    if isinstance(value, float): return ['number', value] if value - value == 0 else ['odd', repr(value)]
    if isinstance(value, str): return ['string', value]
    if isinstance(value, datetime.datetime): return ['date', value.isoformat()]
    if isinstance(value, bytes): return ['bytes', value.hex()]
    if isinstance(value, list): return ['array', [describe(item) for item in value]]
    return ['struct', [[name, describe(member)] for name, member in value.items()]]

def read(document):
    try:
        params, method = x.loads(document, use_builtin_types=True)
        return ['call', method, [describe(param) for param in params]]
    except ExpatError as error:
        return ['not well-formed', str(error)]
    except Exception as error:
        return ['refused', str(error)]

json.dump([read(document) for document in json.load(sys.stdin)], sys.stdout)
`

type PythonReading = readonly [verdict: string, method: string, params?: unknown]

async function compare(inputs: readonly Buffer[]): Promise<Wrong[]> {
  const documents = inputs.map(input => (isUtf8(input) ? input.toString().replace(/^\uFEFF/, '') : ''))
  const readings = askPython(program, documents) as PythonReading[]
  return Promise.all(
    inputs.map(async (input, index) => unlikePython(input, documents[index] ?? '', readings[index])),
  )
}

/** Where Python reads otherwise on purpose or by mistake. */
const apart = [
  // It is given text in UTF-8, whatever is declared.
  /encoding\s*=/,
  // Any version of XML will do.
  /<\?xml\s+version\s*=\s*["'](?!1\.[0-9]+["'])/,
  // A name that stands behind its value is taken for the value.
  /value[^<>]*>(?:\s|<!--.*?-->|<\?.*?\?>)*<(?:[^\s<>:]+:)?name\b/s,
  // It is read, with its entities.
  /<!DOCTYPE/,
]

async function unlikePython(
  input: Buffer,
  document: string,
  reading: PythonReading | undefined,
): Promise<Wrong> {
  if (document === '' || apart.some(pattern => pattern.test(document)) || reading === undefined)
    return undefined
  const { call, code } = await readingOf(input)
  const [verdict, method, params] = reading
  if (call === undefined) {
    const isBroken = code === FaultCode.parseError || code === FaultCode.invalidCharacter
    return isBroken && verdict === 'call' ? `python: reads a call, ours: ${code}` : undefined
  }
  if (verdict === 'not well-formed') return `python: ${method}, but ours read a call`
  if (verdict !== 'call') return undefined
  const theirs = JSON.stringify([method.trim(), params])
  const ours = JSON.stringify([call.method.trim(), (call.params as readonly RpcValue[]).map(describe)])
  return ours === theirs ? undefined : `python: ${theirs}, ours: ${ours}`
}

/** A value with its kind beside it: JSON alone knows neither dates nor bytes nor bigints. */
function describe(value: RpcValue): readonly [kind: string, content: unknown] {
  if (value === null) return ['null', null]
  if (types.isDate(value)) return ['date', value.toISOString().slice(0, 19)]
  if (types.isUint8Array(value)) return ['bytes', Buffer.from(value).toString('hex')]
  if (Array.isArray(value)) return ['array', value.map(describe)]
  if (typeof value === 'bigint') return ['bigint', String(value)]
  if (typeof value === 'object')
    return ['struct', Object.entries(value).map(([name, member]) => [name, describe(member)])]
  return [typeof value, value]
}
