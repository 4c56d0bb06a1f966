import { existsSync, lstatSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import type { App } from '../app.ts'
import type { AgentConfig } from '../config/agent-config.ts'
import { MMC_ERR_LISTEN, MMC_ERR_SOCKET } from '../errors.ts'
import { shLaunchDeferred } from '../shell/sh-launch-deferred.ts'
import { version } from '../version.ts'

/**
 * Lets the agent listen on its address, or on its Unix socket if it has one.
 *
 * @throws AgentError when it cannot
 */
export async function listen({ server }: App, config: AgentConfig): Promise<void> {
  // Fastify writes the start line itself, with the port that the system chose.
  const listenTextResolver = (url: string) => `mmc-agent ${version} listens on ${url}`
  const { host, port, socket } = config
  if (socket !== undefined)
    return listenOnSocket({ ...config, socket }, () => server.listen({ path: socket, listenTextResolver }))
  try {
    // As in the original, localhost is one address. Fastify would make a second server for ::1, and keep it to itself,
    // so that new TLS files would not reach it.
    await server.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port, listenTextResolver })
  } catch (error) {
    throw MMC_ERR_LISTEN(host, port, reasonOf(error as NodeJS.ErrnoException))
  }
}

async function listenOnSocket(
  {
    socket,
    socketMode = 0o660,
    socketOwner,
  }: Pick<AgentConfig, 'socketMode' | 'socketOwner'> & { socket: string },
  bind: () => Promise<unknown>,
) {
  await removeStale(socket)
  // Born with its mode, for chmod() would follow a link that somebody has put in its place meanwhile.
  const umask = process.umask(0o777 & ~socketMode)
  try {
    await bind()
  } catch (error) {
    throw MMC_ERR_SOCKET(socket, reasonOf(error as NodeJS.ErrnoException))
  } finally {
    process.umask(umask)
  }
  if (socketOwner !== undefined) await giveTo(socketOwner, socket)
}

/** What a dead agent left; a socket that somebody answers on, and anything else that is no socket, stays. */
async function removeStale(socket: string) {
  // Of a folder that is missing, libuv would say that it may not be written.
  if (!existsSync(dirname(socket))) throw MMC_ERR_SOCKET(socket, 'there is no such folder')
  const found = lstatSync(socket, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) throw MMC_ERR_SOCKET(socket, 'there is something else than a socket')
  if (await answers(socket)) throw MMC_ERR_SOCKET(socket, 'another process listens there already')
  rmSync(socket, { force: true })
}

function answers(socket: string): Promise<boolean> {
  return new Promise(resolve => {
    const connection = connect(socket)
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false))
    connection.once('connect', () => connection.destroy())
  })
}

/** Names of users are for the system's own tools to look up. Whoever may write to the folder must not choose what is given away. */
async function giveTo(owner: string, socket: string) {
  const { exitCode, err } = await shLaunchDeferred(['chown', '-h', '--', owner, socket])
  if (exitCode !== 0) throw MMC_ERR_SOCKET(socket, `it cannot be given to ${owner}: ${err.trim()}`)
}

function reasonOf({ code, message }: NodeJS.ErrnoException) {
  switch (code) {
    case 'EADDRINUSE':
      return 'another process listens there already'
    case 'EACCES':
      return 'this user may not listen there'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address'
    default:
      return message
  }
}
