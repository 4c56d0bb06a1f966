import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { HttpFault } from './http-fault.ts'

/** A request until its reply has gone out or its connection has ended. */
interface RequestUnderWay {
  readonly request: IncomingMessage
  /** What is to happen when the client goes away before it has its reply. */
  onLost?: () => void
  isLost?: true
  /** Why its body will not come whole. */
  bodyFault?: HttpFault
}

/** What is known of a connection for as long as it lasts. */
interface Connection {
  /** As it was accepted; under TLS, requests know another one. */
  readonly accepted: Socket
  readonly requests: Set<RequestUnderWay>
  whenQuiet?: () => void
  whenAnswered?: () => void
}

/**
 * Knows, for each connection, the requests on it that have not been answered. The reply's own 'close' would not do: for
 * a pipelined request whose connection ends before its turn, it never comes.
 */
export class Connections {
  readonly #connections = new WeakMap<Socket, Connection>()
  readonly #requests = new WeakMap<object, RequestUnderWay>()
  /** Those that wait stand in the order in which they began to. */
  readonly #open = new Map<Socket, Connection>()
  /** Under TLS, nothing but the address of the client leads from a request to the connection that was accepted. */
  readonly #byPeer = new Map<string, Connection>()
  #underWay = 0
  #whenAllAnswered: (() => void)[] = []

  /** To be called before the server has routes: hooks hold for routes that come later. */
  watch(server: FastifyInstance): void {
    server.server.on('connection', (socket: Socket) => this.#add(socket))
    server.addHook('onRequest', ({ raw: request }, { raw: reply }, done) => {
      const connection = this.#connection(request.socket)
      const underWay: RequestUnderWay = { request }
      connection.requests.add(underWay)
      this.#requests.set(request, underWay)
      this.#underWay += 1
      reply.once('close', () => this.#end(connection, underWay, !reply.writableFinished))
      done()
    })
    server.addHook('preParsing', ({ raw }, _reply, payload, done) => {
      done(this.#requests.get(raw)?.bodyFault ?? null, payload)
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

  /** Whether a request on the connection has not been answered. */
  isAwaited(socket: Socket): boolean {
    return (this.#connections.get(socket)?.requests.size ?? 0) > 0
  }

  /**
   * Ends the reading of a body that will not come whole, so that its door refuses the request with `fault`. Then calls
   * `then` once nothing is owed on the connection any more.
   *
   * @returns whether a request without all of its body is under way
   */
  failBody(socket: Socket, fault: HttpFault, then: () => void): boolean {
    const connection = this.#connections.get(socket)
    const underWay = [...(connection?.requests ?? [])].find(({ request }) => !request.complete)
    if (connection === undefined || underWay === undefined) return false
    underWay.bodyFault = fault
    connection.whenAnswered = then
    // Whoever has not begun to read finds the fault when he does. Destroying the request would end the connection
    // before the reply.
    if (underWay.request.listenerCount('error') > 0) underWay.request.emit('error', fault)
    return true
  }

  /** The connections on which a request has not come whole. */
  unfinished(): Socket[] {
    return [...this.#open.values()].flatMap(({ requests }) =>
      [...requests].flatMap(({ request }) => (request.complete ? [] : [request.socket])),
    )
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

  /**
   * Ends the connection that has waited longest without a request that has come whole.
   *
   * @returns whether there was one besides `newcomer`
   */
  endLongestWaiting(newcomer: Socket): boolean {
    for (const [socket, connection] of this.#open) {
      if (socket === newcomer || !isQuiet(connection)) continue
      this.forget(socket)
      socket.destroy()
      return true
    }
    return false
  }

  /** Counts a connection no longer, because it is about to end. */
  forget(socket: Socket): void {
    this.#open.delete(socket)
  }

  /** Ends every connection. Node's `closeAllConnections()` does not know those whose TLS handshake is not done. */
  endAll(): void {
    for (const socket of this.#open.keys()) socket.destroy()
  }

  #add(accepted: Socket) {
    const connection: Connection = { accepted, requests: new Set() }
    const peer = peerOf(accepted)
    this.#open.set(accepted, connection)
    this.#byPeer.set(peer, connection)
    accepted.once('close', () => {
      this.forget(accepted)
      // The client may have opened another one from the same port already.
      if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer)
    })
  }

  #connection(socket: Socket): Connection {
    const known = this.#connections.get(socket)
    if (known !== undefined) return known
    const connection = this.#byPeer.get(peerOf(socket)) ?? { accepted: socket, requests: new Set() }
    this.#connections.set(socket, connection)
    // Most clients that go away look just like one that will send no more: it has its reply if it comes to one.
    socket.once('end', () => {
      for (const underWay of connection.requests) this.#lose(underWay)
    })
    socket.once('close', () => {
      for (const underWay of connection.requests) this.#end(connection, underWay, true)
    })
    return connection
  }

  #end(connection: Connection, underWay: RequestUnderWay, isLost: boolean) {
    if (!connection.requests.delete(underWay)) return
    if (isLost) this.#lose(underWay)
    else if (!underWay.isLost) this.#settle()
    if (!isQuiet(connection)) return
    if (this.#open.delete(connection.accepted)) this.#open.set(connection.accepted, connection)
    connection.whenQuiet?.()
    if (connection.requests.size === 0) connection.whenAnswered?.()
  }

  #lose(underWay: RequestUnderWay) {
    if (underWay.isLost) return
    underWay.isLost = true
    underWay.onLost?.()
    this.#settle()
  }

  #settle() {
    this.#underWay -= 1
    if (this.#underWay > 0) return
    for (const resolve of this.#whenAllAnswered) resolve()
    this.#whenAllAnswered = []
  }
}

function isQuiet({ requests }: Connection) {
  return ![...requests].some(({ request }) => request.complete)
}

function peerOf({ remoteAddress, remotePort }: Socket) {
  return `${remoteAddress} ${remotePort}`
}
