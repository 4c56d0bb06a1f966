import type { FastifyReply } from 'fastify'

/** Tells the client when another try may succeed; where several calls say so, the longest wait counts. */
export function sendRetryAfter(reply: FastifyReply, seconds: number | undefined): void {
  if (seconds === undefined) return
  const told = Number(reply.getHeader('retry-after') ?? 0)
  reply.header('retry-after', String(Math.max(told, seconds)))
}
