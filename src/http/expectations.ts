import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { bodyTooLarge, HttpFault } from './http-fault.ts'

/**
 * Lets a client that waits for "100 Continue" send its body once its credentials, its origin and the size are known to
 * be fine, and never before. To be called after the hooks that look at them have been added.
 */
export function answerExpectations(server: FastifyInstance, bodyLimitBytes: number): void {
  const waiting = new WeakSet<IncomingMessage>()
  const unknown = new WeakSet<IncomingMessage>()
  const { server: http } = server
  http.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request)
    http.emit('request', request, response)
  })
  http.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    unknown.add(request)
    http.emit('request', request, response)
  })

  server.addHook('onRequest', ({ raw }, _reply, done) => {
    if (!unknown.has(raw)) return done()
    done(new HttpFault('Expect can be 100-continue, and nothing else', FaultCode.invalidRequest, 417))
  })
  server.addHook('preParsing', ({ raw, headers }, reply, payload, done) => {
    if (!waiting.has(raw)) return done(null, payload)
    if (Number(headers['content-length'] ?? 0) > bodyLimitBytes) return done(bodyTooLarge(bodyLimitBytes))
    reply.raw.writeContinue()
    done(null, payload)
  })
}
