import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Codec } from '../rpc/codec.ts'
import { FaultCode } from '../rpc/fault.ts'
import { allowOnly, answerErrors } from './refusals.ts'
import { beginCalls, type CallServices } from './request-calls.ts'

/** How the bodies of one wire come from the socket to its codec. */
export interface BodyReader<Body> {
  /** Puts the wire's parsers into its scope, in place of Fastify's. */
  install(scope: FastifyInstance): Promise<void> | void
  /**
   * What the parsers made of a request's body.
   *
   * @throws Fault for a request without one, where the wire needs it
   */
  read(request: FastifyRequest): Body
}

export interface RpcEndpointOptions<Body> {
  /** The path that is answered. */
  readonly url: string
  /** Paths on which other ways to speak than POST are refused with 405; any others are not there. */
  readonly postOnly: readonly string[]
  readonly bodies: BodyReader<Body>
  readonly codec: Codec<Body>
  readonly services: CallServices
  /** Whether every client without a session is given the id of one. */
  readonly alwaysSendsSession: boolean
  /** The status of a request that gets no reply: its notifications have been run. */
  readonly statusWithoutReply: (contentType: string) => 200 | 204
}

/**
 * One wire's route, in a scope of its own: what is refused before the codec sees it is answered in the wire's own form.
 */
export function rpcEndpoint<Body>(options: RpcEndpointOptions<Body>) {
  const { url, postOnly, bodies, codec, services, alwaysSendsSession, statusWithoutReply } = options

  return async (scope: FastifyInstance): Promise<void> => {
    await bodies.install(scope)
    answerErrors(scope, fault => codec.refuse(fault))
    for (const path of postOnly) allowOnly(scope, path, ['POST'])

    scope.post(url, async (request, reply) => {
      const calls = beginCalls(request, reply, services, { ...codec, alwaysSendsSession })
      const answer = await codec.answer(bodies.read(request), calls.perform)
      calls.end()
      if (answer === undefined) {
        return reply.code(statusWithoutReply(request.headers['content-type'] ?? '')).send()
      }
      return reply.code(statusOf(answer.faultCode)).type(answer.contentType).send(answer.text)
    })
  }
}

/** 200 for results and faults alike, or old clients would not look for the fault; but guessing is stopped by everybody. */
function statusOf(faultCode: number | undefined) {
  return faultCode === FaultCode.tooManyAttempts ? 429 : 200
}
