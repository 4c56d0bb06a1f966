import { once } from 'node:events'
import { isIP, type Socket, connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { Client } from 'ldapts'
import type { LdapConnection } from './ldap-config.ts'
import type { LdapServer } from './ldap-url.ts'

/** What the other servers of the list would say too, so that they are not asked. */
export class FinalError extends Error {}

/**
 * Asks the first server of the list that can answer; the connection ends with the answer.
 *
 * @param ask - talks to one server. Where it throws anything but a FinalError, the next server is asked
 * @throws Error with what was wrong with each server
 */
export async function askDirectory<Answer>(
  connection: LdapConnection,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const reasons: string[] = []
  for (const server of connection.servers) {
    try {
      return await askServer(server, connection, ask)
    } catch (error) {
      if (error instanceof FinalError) throw error
      reasons.push(`${server.url}: ${reasonOf(error)}`)
    }
  }
  throw new Error(`Can't contact LDAP server: ${reasons.join('; ')}`)
}

/** The result code of RFC 4511 with which a server has refused a request; undefined for any other error. */
export function resultCode(error: unknown): number | undefined {
  // Node's own errors have texts for codes.
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined
}

async function askServer<Answer>(
  server: LdapServer,
  connection: LdapConnection,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const line = new AbortController()
  const talk = async () => {
    const client = await connect(server, connection, line.signal)
    try {
      return await ask(client)
    } finally {
      await client.unbind()
    }
  }
  let timer: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<never>((_resolve, reject) => {
    const { timeoutMs } = connection
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([talk(), timeIsUp])
  } finally {
    clearTimeout(timer)
    line.abort()
  }
}

/**
 * The sockets are our own, because StartTLS of ldapts is not safe: it takes a certificate for `localhost` where the server
 * is an address, and an answer that somebody slipped in before the line was encrypted.
 */
async function connect(
  server: LdapServer,
  { startTls, tls }: LdapConnection,
  signal: AbortSignal,
): Promise<Client> {
  const { Client } = await import('ldapts')
  const { host, port } = server
  // The URL counts for its kind only: the socket is there, encrypted or not.
  const over = (socket: Socket) => new Client({ url: 'ldap://', createConnection: () => unbroken(socket) })
  // An address is no name that a client may ask for (RFC 6066 section 3).
  const secure = { ...tls, host, signal, ...(isIP(host) ? {} : { servername: host }) }

  if (server.secure) return over(await opened(tlsConnect({ ...secure, port }), 'secureConnect'))
  const socket = await opened(tcpConnect({ host, port, signal }), 'connect')
  if (!startTls) return over(socket)
  await requestTls(over(socket))
  // What came in the clear stays with the client that asked for StartTLS; another one speaks from here on.
  socket.removeAllListeners('data')
  return over(await opened(tlsConnect({ ...secure, socket }), 'secureConnect'))
}

async function requestTls(client: Client) {
  try {
    // RFC 4511 section 4.14.1.
    await client.exop('1.3.6.1.4.1.1466.20037')
  } catch (error) {
    throw new Error(`StartTLS failed: ${reasonOf(error)}`)
  }
}

/** ldapts opens a connection anew when it was lost: without StartTLS then, and past every bind. */
function unbroken(socket: Socket) {
  if (socket.destroyed) throw new Error('the connection was lost')
  return socket
}

async function opened<Line extends Socket>(socket: Line, event: 'connect' | 'secureConnect'): Promise<Line> {
  // A socket that is ended before anything was asked over it has nobody else to tell.
  socket.on('error', () => {})
  await once(socket, event)
  return socket
}

function reasonOf(error: unknown) {
  const code = resultCode(error)
  // The server's own words are left out: they may name entries.
  if (code !== undefined) return `${(error as Error).name}, result code ${code}`
  const { message, code: name } = error as NodeJS.ErrnoException
  // A name with several addresses fails with one error for all of them, which has no message.
  return message || (name ?? 'no reason given')
}
