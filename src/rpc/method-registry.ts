import { MMC_ERR_METHOD_DUPLICATE, MMC_ERR_METHOD_NAME } from '../errors.ts'
import { Fault, FaultCode } from './fault.ts'
import type { Method } from './method.ts'
import { shortened } from './value-path.ts'

/** First names of methods that belong to the agent, now or some day; no plugin can be called so. */
export const reservedOwners: readonly string[] = ['system', 'rpc', 'jobs']

const simpleName = /^[A-Za-z][A-Za-z0-9_]*$/

/**
 * All methods that can be called, in one flat map from full name to entry.
 *
 * A name is looked up whole and never taken apart or evaluated, so that no dot leads into an object. The
 * registry also remembers why the methods of an owner are not here, for callers who ask for one.
 */
export class MethodRegistry {
  // A Map, not an object: method names come from strangers and may be "__proto__".
  readonly #methods = new Map<string, Method>()
  readonly #absences = new Map<string, string>()
  #revision = 0

  /** Grows with every change, so that documents made from the registry know when they are out of date. */
  get revision(): number {
    return this.#revision
  }

  /**
   * Adds all methods of one owner, or none of them.
   *
   * @throws AgentError when a name is malformed or taken
   */
  register(owner: string, methods: readonly Method[]): void {
    checkNames(methods)
    const taken = methods.find(({ name }) => this.#methods.has(name))
    if (taken !== undefined) throw MMC_ERR_METHOD_DUPLICATE(taken.name)
    for (const method of methods) this.#methods.set(method.name, method)
    this.#absences.delete(owner)
    this.#revision += 1
  }

  /** Takes away what a plugin had, if anything, and remembers why for {@link resolve}. */
  withdraw(owner: string, reason: string): void {
    // A folder called "system" is a plugin's mistake, and not to be paid with the agent's own methods.
    if (reservedOwners.includes(owner)) return
    for (const method of this.#methods.values()) {
      if (method.owner === owner) this.#methods.delete(method.name)
    }
    this.#absences.set(owner, reason)
    this.#revision += 1
  }

  /**
   * The method to call.
   *
   * @throws Fault -32001 when its plugin exists but is not active, -32601 when there is no such method
   */
  resolve(name: string): Method {
    const method = this.#methods.get(name)
    if (method !== undefined) return method
    const absence = this.#absences.get(ownerOf(name))
    if (absence !== undefined) throw new Fault(absence, { code: FaultCode.pluginNotActive })
    throw new Fault(`No method '${shortened(name)}'`, { code: FaultCode.methodNotFound })
  }

  /** All entries, by name. */
  list(): Method[] {
    return [...this.#methods.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}

/**
 * Checks the names of methods that belong together.
 *
 * @throws AgentError for one that is malformed or given twice
 */
export function checkNames(methods: readonly Method[]): void {
  const names = new Set<string>()
  for (const { name } of methods) {
    if (!isMethodName(name)) throw MMC_ERR_METHOD_NAME(name)
    if (names.has(name)) throw MMC_ERR_METHOD_DUPLICATE(name)
    names.add(name)
  }
}

/** `owner.function`; the agent's own `getVersion` and `getRevision` have no dot. */
export function isMethodName(name: string) {
  const parts = name.split('.')
  return parts.length <= 2 && parts.every(part => simpleName.test(part))
}

function ownerOf(name: string) {
  const dot = name.indexOf('.')
  return dot === -1 ? '' : name.slice(0, dot)
}
