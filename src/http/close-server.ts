import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import { restartSeconds } from '../rpc/dispatcher.ts'
import { FaultCode } from '../rpc/fault.ts'
import { withinTime } from '../rpc/time-limit.ts'
import type { Connections } from './connections.ts'
import { HttpFault } from './http-fault.ts'
import { abandon, endLingering } from './linger.ts'

/**
 * Stops accepting, waits for the replies that are owed, and then ends every connection: one on which no request has
 * ever come does not count as idle for Node, and would be waited for without end.
 */
export async function closeServer(
  server: FastifyInstance,
  connections: Connections,
  graceMs: number,
  log: Log,
): Promise<void> {
  const closed = server.close()
  // Nothing will come of their calls, and Node no longer looks how long they take.
  for (const socket of connections.unfinished()) {
    abandon(socket)
    connections.failBody(socket, stopping(), () => endLingering(socket))
  }
  try {
    await withinTime(connections.allAnswered(), graceMs, () => new Error('time is up'))
  } catch {
    log.warn(`some calls did not end within ${graceMs / 1000} s; their connections are closed`)
  }
  connections.endAll()
  await closed
}

/** What a client needs to be accepted, read and begun. */
const turnsOfArrival = 5

/** Lets in what has come before this moment: in the system's queue it would be reset, and its client get no reply. */
export async function letInWhatHasCome(): Promise<void> {
  for (let turn = 0; turn < turnsOfArrival; turn += 1) await nextTurn()
}

function stopping() {
  return new HttpFault('The agent is stopping', FaultCode.pluginNotActive, 503, restartSeconds)
}
