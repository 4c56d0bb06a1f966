import {
  createJSONRPCSuccessResponse,
  type JSONRPCRequest,
  type JSONRPCResponse,
  JSONRPCServer,
} from 'json-rpc-2.0'
import pMap from 'p-map'
import type { Codec, Outcome, Perform, Reply } from '../rpc/codec.ts'
import { Fault } from '../rpc/fault.ts'
import { type DecodeLimits, decode, errorResponse, type Item } from './decode.ts'
import { checkJson, encodeBatch, encodeResponse, jsonValue } from './encode.ts'

export interface JsonRpcOptions extends DecodeLimits {
  /** How many calls of one batch run at once. */
  readonly batchConcurrency: number
}

/** JSON-RPC 2.0 over json-rpc-2.0, whose server runs the single requests that `decode` has found whole. */
export function buildJsonRpcCodec(options: JsonRpcOptions): Codec<Uint8Array> {
  const server = buildServer()

  const answerItem = async ({ request, idText }: Item, perform: Perform): Promise<string | undefined> => {
    const response = 'method' in request ? await server.receive(request, perform) : request
    return response === null ? undefined : encodeResponse(response, idText)
  }

  const answerAll = async (items: readonly Item[], answer: (item: Item) => Promise<string | undefined>) => {
    const [first, second] = items
    // Most bodies hold one call, and need no pool.
    if (first !== undefined && second === undefined) return [await answer(first)]
    return pMap(items, answer, { concurrency: options.batchConcurrency })
  }

  return {
    door: 'jsonrpc',
    async answer(body, perform) {
      const { isBatch, items } = decode(body, options)
      const texts = await answerAll(items, item => answerItem(item, perform))
      const answers = texts.filter(text => text !== undefined)
      // Section 6: a batch of nothing but notifications gets no reply at all, not an empty array.
      if (answers.length === 0) return undefined
      return reply(isBatch ? encodeBatch(answers) : answers.join())
    },
    check: checkJson,
    refuse: fault => reply(encodeResponse(errorResponse(fault))),
  }
}

/**
 * The server looks no method up and maps no error: its middleware hands every request to the pipeline, which knows
 * the registry, rights and faults of all doors.
 */
function buildServer(): JSONRPCServer<Perform> {
  const server = new JSONRPCServer<Perform>()
  server.applyMiddleware(async (_next, request, perform) => {
    const outcome = await perform({ method: request.method, params: request.params ?? [] })
    // Section 4.1: a notification gets no reply, not even an error.
    return request.id === undefined ? null : response(request, outcome)
  })
  return server
}

function response({ id = null }: JSONRPCRequest, outcome: Outcome): JSONRPCResponse {
  try {
    if ('fault' in outcome) return errorResponse(withJsonData(outcome.fault), id)
    return createJSONRPCSuccessResponse(id, jsonValue(outcome.value))
  } catch (fault) {
    // jsonValue() throws nothing but faults.
    return errorResponse(fault as Fault, id)
  }
}

function withJsonData(fault: Fault): Fault {
  if (fault.data === undefined) return fault
  return new Fault(fault.message, { code: fault.code, data: jsonValue(fault.data, 'error.data') })
}

function reply(text: string): Reply {
  return { contentType: 'application/json', text }
}
