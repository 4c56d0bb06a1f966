import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallContext } from '../rpc/call-context.ts'
import type { Codec, MethodCall, Outcome, Perform } from '../rpc/codec.ts'
import type { Dispatcher } from '../rpc/dispatcher.ts'
import { ReplyRoom } from '../rpc/reply-text.ts'
import type { AttemptCounter } from '../rpc/session.ts'
import type { SessionStore } from '../rpc/session-store.ts'
import type { CertificateUsers } from './certificate-user.ts'
import { clientAddress } from './client-address.ts'
import type { Connections } from './connections.ts'
import { openSession } from './request-session.ts'
import { sendRetryAfter } from './retry-after.ts'

/** What every door needs to carry calls for its clients. */
export interface CallServices {
  readonly dispatcher: Dispatcher
  readonly connections: Connections
  readonly sessions: SessionStore
  readonly attempts: AttemptCounter
  /** Whom the certificates of clients stand for. */
  readonly certificateUsers: CertificateUsers
  /** How long a reply may be. */
  readonly maxReplyBytes: number
}

/** The door that a request came through. */
export interface RequestDoor extends Pick<CallContext, 'door'> {
  readonly check: Codec<unknown>['check']
  /** Whether every client without a session is given the id of one. */
  readonly alwaysSendsSession: boolean
}

/** The rest is for the frames around results, and for the faults between them. */
const shareOfResults = 7 / 8

export interface RequestCalls {
  /** Carries one call through the pipeline for the client behind the request. */
  readonly perform: Perform
  /** To be called when all calls have ended, and before the reply is sent. */
  end(): void
}

/** Begins the calls of one request: they share the client's session, and end when the client goes away. */
export function beginCalls(
  request: FastifyRequest,
  reply: FastifyReply,
  { dispatcher, connections, sessions, attempts, certificateUsers, maxReplyBytes }: CallServices,
  { door, check, alwaysSendsSession }: RequestDoor,
): RequestCalls {
  const session = openSession(request, reply, { sessions, certificateUsers, alwaysSendsSession })
  let signal: AbortSignal | undefined
  // What a multicall gathers, or all those of a batch.
  let room: ReplyRoom | undefined
  const context: CallContext = {
    door,
    check: value => {
      room ??= new ReplyRoom(Math.floor(maxReplyBytes * shareOfResults))
      return check(value, room)
    },
    session: session.state,
    sessionId: session.id,
    attempts,
    rights: 'caller',
    depth: 0,
    clientAddress: clientAddress(request),
    requestId: request.id,
    log: request.log,
    // Most methods never ask for it, and making one is dear.
    get signal() {
      signal ??= clientSignal(request, connections)
      return signal
    },
  }
  const perform = async (call: MethodCall): Promise<Outcome> => {
    const outcome = await dispatcher.dispatch(call, context)
    // Here for all doors, and for a batch of which some calls may be tried again.
    if ('fault' in outcome) sendRetryAfter(reply, outcome.fault.retryAfterSeconds)
    return outcome
  }
  return { perform, end: () => session.close() }
}

/** Fires when the client goes away before it has its reply. */
function clientSignal(request: FastifyRequest, connections: Connections): AbortSignal {
  const controller = new AbortController()
  connections.whenLost(request.raw, () => controller.abort(new Error('the client went away')))
  return controller.signal
}
