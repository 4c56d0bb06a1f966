import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../../src/app.ts'

/** One request as it came, and the session that its reply has set, if any. */
export interface Exchange {
  readonly path: string
  readonly version: string
  readonly headers: IncomingHttpHeaders
  /** How many headers `Authorization` it has. */
  readonly credentials: number
  readonly setCookie: string | undefined
}

/** Watches what goes over the wire of an agent. */
export class Wire {
  #seen: (readonly [IncomingMessage, ServerResponse])[] = []

  constructor({ server }: App) {
    server.server.on('request', (request, response) => this.#seen.push([request, response]))
  }

  /** The exchanges since the last time. */
  take(): Exchange[] {
    const seen = this.#seen
    this.#seen = []
    return seen.map(([request, response]) => ({
      path: request.url ?? '',
      version: request.httpVersion,
      headers: request.headers,
      credentials: request.rawHeaders.filter(name => name.toLowerCase() === 'authorization').length,
      setCookie: response.getHeader('set-cookie')?.toString(),
    }))
  }
}

/** What a client sends back of a `Set-Cookie`. */
export function sessionOf({ setCookie = '' }: Exchange): string {
  return setCookie.split(';', 1)[0] ?? ''
}
