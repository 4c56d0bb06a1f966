import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkJson, jsonText } from '../jsonrpc/encode.ts'
import { parseJson } from '../jsonrpc/json-text.ts'
import type { Params } from '../rpc/bind-params.ts'
import type { Outcome, Reply } from '../rpc/codec.ts'
import { Fault, FaultCode, isFault } from '../rpc/fault.ts'
import { faultStatus } from '../rpc/fault-status.ts'
import { jsonBodies } from './json-bodies.ts'
import { jsonFault } from './json-reply.ts'
import { allowOnly, answerErrors } from './refusals.ts'
import { beginCalls, type CallServices } from './request-calls.ts'

export interface MethodRouteOptions {
  readonly services: CallServices
  readonly maxDepth: number
}

const url = '/rpc/:method'

const bodies = jsonBodies(['application/json'])

/** `POST /rpc/<plugin.method>`: one method per path, its parameters in the body, its result as the answer. */
export function methodRoute({ services, maxDepth }: MethodRouteOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.addHook('onRequest', async request => forgetTypeOfNothing(request))
    await bodies.install(scope)
    answerErrors(scope, jsonFault)
    allowOnly(scope, url, ['POST'])

    scope.post<{ Params: { method: string } }>(url, async (request, reply) => {
      const calls = beginCalls(request, reply, services, {
        door: 'rpc',
        check: checkJson,
        alwaysSendsSession: false,
      })
      const params = readParams(bodies.read(request), maxDepth)
      const outcome = isFault(params)
        ? { fault: params }
        : await calls.perform({ method: request.params.method, params })
      calls.end()
      const { status, contentType, text } = answer(outcome)
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
function readParams(body: Uint8Array, maxDepth: number): Params | Fault {
  if (body.length === 0) return []
  try {
    const { value } = parseJson(body, maxDepth)
    if (typeof value === 'object' && value !== null) return value as Params
    return new Fault('The body must be an array of parameters, or an object that names them', {
      code: FaultCode.invalidRequest,
    })
  } catch (fault) {
    // parseJson() throws nothing but faults.
    return fault as Fault
  }
}

function answer(outcome: Outcome): Reply & { status: number } {
  try {
    if ('fault' in outcome) return { status: faultStatus(outcome.fault.code), ...jsonFault(outcome.fault) }
    return { status: 200, contentType: 'application/json', text: jsonText(outcome.value) }
  } catch (fault) {
    // Neither of them throws anything but faults, and those carry no data.
    const unwritable = fault as Fault
    return { status: faultStatus(unwritable.code), ...jsonFault(unwritable) }
  }
}
