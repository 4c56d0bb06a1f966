import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { negotiate } from '@fastify/accept-negotiator'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const pack = promisify(gzip)

/** Below this, gzip saves no packet. */
const leastBytesToPack = 1400

/**
 * Puts replies into the form that the oldest clients read: whole, with their length, closed after HTTP/1.0 whatever the
 * client asks (some read to the end of the connection), and packed for those only that say they can unpack.
 */
export function shapeReplies(server: FastifyInstance): void {
  server.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (request.raw.httpVersion === '1.0') reply.header('connection', 'close')
    const isText = typeof payload === 'string' || Buffer.isBuffer(payload)
    if (!isText || payload.length < leastBytesToPack) return payload
    reply.header('vary', 'accept-encoding')
    // RFC 9110, 8.4.1: names of codings have no case.
    const accepted = String(request.headers['accept-encoding'] ?? '').toLowerCase()
    if (accepted === '' || negotiate(accepted, ['gzip']) !== 'gzip') return payload
    reply.header('content-encoding', 'gzip')
    return pack(payload)
  })
}
