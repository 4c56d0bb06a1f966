import {
  createJSONRPCSuccessResponse,
  type JSONRPCRequest,
  type JSONRPCResponse,
  JSONRPCServer,
} from 'json-rpc-2.0'
import pMap from 'p-map'
import type { Codec, Outcome, Perform, Reply } from '../rpc/codec.ts'
import type { Fault } from '../rpc/fault.ts'
import { ReplyRoom, type Text } from '../rpc/reply-text.ts'
import { atOnce, breathe, inTurns } from '../rpc/work.ts'
import { type DecodeLimits, decode, errorResponse, type Item } from './decode.ts'
import { checkJsonInTurns, encodeBatch, encodeResponse } from './encode.ts'

export interface JsonRpcOptions extends DecodeLimits {
  /** How many calls of one batch run at once. */
  readonly batchConcurrency: number
  /** How long a reply may be; what does not fit becomes an error. */
  readonly maxReplyBytes: number
}

/** JSON-RPC 2.0 over json-rpc-2.0, whose server runs the single requests that `decode` has found whole. */
export function buildJsonRpcCodec(options: JsonRpcOptions): Codec<Uint8Array> {
  const server = buildServer()

  const answerItem = async (
    { request, idText }: Item,
    perform: Perform,
    room: ReplyRoom,
  ): Promise<Text | undefined> => {
    let outcome: Outcome | undefined
    const keep: Perform = async call => {
      outcome = await perform(call)
      return outcome
    }
    const response = 'method' in request ? await server.receive(request, keep) : request
    const tell = (fault: Fault) => outcome && 'value' in outcome && outcome.onUnsendable?.(fault)
    return response === null ? undefined : inTurns(encodeResponse(response, room, idText, tell))
  }

  const answerAll = async (items: readonly Item[], perform: Perform) => {
    const room = new ReplyRoom(options.maxReplyBytes)
    const [first, second] = items
    // Most bodies hold one call, and need no pool.
    if (first !== undefined && second === undefined) return [await answerItem(first, perform, room)]
    const answer = async (item: Item) => {
      // A thousand short calls are long.
      await breathe()
      return answerItem(item, perform, room)
    }
    return pMap(items, answer, { concurrency: options.batchConcurrency })
  }

  return {
    door: 'jsonrpc',
    async answer(body, perform) {
      const { isBatch, items } = await inTurns(decode(body, options))
      const texts = await answerAll(items, perform)
      const answers = texts.filter(text => text !== undefined)
      const [first] = answers
      // Section 6: a batch of nothing but notifications gets no reply at all, not an empty array.
      if (first === undefined) return undefined
      return reply(isBatch ? encodeBatch(answers) : first)
    },
    check: async (value, room) => inTurns(checkJsonInTurns(value, room)),
    // A fault of HTTP is short.
    refuse: fault => reply(atOnce(encodeResponse(errorResponse(fault), unbounded()))),
  }
}

function unbounded() {
  return new ReplyRoom(Number.POSITIVE_INFINITY)
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

/** Result and data are values as the pipeline has them, which are yet to be written as JSON. */
function response({ id = null }: JSONRPCRequest, outcome: Outcome): JSONRPCResponse {
  if ('fault' in outcome) return errorResponse(outcome.fault, id)
  return createJSONRPCSuccessResponse(id, outcome.value)
}

function reply(text: Text): Reply {
  return { contentType: 'application/json', text }
}
