import type { JsonSchema, NamedSchemas } from './json-schema.ts'
import type { CurrentPlugin } from './scope.ts'
import type { RpcValue } from './value.ts'

/** One parameter of a method, as far as it is known. */
export interface Parameter {
  readonly name: string
  /** May be left out: it has a default. */
  readonly optional: boolean
  /** Takes all the values that are left; always the last one. */
  readonly rest: boolean
  /** The default as the source spells it, such as `false` or `[]`. */
  readonly default?: string
  /** A pattern such as `{ a, b }` has no name that a caller could use: it takes a value by position only. */
  readonly unnamed?: true
  /** What it takes; of a rest parameter, each of its values. Absent where no types are known. */
  readonly schema?: JsonSchema
  readonly description?: string
}

/** What a method returns, promises unwrapped. */
export interface MethodResult {
  /** Absent where no types are known. */
  readonly schema?: JsonSchema
  readonly description?: string
}

/** The author's words about a method. */
export interface Documentation {
  /** The first paragraph; empty where there is none. */
  readonly summary: string
  /** All that follows it. */
  readonly description?: string
  /** When it fails and how, one entry for each way. */
  readonly throws?: readonly string[]
  /** What to use instead; empty where nothing more is said than that it is deprecated. */
  readonly deprecated?: string
  readonly examples?: readonly Example[]
}

/** One way to call a method. */
export interface Example {
  /** As the author wrote it. */
  readonly text: string
  /** The parameters by position, where the text is a call with plain data: something that can be tried. */
  readonly params?: readonly RpcValue[]
  /** What comes back, where the text says it; meaningful only beside `params`. */
  readonly result?: RpcValue
}

/** Whose call a method accepts: anyone with the agent's credentials, or logged-in users where logins are required. */
export type MethodAccess = 'anyone' | 'user'

/**
 * Makes another call in the name of the same caller, as if it had come through the same door.
 *
 * @throws Fault as the door would answer a client
 */
export type Forward = (method: string, params: readonly RpcValue[]) => Promise<RpcValue>

/** One entry of the registry: everything that doors, documents and introspection say or do about a method. */
export interface Method {
  /** What callers write, such as `example.func1`. */
  readonly name: string
  /** The plugin's name, or `system`. */
  readonly owner: string
  /** The plugin whose code runs, or null for the agent's own methods. */
  readonly plugin: CurrentPlugin | null
  /** In order; null where the source tells nothing (a native or bound function), so that any number is taken. */
  readonly parameters: readonly Parameter[] | null
  readonly result: MethodResult
  /** The named types that the schemas of parameters and result refer to. */
  readonly schemas: NamedSchemas
  readonly documentation: Documentation
  readonly access: MethodAccess
  /**
   * Runs the method. May return a promise, and may throw or return anything at all.
   *
   * @param forward - for the agent's own methods; plugins have `currentCall().call`
   */
  invoke(args: readonly (RpcValue | undefined)[], forward: Forward): unknown
}

/** The method as one line of source would declare it: `users.add(login, uid?, ...groups)`, `example.func1(name, loud = false)`. */
export function callLine({ name, parameters }: Method): string {
  if (parameters === null) return `${name}(…)`
  return `${name}(${parameters.map(parameterText).join(', ')})`
}

function parameterText({ name, optional, rest, default: byDefault }: Parameter) {
  if (rest) return `...${name}`
  if (byDefault !== undefined) return `${name} = ${shortSource(byDefault)}`
  return optional ? `${name}?` : name
}

/** A default can be any expression; a page of it helps nobody. */
export function shortSource(source: string): string {
  return source.length <= 40 ? source : `${source.slice(0, 40)}…`
}
