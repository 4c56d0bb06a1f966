import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { type AgentCredentials, addAgentAuth } from './agent-auth.ts'
import { type CutReason, limitConnections } from './connection-limit.ts'
import type { Connections } from './connections.ts'
import { allowOrigins } from './cors.ts'
import { answerExpectations } from './expectations.ts'
import { buildHostGuard } from './host-guard.ts'
import { HttpFault } from './http-fault.ts'
import type { HttpLimits } from './http-limits.ts'
import { jsonFault } from './json-reply.ts'
import { refuseNoise } from './noise.ts'
import { connectionsWithin } from './open-files.ts'
import { buildOriginGuard } from './origin-guard.ts'
import { answerError, answerErrors, knownMethods } from './refusals.ts'
import { shapeReplies } from './reply-form.ts'
import { checkHeads } from './request-heads.ts'
import { endSlowReaders } from './slow-readers.ts'
import type { Tls } from './tls.ts'
import { logTlsRefusals } from './tls-refusals.ts'
import { trustProxies } from './trusted-proxies.ts'
import { refuseTunnels } from './tunnels.ts'

export interface ServerOptions {
  readonly log: FastifyBaseLogger
  readonly credentials: AgentCredentials
  /** Names that the agent answers to, see {@link buildHostGuard}. */
  readonly hostNames: ReadonlySet<string>
  /** Addresses and networks of the proxies whose word is taken, see {@link trustProxies}. */
  readonly trustedProxies: readonly string[]
  readonly corsOrigins: readonly string[]
  readonly limits: HttpLimits
  readonly connections: Connections
  /** Is told the HTTP status of every request that no door has answered. */
  readonly countRefusal: (status: number) => void
  /** Is told of every connection that is ended against its client's wish. */
  readonly countCut: (reason: CutReason) => void
  /** Undefined: plain HTTP. */
  readonly tls: Tls | undefined
}

/** How often Node looks for requests that do not come to their end. */
const checkEveryMs = 500

/**
 * The Fastify instance with what holds for every route: foreign origins first, then credentials, both before a byte
 * of the body; and JSON errors where no scope has a form of its own.
 */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, limits, connections, countRefusal, countCut } = options
  const http = httpOptions(limits)
  const server: FastifyInstance = fastify({
    loggerInstance: log,
    // Fastify's types know a server with TLS by another name; nothing here depends on which of the two it is.
    ...(options.tls
      ? {
          https: {
            ...options.tls.options,
            ...http,
            handshakeTimeout: limits.headerSeconds * 1000,
          },
        }
      : { http }),
    // Two lines for each poll of a dashboard would bury the lines that matter.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    ...(options.trustedProxies.length > 0 && { trustProxy: trustProxies(options.trustedProxies) }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: http.requestTimeout,
    keepAliveTimeout: limits.idleSeconds * 1000,
    // Node bounds the whole head of a request; a name that is too long for a method is simply none.
    // While the agent stops, each door says so in its own form.
    return503OnClosing: false,
    routerOptions: { maxParamLength: limits.headerBytes },
    // A path that cannot be decoded, such as /%: no hook has run, and none of it is looked at.
    clientErrorHandler: (error, socket) => refuseNoise(error, socket, { connections, limits, countRefusal }),
    frameworkErrors: (error, request, reply) => void answerError(jsonFault, error, request, reply),
  })
  server.decorate('countRefusal', countRefusal)
  keepHalfOpen(server)
  connections.watch(server)
  limitConnections(server, {
    mostConnections: connectionsWithin(limits.connections, log),
    connections,
    log,
    countCut,
  })
  endSlowReaders(server, { replyMs: limits.replySeconds * 1000, connections, log, countCut })
  refuseTunnels(server, { connections, countRefusal })
  if (options.tls) logTlsRefusals(server, log)
  checkHeads(server, limits.headers)
  server.addHook('onRequest', buildHostGuard({ names: options.hostNames, log }))
  server.addHook('onRequest', buildOriginGuard(options.corsOrigins))
  await allowOrigins(server, options.corsOrigins)
  shapeReplies(server)
  await addAgentAuth(server, options.credentials, log)
  answerExpectations(server, limits.bodyBytes)
  answerErrors(server, jsonFault)
  server.setNotFoundHandler((request, reply) => {
    if (!knownMethods.includes(request.method)) {
      reply.header('allow', 'GET, HEAD, POST')
      throw new HttpFault(`${request.method} is not possible here`, FaultCode.invalidRequest, 405)
    }
    throw new HttpFault(`There is nothing at ${request.url.slice(0, 100)}`, FaultCode.methodNotFound)
  })
  return server
}

/** What Node itself holds. */
function httpOptions({ headerBytes, headerSeconds, requestSeconds }: HttpLimits) {
  return {
    // Node refuses a head of just this size too.
    maxHeaderSize: headerBytes + 1,
    // Node wants the head to have the shorter time of the two.
    headersTimeout: Math.min(headerSeconds, requestSeconds) * 1000,
    requestTimeout: requestSeconds * 1000,
    connectionsCheckingInterval: checkEveryMs,
    // checkHeads() looks for it.
    requireHostHeader: false,
  }
}

/** Some clients end their side behind the request, as `nc -N` does, and are owed a reply nevertheless. */
function keepHalfOpen({ server }: FastifyInstance) {
  // A property of Node's server since 0.7, which its types do not know.
  Object.assign(server, { httpAllowHalfOpen: true })
}
