import type { FastifyInstance } from 'fastify'

/** Knows which requests have not been answered yet. */
export interface RequestsUnderWay {
  /** Resolves as soon as no request is under way, which may be at once. */
  allAnswered(): Promise<void>
}

/** To be called before the server has routes: the hooks hold for routes that come later. */
export function trackRequests(server: FastifyInstance): RequestsUnderWay {
  let underWay = 0
  let waiting: (() => void)[] = []

  server.addHook('onRequest', (_request, reply, done) => {
    underWay += 1
    // 'close' comes once, whether the reply has gone out or the client went away first.
    reply.raw.once('close', () => {
      underWay -= 1
      if (underWay > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    })
    done()
  })

  return {
    allAnswered: () => (underWay === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
  }
}
