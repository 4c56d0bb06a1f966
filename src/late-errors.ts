import { LineLimit } from './line-limit.ts'
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
 * @param onError - is told the plugin, and the method in whose scope it was; empty where there is none
 * @returns undoes it
 */
export function surviveLateErrors(
  log: Log,
  onError: (plugin: string, method: string) => void = () => {},
): () => void {
  const lines = new LineLimit((name, more) => {
    log.error({ plugin: name || undefined }, `${whoIs(name)}: and ${more} more errors within the last minute`)
  })
  const tell = (error: unknown, what: string) => {
    const { plugin, call } = currentScope() ?? {}
    const name = plugin?.name ?? ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const where = call ? ` in ${call.method}` : ''
    if (lines.allows(name)) {
      const fields = { err: readThrown(error), plugin: plugin?.name, method: call?.method }
      log.error(fields, `${whoIs(name)}${where} ${what}`)
    }
    if (name !== '') onError(name, call?.method ?? '')
  }
  const onException = (error: unknown) => tell(error, 'threw an error that nobody caught')
  const onRejection = (reason: unknown) => tell(reason, 'left a promise behind that was rejected')
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
    lines.end()
  }
}

function whoIs(name: string) {
  return name === '' ? 'the agent' : `plugin '${name}'`
}
