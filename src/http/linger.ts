import type { Socket } from 'node:net'

/** What is taken from a client after its refusal. A last read, of 64 KiB at most, may go past it. */
const mostDiscardedBytes = 64 * 1024

const lingerMs = 1000

const abandoned = new WeakSet<Socket>()

/**
 * Takes a connection out of the hands of the HTTP parser: what still comes on it is no request. It is read and thrown
 * away within limits, since a connection that is closed over unread bytes is reset, and a reset can overtake the reply.
 */
export function abandon(socket: Socket): void {
  if (abandoned.has(socket)) return
  abandoned.add(socket)
  // Node hands the bytes over to listeners once there is one beside its own.
  socket.removeAllListeners('data')
  let length = 0
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length >= mostDiscardedBytes) socket.pause()
  })
  socket.resume()
}

/** Whether nothing more is read from a connection. */
export function isAbandoned(socket: Socket): boolean {
  return abandoned.has(socket)
}

/** Ends a connection so that the last reply reaches a client that goes on sending, and waits for it 1 s at most. */
export function endLingering(socket: Socket, text = ''): void {
  abandon(socket)
  // It closes by itself once the client has ended its side too.
  if (socket.writable) socket.end(text)
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
