import type { FastifyRequest } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'

/**
 * Refuses what another web site's page sends through a visitor's browser, unless `corsorigins` lists that site.
 * Browsers set both headers themselves; other clients send neither.
 */
export function buildOriginGuard(allowedOrigins: readonly string[]) {
  return async (request: FastifyRequest): Promise<void> => {
    const { origin } = request.headers
    if (origin !== undefined && (allowedOrigins.includes(origin) || isOwn(origin, request))) return
    const site = request.headers['sec-fetch-site']
    const isForeign = site === 'cross-site' || site === 'same-site'
    if (origin === undefined && !isForeign) return
    throw new HttpFault('Requests of other web sites are not allowed', FaultCode.forbidden)
  }
}

/**
 * Compared as parsed addresses: as texts, `http://agent.evil.example` begins like `http://agent`. But browsers write an origin in
 * one way only, and any other spelling is somebody else's.
 */
function isOwn(origin: string, { protocol, host }: FastifyRequest) {
  const site = tryUrl(origin)
  // What a proxy says of the protocol is a word of its client at times, and must not pass for the host.
  const own = tryUrl(`${protocol === 'https' ? 'https' : 'http'}://${host}`)
  return site?.origin === origin && own?.origin === origin
}

function tryUrl(text: string) {
  // Not URL.canParse(): once V8 has optimised its caller, Node takes the bytes of Latin-1 for UTF-8 there, and says yes where
  // the parser throws.
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
