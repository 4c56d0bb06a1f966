import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import type { Connections } from './connections.ts'
import { endLingering } from './linger.ts'
import { plainReply } from './noise.ts'

/** Why a connection was ended before its client wished so. */
export type CutReason = 'replaced' | 'refused' | 'slow_reader'

export interface ConnectionLimitOptions {
  readonly mostConnections: number
  readonly connections: Connections
  readonly log: Log
  readonly countCut: (reason: CutReason) => void
}

/** So many at once are told why they are refused; when still more come, theirs are closed without a word. */
const mostTold = 100

const quietMs = 60_000

/**
 * Bounds the connections that are open: past the limit, a new one takes the place of the one that has waited longest. So
 * whoever holds many of them idle harms nobody but himself. Where calls run on all, the new one is refused.
 */
export function limitConnections(
  { server }: FastifyInstance,
  { mostConnections, connections, log, countCut }: ConnectionLimitOptions,
): void {
  const told = new Set<Socket>()
  const warn = oncePerBurst((words: string) => log.warn(words))

  server.on('connection', (socket: Socket) => {
    if (connections.size <= mostConnections) return
    const isFreed = connections.endLongestWaiting(socket)
    countCut(isFreed ? 'replaced' : 'refused')
    warn(
      `all ${mostConnections} connections are in use, [limits] connections: those that wait longest make way for new ones`,
    )
    if (isFreed) return
    connections.forget(socket)
    // Words in clear would be noise to a client that begins TLS.
    if (server instanceof TlsServer || told.size >= mostTold) return void socket.destroy()
    told.add(socket)
    socket.once('close', () => told.delete(socket))
    const words = `Calls run on all ${mostConnections} connections, [limits] connections allows no more`
    endLingering(socket, plainReply(503, words, ['Retry-After: 1']))
  })

  // Without a listener, a connection that the system cannot hand over would count as an error of ours.
  server.on('error', (error: Error) => {
    if (server.listening) warn(`a connection could not be accepted: ${error.message}`)
  })
}

/** Hands on the first of many calls that follow each other within a minute. */
function oncePerBurst<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  let last = Number.NEGATIVE_INFINITY
  return (...args) => {
    const now = performance.now()
    if (now - last > quietMs) act(...args)
    last = now
  }
}
