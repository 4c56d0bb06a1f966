import { Server } from 'node:tls'
import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance } from 'fastify'
import type { TlsFiles } from '../config/tls-files.ts'
import { AgentError } from '../errors.ts'
import type { Log } from '../log.ts'
import { readTls, type Tls } from './tls.ts'

/**
 * Lets a server take up new TLS files while it runs: it reads them again every 10 s. Connections that are open
 * keep what they began with. New files that are wrong are told in one line, and the server goes on with what it
 * has.
 *
 * @param tls - what the server was made with
 * @param everyMs - how long to wait between two looks. Default 10 000
 * @returns does so at once; never rejects
 */
export function renewTls(
  server: FastifyInstance,
  files: TlsFiles,
  tls: Tls,
  log: Log,
  everyMs = 10_000,
): () => Promise<void> {
  let inUse = tls.options
  let trouble: string | undefined

  async function reload() {
    try {
      const { options, warnings } = await readTls(files)
      trouble = undefined
      // The texts themselves: a file's time and size say nothing of permissions that were mended.
      if (isDeepStrictEqual(options, inUse)) return
      if (server.server instanceof Server) server.server.setSecureContext(options)
      inUse = options
      log.info('the TLS files have changed: new connections get the new certificate')
      for (const warning of warnings) log.warn(warning)
    } catch (error) {
      const message = error instanceof AgentError ? error.message : String(error)
      // Once, and not every 10 s until somebody comes.
      if (message !== trouble) log.error(`${message}; the agent goes on with the former certificate`)
      trouble = message
    }
  }

  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const lookAgain = () => {
    if (isClosed) return
    // One after the other: a file system that hangs must not collect readers.
    timer = setTimeout(() => void reload().then(lookAgain), everyMs).unref()
  }
  server.addHook('onListen', async () => lookAgain())
  server.addHook('onClose', async () => {
    isClosed = true
    clearTimeout(timer)
  })
  return reload
}
