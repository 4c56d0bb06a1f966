import type { FastifyReply, FastifyRequest } from 'fastify'

// What the original's clients look for, over TLS too (mmc-facts 4.6).
const cookieName = 'TWISTED_SESSION'

/** Only what can be an id of ours; clients send no cookie at all, an empty one, one that ends in `;`, and others'. */
const cookie = new RegExp(`(?:^|;)[ \\t]*${cookieName}="?([0-9a-f]{64})"?[ \\t]*(?=;|$)`)

/** The session that a request names, live or not. */
export function sessionIdOf({ headers }: FastifyRequest): string | undefined {
  return cookie.exec(headers.cookie ?? '')?.[1]
}

/** Gives the client its session. */
export function sendSessionId(request: FastifyRequest, reply: FastifyReply, id: string): void {
  const secure = request.protocol === 'https' ? '; Secure' : ''
  // On the raw reply: Fastify writes names in lower case, and one client of the original looks for this spelling.
  reply.raw.setHeader('Set-Cookie', `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax${secure}`)
}
