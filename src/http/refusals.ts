import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Reply } from '../rpc/codec.ts'
import { type Fault, FaultCode } from '../rpc/fault.ts'
import { HttpFault, httpFaultOf } from './http-fault.ts'
import { endLingering } from './linger.ts'
import { sendRetryAfter } from './retry-after.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** To be told of every request that is refused with an HTTP status. */
    readonly countRefusal: (status: number) => void
  }
}

/** Answers what goes wrong outside the pipeline in the scope's own form. */
export function answerErrors(scope: FastifyInstance, form: (fault: Fault) => Reply): void {
  scope.setErrorHandler((error, request, reply) => answerError(form, error, request, reply))
}

/** Answers one error in the given form. */
export function answerError(
  form: (fault: Fault) => Reply,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const fault = httpFaultOf(error, request.server.initialConfig.bodyLimit ?? 0)
  if (fault.statusCode >= 400) request.server.countRefusal(fault.statusCode)
  // One that was thrown on purpose is no failure.
  if (fault.statusCode >= 500 && error !== fault)
    request.log.error({ err: error }, 'the agent failed to answer a request')
  const { contentType, text } = form(fault)
  sendRetryAfter(reply, fault.retryAfterSeconds)
  closeIfUnread(request, reply)
  return reply.code(fault.statusCode).type(contentType).send(text)
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/** Ways to speak that some path has, or is asked for; none has any other. */
export const knownMethods: readonly string[] = methods

/** 405 for every way to speak to `url` but these. */
export function allowOnly(
  scope: FastifyInstance,
  url: string,
  allowed: readonly (typeof methods)[number][],
): void {
  scope.route({
    url,
    method: methods.filter(method => !allowed.includes(method)),
    // Before the body is looked at: its type and size do not matter here.
    onRequest: (request, reply, done) => {
      reply.header('allow', allowed.join(', '))
      const words = `${request.method} is not possible here, only ${allowed.join(' and ')}`
      done(new HttpFault(words, FaultCode.invalidRequest, 405))
    },
    // Never reached; Fastify wants one.
    handler: (_request, reply) => reply.send(),
  })
}

/** A body that nobody will read must not be taken for the next request, nor be waited for. */
function closeIfUnread({ raw: { complete, socket } }: FastifyRequest, reply: FastifyReply) {
  if (complete) return
  reply.header('connection', 'close')
  // Which is how Node will end the connection behind the reply.
  socket.destroySoon = () => endLingering(socket)
}
