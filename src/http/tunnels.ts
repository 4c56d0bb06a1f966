import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Connections } from './connections.ts'
import { abandon, endLingering } from './linger.ts'
import { plainReply } from './noise.ts'

export interface TunnelOptions {
  readonly connections: Connections
  readonly countRefusal: (status: number) => void
}

/** Answers CONNECT, for which Node would close the connection without a word. */
export function refuseTunnels(server: FastifyInstance, { connections, countRefusal }: TunnelOptions): void {
  server.server.on('connect', (_request, socket: Socket) => {
    // Node takes its own listener away before it hands the connection over.
    socket.on('error', () => socket.destroy())
    abandon(socket)
    connections.whenQuiet(socket, () => {
      countRefusal(405)
      endLingering(socket, plainReply(405, 'CONNECT is not possible here', ['Allow: GET, HEAD, POST']))
    })
  })
}
