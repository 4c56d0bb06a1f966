import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionState } from '../rpc/session.ts'
import { newSessionId, type SessionStore } from '../rpc/session-store.ts'
import { type CertificateUsers, certificateUser } from './certificate-user.ts'
import { sendSessionId, sessionIdOf } from './session-cookie.ts'

/** The session that one request came with, and what becomes of it. */
export interface RequestSession {
  /** Of a live session only. */
  readonly id: string | undefined
  /** For the calls of the request. */
  readonly state: SessionState
  /** To be called when all calls have ended, and before the reply is sent. */
  close(): void
}

export interface SessionOptions {
  readonly sessions: SessionStore
  readonly certificateUsers: CertificateUsers
  /**
   * Whether a client without a live session gets a fresh id in any case: clients of the original look for one in the reply
   * to a login, also a failed one. It stands for nothing until somebody logs in.
   */
  readonly alwaysSendsSession: boolean
}

/** Finds the session of a request. Without one, the client's certificate may say who it is. */
export function openSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, certificateUsers, alwaysSendsSession }: SessionOptions,
): RequestSession {
  const id = sessionIdOf(request)
  const user = id === undefined ? undefined : sessions.use(id)
  const known = user ?? certificateUser(request, certificateUsers)
  const state: SessionState = { user: known ?? null, hasChanged: false }
  return {
    id: user === undefined ? undefined : id,
    state,
    close() {
      if (state.hasChanged) sendSessionId(request, reply, sessions.renew(id, state.user))
      else if (user === undefined && alwaysSendsSession) sendSessionId(request, reply, newSessionId())
    },
  }
}
