import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'

/** Which user the holder of a certificate is, by the CN of its subject; `*` for the user of the same name. */
export type CertificateUsers = ReadonlyMap<string, string>

/** The user that the client's certificate stands for; undefined without one that a CA of ours has signed. */
export function certificateUser({ raw }: FastifyRequest, users: CertificateUsers): string | undefined {
  const { socket } = raw
  if (users.size === 0 || !(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const name: unknown = socket.getPeerCertificate().subject?.CN
  // A subject can have several; which of them would count is for nobody to guess.
  if (typeof name !== 'string' || name === '') return undefined
  return users.get(name) ?? (users.has('*') ? name : undefined)
}
