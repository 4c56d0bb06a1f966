import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * The address of the client, behind trusted proxies too. It is what guesses are counted by, and so always an address: a port
 * that a proxy adds is left out, and where it hands on something else, the proxy itself stands for its clients.
 */
export function clientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  if (isIP(ip) !== 0) return ip
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(ip)?.[1] ?? /^([\d.]+):\d+$/.exec(ip)?.[1] ?? ''
  // Behind a Unix socket, a peer has none.
  return isIP(address) !== 0 ? address : (socket.remoteAddress ?? 'unix')
}
