import { createJSONRPCErrorResponse, type JSONRPCErrorResponse, type JSONRPCRequest } from 'json-rpc-2.0'
import { Fault, FaultCode } from '../rpc/fault.ts'
import type { Work } from '../rpc/work.ts'
import { idTexts } from './id-texts.ts'
import type { JsonLimits } from './json-reader.ts'
import { largestSecondLook, parseJson } from './json-text.ts'

/** What one element of the body turned out to be. */
export interface Item {
  /** A request to run, or the error to answer in its place. */
  readonly request: JSONRPCRequest | JSONRPCErrorResponse
  /** The id as the client spelt it, where a JavaScript number would not give the same digits back. */
  readonly idText?: string
}

export interface Decoded {
  readonly isBatch: boolean
  readonly items: readonly Item[]
}

export interface DecodeLimits extends JsonLimits {
  /** How many calls one batch may hold. */
  readonly maxBatch: number
}

/**
 * Takes a body apart into requests and errors. Never throws: a body that is no JSON is one error item.
 *
 * json-rpc-2.0 runs requests that are not valid, loses a batch that holds null and takes `{"method": 1}` for a
 * notification (dependencies 5), so every element is checked here, and only whole requests reach it.
 */
export function* decode(body: Uint8Array, limits: DecodeLimits): Work<Decoded> {
  try {
    const { text, value } = yield* parseJson(body, limits)
    if (!Array.isArray(value)) return { isBatch: false, items: items(text, [value]) }
    if (value.length === 0) throw new Fault('An empty batch', { code: FaultCode.invalidRequest })
    if (value.length > limits.maxBatch) {
      throw new Fault(
        `A batch of ${value.length} calls; at most ${limits.maxBatch} are allowed ([limits] batchlength)`,
        {
          code: FaultCode.tooLarge,
        },
      )
    }
    return { isBatch: true, items: items(text, value) }
  } catch (fault) {
    // parseJson() throws nothing but faults.
    return { isBatch: false, items: [{ request: errorResponse(fault as Fault) }] }
  }
}

/** The response that says `fault`. */
export function errorResponse({ code, message, data }: Fault, id: JSONRPCErrorResponse['id'] = null) {
  return createJSONRPCErrorResponse(id, code, message, data)
}

function items(text: string, elements: readonly unknown[]): Item[] {
  const requests = elements.map(checkedRequest)
  if (!mayBeSpeltOddly.test(text)) return requests.map(request => ({ request }))
  if (text.length > largestSecondLook)
    return requests.map(request => ({ request: refusedIfInexact(request) }))
  const texts = idTexts(text)
  return requests.map((request, index) => {
    const idText = texts[index]
    return typeof request.id === 'number' && idText !== undefined ? { request, idText } : { request }
  })
}

/**
 * An id that is no plain whole number of up to fifteen digits: JavaScript could write it in another way. The name of the
 * member may be spelt with escapes.
 */
const mayBeSpeltOddly = /"(?:i|\\u0069)(?:d|\\u0064)"\s*:\s*-?(?:\d{16}|\d+[.eE]|0)/

/** Better no answer for this id than an answer for another. */
function refusedIfInexact(request: Item['request']): Item['request'] {
  if (!hasInexactId(request)) return request
  return errorResponse(
    new Fault(
      `Invalid request: an id of so many digits in a body of more than ${largestSecondLook} characters`,
      {
        code: FaultCode.invalidRequest,
      },
    ),
  )
}

function checkedRequest(element: unknown): JSONRPCRequest | JSONRPCErrorResponse {
  const wrong = (what: string, id: JSONRPCErrorResponse['id'] = null) =>
    errorResponse(new Fault(`Invalid request: ${what}`, { code: FaultCode.invalidRequest }), id)

  if (typeof element !== 'object' || element === null || Array.isArray(element)) return wrong('not an object')
  const { jsonrpc, method, params, id } = element as Record<string, unknown>
  if (!isId(id)) return wrong('id must be a string, a number or null')
  if (jsonrpc !== '2.0') return wrong('jsonrpc must be "2.0"', id)
  if (typeof method !== 'string') return wrong('method must be a string', id)
  if (params !== undefined && (typeof params !== 'object' || params === null)) {
    return wrong('params must be an array or an object', id)
  }
  // An object that has no id at all is a notification; json-rpc-2.0 knows it by the missing member.
  return element as JSONRPCRequest
}

function isId(id: unknown): id is string | number | null | undefined {
  return id === undefined || id === null || typeof id === 'string' || typeof id === 'number'
}

/** A number with more digits, or another exponent, than JavaScript gives back. */
function hasInexactId({ id }: { id?: unknown }) {
  return typeof id === 'number' && !Number.isSafeInteger(id)
}
