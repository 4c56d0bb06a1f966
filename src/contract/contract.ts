import type { JsonSchema } from '../rpc/json-schema.ts'
import { type Method, type MethodAccess, type Parameter, shortSource } from '../rpc/method.ts'
import type { Type, Types } from './type.ts'
import { typeOfSchema, typesOfSchemas } from './type-of-schema.ts'

/** What callers of some plugins rely on, by the plugins' names. */
export type Contract = ReadonlyMap<string, PluginContract>

/** What callers of one plugin rely on. Descriptions are no part of it. */
export interface PluginContract {
  /** What `getApiVersion` answers. */
  readonly apiVersion: string
  /** By the names of the functions, in their order. */
  readonly methods: ReadonlyMap<string, MethodContract>
  /** The named types that the methods refer to. */
  readonly types: Types
}

export interface MethodContract {
  readonly access: MethodAccess
  /** What to use instead; empty where that is not said, undefined where the method is not deprecated. */
  readonly deprecated: string | undefined
  /** Null where nothing is known of them, so that any number is taken. */
  readonly parameters: readonly ParameterContract[] | null
  readonly result: Type
  /** The codes of the faults that its documentation speaks of; for readers, as any method can fail with others. */
  readonly faults: readonly number[]
}

export interface ParameterContract {
  readonly name: string
  readonly optional: boolean
  readonly rest: boolean
  /** It takes a value by position only. */
  readonly unnamed: boolean
  /** As the source spells it, in one line and shortened. */
  readonly default: string | undefined
  /** Of a rest parameter, each of its values. */
  readonly type: Type
}

/**
 * The contract of one plugin.
 *
 * @param methods - all methods of the plugin
 */
export function contractOf(apiVersion: string, methods: readonly Method[]): PluginContract {
  const contracts = methods
    .map((method): [string, MethodContract] => [
      method.name.slice(method.name.indexOf('.') + 1),
      methodContract(method),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const roots = contracts.flatMap(([, { parameters, result }]) => [
    ...(parameters ?? []).map(({ type }) => type),
    result,
  ])
  // The methods of a plugin share their named types; those without a description have none.
  const schemas = Object.assign({}, ...methods.map(method => method.schemas))
  return { apiVersion, methods: new Map(contracts), types: typesOfSchemas(schemas, roots) }
}

function methodContract({ access, documentation, parameters, result }: Method): MethodContract {
  return {
    access,
    deprecated: documentation.deprecated,
    parameters: parameters?.map(parameterContract) ?? null,
    result: typeOf(result.schema),
    faults: faultsOf(documentation.throws ?? []),
  }
}

function parameterContract(parameter: Parameter): ParameterContract {
  const { name, optional, rest, unnamed = false, default: byDefault, schema } = parameter
  return {
    name,
    optional: optional || rest,
    rest,
    unnamed,
    default: byDefault === undefined ? undefined : shortSource(byDefault.replaceAll(/\s+/g, ' ')),
    type: typeOf(schema),
  }
}

function typeOf(schema: JsonSchema = {}) {
  return typeOfSchema(schema)
}

/** `@throws Fault 1 when the login is taken` has the code 1. */
function faultsOf(throws: readonly string[]): number[] {
  const codes = throws.map(text => /^Fault (-?\d+)\b/.exec(text)?.[1]).filter(code => code !== undefined)
  return [...new Set(codes.map(Number))].sort((a, b) => a - b)
}
