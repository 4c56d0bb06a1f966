import type { JsonSchema, NamedSchemas } from './json-schema.ts'
import type { Method, MethodAccess, MethodResult } from './method.ts'

export interface SystemMethodOptions {
  readonly name: string
  /** One of the reserved owners. Default: `system`. */
  readonly owner?: string
  readonly summary: string
  /** In order; each must be given. Default: none. */
  readonly parameters?: readonly SystemParameter[]
  readonly result: MethodResult
  readonly schemas?: NamedSchemas
  /** Default: `user`. */
  readonly access?: MethodAccess
  readonly invoke: Method['invoke']
}

interface SystemParameter {
  readonly name: string
  readonly schema: JsonSchema
  readonly description?: string
}

/** One object, so that its types are compiled once for all. */
const noSchemas: NamedSchemas = {}

/** One of the agent's own methods, as the registry keeps it. */
export function systemMethod(options: SystemMethodOptions): Method {
  const {
    name,
    owner = 'system',
    summary,
    parameters = [],
    result,
    schemas = noSchemas,
    access = 'user',
    invoke,
  } = options
  return {
    name,
    owner,
    plugin: null,
    parameters: parameters.map(parameter => ({ ...parameter, optional: false, rest: false })),
    result,
    schemas,
    documentation: { summary },
    access,
    invoke,
  }
}
