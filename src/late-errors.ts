import { fileURLToPath } from 'node:url'
import { LineLimit } from './line-limit.ts'
import type { Log } from './log.ts'
import { currentScope } from './rpc/scope.ts'
import { readThrown } from './rpc/thrown.ts'

/** Something that broke and that nobody waited for. */
export interface LateError {
  readonly thrown: unknown
  /** What has happened, as in `threw an error that nobody caught`. */
  readonly what: string
  /** In whose scope; empty for the agent itself. */
  readonly plugin: string
  /** Empty where it was no call. */
  readonly method: string
}

/** How many there have been in this process, by plugin; the empty name stands for the agent itself. */
export function lateErrors(): ReadonlyMap<string, number> {
  return counts
}

const counts = new Map<string, number>()

let write: (error: LateError) => void = () => {}

/** Counts one and tells it to the log; for those of other threads too. */
export function tellLateError(error: LateError): void {
  counts.set(error.plugin, (counts.get(error.plugin) ?? 0) + 1)
  write(error)
}

/**
 * Keeps the agent up when something breaks that nobody waits for: a timer of a plugin throws, or a promise that was
 * left behind is rejected. The scope in which it was made still says whose it is.
 *
 * @param onError - is told the plugin, and the method in whose scope it was; empty where there is none
 * @param pluginOf - whose file this is, for what comes without its scope
 * @returns undoes it
 */
export function surviveLateErrors(
  log: Log,
  onError: (plugin: string, method: string) => void = () => {},
  pluginOf: (file: string) => string | undefined = () => undefined,
): () => void {
  // By method where there is one, which begins with its plugin: one that throws for ever must not bury those of others.
  const lines = new LineLimit((name, more) => {
    const [plugin = ''] = name.split('.')
    const method = name === plugin ? '' : name
    log.error(
      { plugin: plugin || undefined, method: method || undefined },
      `${whoIs(plugin)}${inMethod(method)}: and ${more} more errors within the last minute`,
    )
  })
  write = ({ thrown, what, plugin, method }) => {
    if (lines.allows(method || plugin)) {
      const fields = { err: readThrown(thrown), plugin: plugin || undefined, method: method || undefined }
      log.error(fields, `${whoIs(plugin)}${inMethod(method)} ${what}`)
    }
    if (plugin !== '') onError(plugin, method)
  }
  const stopListening = onLateErrors((thrown, what) => {
    const { plugin, call } = currentScope() ?? {}
    const name = plugin?.name ?? pluginInStack(thrown, pluginOf)
    tellLateError({ thrown, what, plugin: name ?? '', method: call?.method ?? '' })
  })
  return () => {
    stopListening()
    lines.end()
    write = () => {}
  }
}

/**
 * Listens for what breaks in this thread when nobody waits for it.
 *
 * @param hear - is told of each, with the words what has happened, in the scope in which it was made
 * @returns undoes it
 */
export function onLateErrors(hear: (error: unknown, what: string) => void): () => void {
  const onException = (error: unknown) => hear(error, 'threw an error that nobody caught')
  const onRejection = (reason: unknown) => hear(reason, 'left a promise behind that was rejected')
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
  }
}

function whoIs(name: string) {
  return name === '' ? 'the agent' : `plugin '${name}'`
}

function inMethod(method: string) {
  return method === '' ? '' : ` in ${method}`
}

/** Node 20 forgets the scope of what `queueMicrotask()` runs before it tells of its error. */
function pluginInStack(thrown: unknown, pluginOf: (file: string) => string | undefined): string | undefined {
  for (const [url] of readThrown(thrown).stack.matchAll(/file:\/\/[^\s)]+?(?=:\d+:\d+)/g)) {
    const plugin = pluginOf(fileURLToPath(url))
    if (plugin !== undefined) return plugin
  }
  return undefined
}
