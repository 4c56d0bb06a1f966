import type { Log } from './log.ts'
import { currentScope } from './rpc/scope.ts'
import { readThrown } from './rpc/thrown.ts'

/** How many there have been in this process, by plugin; the empty name stands for the agent itself. */
export function lateErrors(): ReadonlyMap<string, number> {
  return counts
}

const counts = new Map<string, number>()

/**
 * Keeps the agent up when something breaks that nobody waits for: a timer of a plugin throws, or a promise that was
 * left behind is rejected. The scope in which it was made still says whose it is.
 *
 * @returns undoes it
 */
export function surviveLateErrors(log: Log): () => void {
  const onException = (error: unknown) => tell(log, error, 'threw an error that nobody caught')
  const onRejection = (reason: unknown) => tell(log, reason, 'left a promise behind that was rejected')
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
  }
}

function tell(log: Log, error: unknown, what: string) {
  const { plugin, call } = currentScope() ?? {}
  const name = plugin?.name ?? ''
  counts.set(name, (counts.get(name) ?? 0) + 1)
  const who = plugin ? `plugin '${plugin.name}'` : 'the agent'
  const where = call ? ` in ${call.method}` : ''
  log.error({ err: readThrown(error), plugin: plugin?.name, method: call?.method }, `${who}${where} ${what}`)
}
