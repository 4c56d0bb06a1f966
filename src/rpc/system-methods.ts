import { capabilitiesMethod, type Extensions } from './capabilities.ts'
import { introspectionMethods } from './introspection.ts'
import type { Method } from './method.ts'
import type { MethodRegistry } from './method-registry.ts'
import { multicallMethod } from './multicall.ts'
import type { TypeNames } from './signatures.ts'

export interface SystemOptions {
  /** The agent's version. */
  readonly version: string
  /** How many calls one `system.multicall` may hold. */
  readonly maxCalls: number
  /** How many values its results may hold together. */
  readonly maxValues: number
  readonly extensions: Extensions
}

/**
 * The agent's own methods: ordinary entries of the registry that some of them describe, with no privilege of their own.
 */
export function systemMethods(registry: MethodRegistry, options: SystemOptions): Method[] {
  return [
    ...introspectionMethods(registry, options.version, typeNames(options.extensions)),
    multicallMethod(options.maxCalls, options.maxValues),
    capabilitiesMethod(options.extensions),
  ]
}

function typeNames({ nil, bigint }: Extensions): TypeNames {
  return { null: nil ? 'nil' : 'string', bigint }
}
