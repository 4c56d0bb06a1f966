import { fileURLToPath } from 'node:url'
import { currentScope, type Scope, type ScopeWatcher } from '../rpc/scope.ts'
import { askName, type Named, place, type Whereabouts } from './shared.ts'

/** Deep enough for a plugin's code to be found below a library's. */
const framesLookedAt = 100

/** A file of a plugin. */
export interface PluginFile {
  readonly plugin: string
  /** In the plugin's folder. */
  readonly file: string
}

/** Keeps the number of whoever was entered where the watchdog can see it, even while nothing else gets through. */
export class EnteredScopes implements ScopeWatcher {
  readonly #shared: Int32Array
  readonly #tell: (named: Named) => void
  readonly #beat: () => void
  readonly #known = new Map<string, Named>()
  readonly #byId: Named[] = []

  /**
   * @param tell - learns of each name before it is entered for the first time
   * @param beat - a step begins: what came before it is none of its making, even if the event loop has not come round
   */
  constructor(shared: Int32Array, tell: (named: Named) => void, beat: () => void) {
    this.#shared = shared
    this.#tell = tell
    this.#beat = beat
  }

  enter({ plugin, call, step }: Scope): number {
    // Not atomic: only this thread writes it, and the watchdog looks again and again.
    const before = this.#shared[place.entered] ?? 0
    const what = call?.method ?? step
    if (call === null && before === 0) this.#beat()
    this.#shared[place.entered] = plugin === null || what === undefined ? 0 : this.#idOf(plugin.name, what)
    return before
  }

  leave(before: number): void {
    this.#shared[place.entered] = before
  }

  named(id: number): Named | undefined {
    return this.#byId[id - 1]
  }

  #idOf(plugin: string, what: string): number {
    // A method's name holds the plugin's; that of a step does not.
    const key = what.endsWith(')') || what === 'import' ? `${plugin} ${what}` : what
    const known = this.#known.get(key)
    if (known !== undefined) return known.id
    const named = { id: this.#byId.length + 1, plugin, what }
    this.#known.set(key, named)
    this.#byId.push(named)
    this.#tell(named)
    return named.id
  }
}

/**
 * Lets the watchdog ask, by way of the inspector, what the main thread is doing. The answer is found between two
 * instructions of whatever runs, so nothing here may wait, throw, or leave a trace.
 *
 * @param pluginOf - whose file this is, by its absolute path
 * @param onAnswer - is given what was found
 * @returns undoes it
 */
export function answerWhereabouts(
  pluginOf: (file: string) => PluginFile | undefined,
  onAnswer: (found: Whereabouts) => void,
): () => void {
  const name = Symbol.for(askName)
  const ask = () => {
    try {
      const found = whereabouts(pluginOf)
      onAnswer(found)
      return JSON.stringify(found)
    } catch {
      return 'null'
    }
  }
  Object.defineProperty(globalThis, name, { value: ask, configurable: true })
  return () => void Reflect.deleteProperty(globalThis, name)
}

function whereabouts(pluginOf: (file: string) => PluginFile | undefined): Whereabouts {
  const { plugin = null, call = null } = currentScope() ?? {}
  for (const frame of stack()) {
    const file = frame.getFileName()
    const found = file?.startsWith('file:') ? pluginOf(fileURLToPath(file)) : undefined
    if (found === undefined) continue
    return {
      plugin: found.plugin,
      method: call !== null && plugin?.name === found.plugin ? call.method : null,
      functionName: frame.getFunctionName(),
      line: `${found.file}:${frame.getLineNumber()}`,
    }
  }
  return { plugin: plugin?.name ?? null, method: call?.method ?? null, functionName: null, line: null }
}

function stack(): readonly NodeJS.CallSite[] {
  // Whatever they were, own or not, they are again.
  const before = Object.getOwnPropertyDescriptors(Error)
  try {
    Error.stackTraceLimit = framesLookedAt
    Error.prepareStackTrace = (_error, frames) => frames
    // What prepareStackTrace returns is the stack.
    return new Error('where').stack as unknown as readonly NodeJS.CallSite[]
  } finally {
    putBack(before.stackTraceLimit, 'stackTraceLimit')
    putBack(before.prepareStackTrace, 'prepareStackTrace')
  }
}

function putBack(before: PropertyDescriptor | undefined, name: 'stackTraceLimit' | 'prepareStackTrace') {
  if (before === undefined) Reflect.deleteProperty(Error, name)
  else Object.defineProperty(Error, name, before)
}
