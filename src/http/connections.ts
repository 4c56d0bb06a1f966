import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** A request until its reply has gone out or its connection has ended. */
interface RequestUnderWay {
  /** Whether all of it has come. */
  readonly isWhole: () => boolean
  /** What is to happen when the client goes away before it has its reply. */
  onLost?: () => void
  isLost?: true
}

/** What is known of a connection for as long as it lasts. */
interface Connection {
  readonly requests: Set<RequestUnderWay>
  whenQuiet?: () => void
}

/**
 * Knows, for each connection, the requests on it that have not been answered. The reply's own 'close' would not do: for
 * a pipelined request whose connection ends before its turn, it never comes.
 */
export class Connections {
  readonly #connections = new WeakMap<Socket, Connection>()
  readonly #requests = new WeakMap<object, RequestUnderWay>()
  readonly #open = new Set<Socket>()
  #underWay = 0
  #whenAllAnswered: (() => void)[] = []

  /** To be called before the server has routes: hooks hold for routes that come later. */
  watch(server: FastifyInstance): void {
    server.server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
    server.addHook('onRequest', ({ raw: request }, { raw: reply }, done) => {
      const connection = this.#connection(request.socket)
      const underWay: RequestUnderWay = { isWhole: () => request.complete }
      connection.requests.add(underWay)
      this.#requests.set(request, underWay)
      this.#underWay += 1
      reply.once('close', () => this.#end(connection, underWay, !reply.writableFinished))
      done()
    })
  }

  /** Calls `onLost` if the client goes away before it has its reply. */
  whenLost(request: object, onLost: () => void): void {
    const underWay = this.#requests.get(request)
    if (underWay === undefined) return
    if (underWay.isLost) onLost()
    else underWay.onLost = onLost
  }

  /**
   * Calls `then` once no request that has come whole waits for its reply on the connection, which may be at once. One
   * that has not is not waited for: nothing will come of it.
   */
  whenQuiet(socket: Socket, then: () => void): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined || isQuiet(connection)) then()
    else connection.whenQuiet = then
  }

  /** Resolves once no request at all is under way, which may be at once. */
  allAnswered(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve()
    return new Promise(resolve => this.#whenAllAnswered.push(resolve))
  }

  /** How many connections are open. */
  get size(): number {
    return this.#open.size
  }

  /** Ends every connection. Node's `closeAllConnections()` does not know those whose TLS handshake is not done. */
  endAll(): void {
    for (const socket of this.#open) socket.destroy()
  }

  #connection(socket: Socket): Connection {
    const known = this.#connections.get(socket)
    if (known !== undefined) return known
    const connection: Connection = { requests: new Set() }
    this.#connections.set(socket, connection)
    socket.once('close', () => {
      for (const underWay of connection.requests) this.#end(connection, underWay, true)
    })
    return connection
  }

  #end(connection: Connection, underWay: RequestUnderWay, isLost: boolean) {
    if (!connection.requests.delete(underWay)) return
    if (isLost) {
      underWay.isLost = true
      underWay.onLost?.()
    }
    if (isQuiet(connection)) connection.whenQuiet?.()
    this.#underWay -= 1
    if (this.#underWay > 0) return
    for (const resolve of this.#whenAllAnswered) resolve()
    this.#whenAllAnswered = []
  }
}

function isQuiet({ requests }: Connection) {
  return ![...requests].some(({ isWhole }) => isWhole())
}
