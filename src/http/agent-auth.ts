import { createHash, timingSafeEqual } from 'node:crypto'
import basicAuth from '@fastify/basic-auth'
import type { FastifyInstance } from 'fastify'
import { LineLimit } from '../line-limit.ts'
import type { Log } from '../log.ts'
import { FaultCode } from '../rpc/fault.ts'
import { clientAddress } from './client-address.ts'
import { HttpFault } from './http-fault.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without the agent's credentials. Every route that does not say so needs them. */
    public?: boolean
  }
}

export interface AgentCredentials {
  readonly login: string
  readonly password: string
}

/**
 * Asks for the agent's login and password (HTTP Basic) before a byte of a body is read. The decision hangs on the
 * route that Fastify found, never on the text of the URL, and a request that matches no route needs them too.
 */
export async function addAgentAuth(
  server: FastifyInstance,
  credentials: AgentCredentials,
  log: Log,
): Promise<void> {
  const guesses = watchGuesses(server, log)
  const login = digest(credentials.login)
  const password = digest(credentials.password)

  await server.register(basicAuth, {
    authenticate: { realm: 'MMC agent' },
    // Python's and PHP's clients differ in the blanks around the scheme.
    strictCredentials: false,
    async validate(givenLogin, givenPassword, request) {
      // Digests have one length, and both are always compared, so that time tells nothing about either.
      const sameLogin = timingSafeEqual(digest(givenLogin), login)
      const samePassword = timingSafeEqual(digest(givenPassword), password)
      if (sameLogin && samePassword) return
      guesses.tell(clientAddress(request))
      throw new Error('wrong credentials')
    },
  })
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.public === true) return done()
    server.basicAuth(request, reply, error => done(error && badCredentials()))
  })
}

/** Tells the operator of wrong credentials, without them; whoever tries many must not fill the log. */
function watchGuesses(server: FastifyInstance, log: Log) {
  const lines = new LineLimit((_name, more) => {
    log.warn(`and ${more} more requests with wrong credentials within the last minute`)
  })
  server.addHook('onClose', async () => lines.end())
  return {
    tell(address: string) {
      if (lines.allows('')) log.warn({ address }, `wrong credentials of the agent from ${address}`)
    },
  }
}

function digest(text: string) {
  return createHash('sha256').update(text).digest()
}

function badCredentials() {
  return new HttpFault('Unauthorized: wrong or missing credentials of the agent', FaultCode.badCredentials)
}
