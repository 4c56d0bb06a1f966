import type { TLSSocket } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import { opensslWords } from './tls.ts'

/**
 * Says at level `debug` why a connection has ended before its first request: the client sees no more than that it was
 * closed, and Fastify tells nothing.
 */
export function logTlsRefusals(server: FastifyInstance, log: Log): void {
  server.server.on('tlsClientError', (error: Error, { authorizationError }: TLSSocket) => {
    // A code such as UNABLE_TO_VERIFY_LEAF_SIGNATURE, of a client's certificate; Node's types take it for an Error.
    const why = authorizationError ?? opensslWords(error)
    log.debug(`TLS: a connection was refused: ${String(why)}`)
  })
}
