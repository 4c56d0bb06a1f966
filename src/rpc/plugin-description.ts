import type { JsonSchema, NamedSchemas } from './json-schema.ts'
import type { Documentation, MethodResult } from './method.ts'

/** Where a plugin's description lies: beside its `index.js`. */
export const descriptionFileName = 'methods.json'

/** The form of {@link PluginDescription}; one of another form is not read. */
export const descriptionFormat = 1

/**
 * What `mmc-agent build` knows of a plugin's functions from their source, as the file `methods.json` holds it.
 */
export interface PluginDescription {
  readonly format: typeof descriptionFormat
  /**
   * The plugin's own compiled files that the description was made from: their paths within the plugin's folder, with `/`,
   * and the SHA-256 of each in lower-case hex. A description whose files have changed is not to be trusted.
   */
  readonly files: Readonly<Record<string, string>>
  /** The exported functions by their names without the plugin's. */
  readonly methods: Readonly<Record<string, MethodDescription>>
  readonly schemas: NamedSchemas
}

/** One exported function. */
export interface MethodDescription extends Documentation {
  readonly parameters: readonly ParameterDescription[]
  readonly result: MethodResult
}

export interface ParameterDescription {
  readonly name: string
  /** May be left out: it has a default, or its type says so. */
  readonly optional: boolean
  /** Takes all the values that are left; `schema` is that of one of them. */
  readonly rest: boolean
  /** The default as the source spells it; where it is plain data, `schema.default` has its value. */
  readonly default?: string
  /** A pattern such as `{ a, b }`: it has no name that a caller could use. */
  readonly unnamed?: true
  readonly schema: JsonSchema
  readonly description?: string
}
