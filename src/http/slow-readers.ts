import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import type { Connections } from './connections.ts'

export interface SlowReaderOptions {
  readonly replyMs: number
  readonly connections: Connections
  readonly log: Log
  readonly countCut: (reason: 'slow_reader') => void
}

/**
 * Ends the connection of a client that takes no byte of its reply for `replyMs`: its replies would stay in memory for as
 * long as it likes.
 */
export function endSlowReaders(
  server: FastifyInstance,
  { replyMs, connections, log, countCut }: SlowReaderOptions,
): void {
  server.addHook('onSend', (request, _reply, payload, done) => {
    // Node looks whether bytes have left before it says that time is up.
    if (request.raw.socket instanceof Socket) request.raw.socket.setTimeout(replyMs)
    done(null, payload)
  })
  // Since somebody listens, Node ends no connection by itself, not even one that waits for another request.
  server.server.on('timeout', (socket: Socket) => {
    if (!connections.isAwaited(socket)) return void socket.destroy()
    // A method that runs is not the client's fault.
    if (socket.writableLength === 0) return
    log.debug(`a client has not taken a byte of its reply for ${replyMs / 1000} s, [limits] replyseconds`)
    countCut('slow_reader')
    // After a plain end, the kernel would go on offering the rest of the reply for minutes.
    if (socket instanceof TLSSocket) socket.destroy()
    else socket.resetAndDestroy()
  })
}
