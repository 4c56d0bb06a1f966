import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { FaultCode } from '../rpc/fault.ts'
import type { Connections } from './connections.ts'
import { HttpFault } from './http-fault.ts'
import type { HttpLimits } from './http-limits.ts'
import { abandon, endLingering, isAbandoned } from './linger.ts'

/** What Node says of bytes that are no request, or do not come to the end of one. */
export interface NoiseError {
  readonly code?: string
  /** The HTTP parser's words. */
  readonly reason?: string
}

/**
 * Answers what is no HTTP, or does not come to its end, and ends the connection. Of a body that is broken, its door
 * speaks. Noise that follows a good request must not take the place of its reply: that one goes out first.
 */
export function refuseNoise(
  error: NoiseError,
  socket: Socket,
  { connections, limits, countRefusal }: NoiseOptions,
): void {
  // What comes after a refusal is not looked at: the end of half a request, say.
  if (isAbandoned(socket)) return
  abandon(socket)
  const isAnswered = connections.failBody(socket, bodyFault(error, limits), () => endLingering(socket))
  if (isAnswered) return
  connections.whenQuiet(socket, () => {
    if (!socket.writable) return void socket.destroy()
    const { status, words } = refusalOf(error, limits)
    countRefusal(status)
    endLingering(socket, plainReply(status, words))
  })
}

export interface NoiseOptions {
  readonly connections: Connections
  readonly limits: HttpLimits
  readonly countRefusal: (status: number) => void
}

/** A whole reply for a client of whom no door is known. */
export function plainReply(status: number, words: string, headers: readonly string[] = []): string {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(words) + 1}`,
    ...headers,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${words}\n`
}

function bodyFault({ code, reason }: NoiseError, { requestSeconds }: HttpLimits) {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const words = `The request did not come whole within ${requestSeconds} s, [limits] requestseconds`
    return new HttpFault(words, FaultCode.timedOut, 408)
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new HttpFault(chunkExtensions, FaultCode.tooLarge)
  }
  return new HttpFault(`The body did not come whole: ${reason ?? code}`, FaultCode.invalidRequest)
}

const chunkExtensions = 'The extensions of a chunk are larger than 16384 bytes'

function refusalOf({ code, reason }: NoiseError, limits: HttpLimits): { status: number; words: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        words: `The head of the request is larger than ${limits.headerBytes} bytes, [limits] headerbytes`,
      }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        words: `The head of the request did not come within ${limits.headerSeconds} s, [limits] headerseconds`,
      }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, words: chunkExtensions }
    case 'HPE_PAUSED_H2_UPGRADE':
      return { status: 505, words: 'The agent speaks HTTP/1.1 and not HTTP/2' }
    default:
      return { status: 400, words: `This is no HTTP request: ${reason ?? code ?? 'it cannot be read'}` }
  }
}
