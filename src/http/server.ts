import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { type AgentCredentials, addAgentAuth } from './agent-auth.ts'
import type { Connections } from './connections.ts'
import { allowOrigins } from './cors.ts'
import { HttpFault } from './http-fault.ts'
import { jsonFault } from './json-reply.ts'
import { refuseNoise } from './noise.ts'
import { buildOriginGuard } from './origin-guard.ts'
import { answerError, answerErrors } from './refusals.ts'
import { shapeReplies } from './reply-form.ts'
import type { Tls } from './tls.ts'
import { logTlsRefusals } from './tls-refusals.ts'

export interface ServerOptions {
  readonly log: FastifyBaseLogger
  readonly credentials: AgentCredentials
  readonly corsOrigins: readonly string[]
  readonly bodyLimitBytes: number
  readonly connections: Connections
  /** Is told the HTTP status of every request that no door has answered. */
  readonly countRefusal: (status: number) => void
  /** Undefined: plain HTTP. */
  readonly tls: Tls | undefined
}

const requestTimeoutMs = 30_000
const keepAliveTimeoutMs = 5_000

/**
 * The Fastify instance with what holds for every route: foreign origins first, then credentials, both before a byte
 * of the body; and JSON errors where no scope has a form of its own.
 */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const server: FastifyInstance = fastify({
    loggerInstance: options.log,
    // Fastify's types know a server with TLS by another name; nothing here depends on which of the two it is.
    ...(options.tls && { https: { ...options.tls.options, handshakeTimeout: requestTimeoutMs } }),
    // Two lines for each poll of a dashboard would bury the lines that matter.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    // Node bounds the whole head of a request; a name that is too long for a method is simply none.
    // While the agent stops, each door says so in its own form.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 16_384 },
    // A path that cannot be decoded, such as /%: no hook has run, and none of it is looked at.
    clientErrorHandler: (error, socket) =>
      refuseNoise(error, socket, options.connections, options.countRefusal),
    frameworkErrors: (error, request, reply) => void answerError(jsonFault, error, request, reply),
  })
  server.decorate('countRefusal', options.countRefusal)
  options.connections.watch(server)
  if (options.tls) logTlsRefusals(server, options.log)
  server.addHook('onRequest', buildOriginGuard(options.corsOrigins))
  await allowOrigins(server, options.corsOrigins)
  shapeReplies(server)
  await addAgentAuth(server, options.credentials)
  answerErrors(server, jsonFault)
  server.setNotFoundHandler(request => {
    throw new HttpFault(`There is nothing at ${request.url.slice(0, 100)}`, FaultCode.methodNotFound)
  })
  return server
}
