import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallContext } from '../rpc/call-context.ts'

/** On whose behalf the calls of a request run. */
export function requestContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { door, check }: Pick<CallContext, 'door' | 'check'>,
): CallContext {
  return {
    door,
    check,
    session: { user: null },
    rights: 'caller',
    clientAddress: request.ip,
    requestId: request.id,
    log: request.log,
    signal: clientSignal(reply),
  }
}

/** Fires when the connection ends before the reply has gone out. */
function clientSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new Error('the client went away'))
  })
  return controller.signal
}
