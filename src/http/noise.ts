import type { Socket } from 'node:net'
import type { Connections } from './connections.ts'

const statusLines = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
])

/**
 * Answers what is no HTTP, or does not come to its end, and ends the connection. Noise that follows a good request must not take the place of its
 * reply: that one goes out first.
 */
export function refuseNoise(
  { code }: { code?: string },
  socket: Socket,
  connections: Connections,
  countRefusal: (status: number) => void,
): void {
  connections.whenQuiet(socket, () => {
    if (!socket.writable) return void socket.destroy()
    const status = statusLines.get(code ?? '') ?? '400 Bad Request'
    countRefusal(Number.parseInt(status, 10))
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
  })
}
