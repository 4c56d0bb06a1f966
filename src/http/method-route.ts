import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkJsonInTurns, jsonTextInTurns } from '../jsonrpc/encode.ts'
import type { JsonLimits } from '../jsonrpc/json-reader.ts'
import { parseJson } from '../jsonrpc/json-text.ts'
import type { Params } from '../rpc/bind-params.ts'
import type { Outcome, Reply } from '../rpc/codec.ts'
import { Fault, FaultCode, isFault } from '../rpc/fault.ts'
import { faultStatus } from '../rpc/fault-status.ts'
import { ReplyRoom } from '../rpc/reply-text.ts'
import { inTurns } from '../rpc/work.ts'
import { jsonBodies } from './json-bodies.ts'
import { jsonFault } from './json-reply.ts'
import { allowOnly, answerErrors } from './refusals.ts'
import { beginCalls, type CallServices } from './request-calls.ts'

/** With the limits of parameters. */
export interface MethodRouteOptions extends JsonLimits {
  readonly services: CallServices
}

const url = '/rpc/:method'

const bodies = jsonBodies(['application/json'])

/** `POST /rpc/<plugin.method>`: one method per path, its parameters in the body, its result as the answer. */
export function methodRoute({ services, ...limits }: MethodRouteOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.addHook('onRequest', async request => forgetTypeOfNothing(request))
    await bodies.install(scope)
    answerErrors(scope, jsonFault)
    allowOnly(scope, url, ['POST'])

    scope.post<{ Params: { method: string } }>(url, async (request, reply) => {
      const calls = beginCalls(request, reply, services, {
        door: 'rpc',
        check: async (value, room) => inTurns(checkJsonInTurns(value, room)),
        alwaysSendsSession: false,
      })
      const params = await readParams(bodies.read(request), limits)
      const outcome = isFault(params)
        ? { fault: params }
        : await calls.perform({ method: request.params.method, params })
      calls.end()
      const { status, contentType, text } = await answer(outcome, services.maxReplyBytes)
      return reply.code(status).type(contentType).send(text)
    })
  }
}

/** Axios, and clients generated for it, name the type of forms where they send nothing; there is nothing to misread. */
function forgetTypeOfNothing({ headers }: FastifyRequest) {
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) {
    delete headers['content-type']
  }
}

/** No body means no parameters. */
async function readParams(body: Uint8Array, limits: JsonLimits): Promise<Params | Fault> {
  if (body.length === 0) return []
  try {
    const { value } = await inTurns(parseJson(body, limits))
    if (typeof value === 'object' && value !== null) return value as Params
    return new Fault('The body must be an array of parameters, or an object that names them', {
      code: FaultCode.invalidRequest,
    })
  } catch (fault) {
    // parseJson() throws nothing but faults.
    return fault as Fault
  }
}

async function answer(outcome: Outcome, maxBytes: number): Promise<Reply & { status: number }> {
  try {
    if ('fault' in outcome) return { status: faultStatus(outcome.fault.code), ...jsonFault(outcome.fault) }
    const text = await inTurns(jsonTextInTurns(outcome.value, new ReplyRoom(maxBytes)))
    return { status: 200, contentType: 'application/json', text }
  } catch (fault) {
    // Neither of them throws anything but faults, and those carry no data.
    const unwritable = fault as Fault
    if ('value' in outcome) outcome.onUnsendable?.(unwritable)
    return { status: faultStatus(unwritable.code), ...jsonFault(unwritable) }
  }
}
