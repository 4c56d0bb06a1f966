import { inspect } from 'node:util'
import { MMC_ERR_PLUGIN_EXPORT, MMC_ERR_PLUGIN_RESULT } from '../errors.ts'
import { canBeMethod, neededFunctions } from '../rpc/export-names.ts'
import type { Parameter } from '../rpc/method.ts'
import { type AnyFunction, functionParameters } from './function-parameters.ts'

/** What a plugin's module says it is. */
export interface PluginExports {
  readonly activate: AnyFunction
  readonly activate_2: AnyFunction | undefined
  readonly deactivate: AnyFunction | undefined
  readonly health: AnyFunction | undefined
  readonly dependsOn: readonly string[]
  /** Names of functions, without the plugin's. */
  readonly noAuthNeeded: readonly string[]
  /** What callers may call, by its name without the plugin's. */
  readonly functions: ReadonlyMap<string, ExportedFunction>
}

/** A function that callers may call, wherever its code runs. */
export interface ExportedFunction {
  readonly invoke: AnyFunction
  /** Its parameters as its source tells them; null where it tells nothing. */
  readonly parameters: () => readonly Parameter[] | null
}

/** What the version functions answer. */
export interface PluginVersions {
  readonly version: string
  readonly apiVersion: string
  readonly revision: string | number
}

/**
 * Reads the exports of a plugin's module.
 *
 * @throws AgentError that tells the author which export is missing or wrong
 */
export function readExports(namespace: Readonly<Record<string, unknown>>): PluginExports {
  const functions = exportedFunctions(namespace)
  const noAuthNeeded = names(namespace, 'NOAUTHNEEDED')
  const unknown = noAuthNeeded.find(name => !functions.has(name))
  if (unknown !== undefined) {
    throw MMC_ERR_PLUGIN_EXPORT(`NOAUTHNEEDED names '${unknown}', which is none of the plugin's methods`)
  }
  return {
    activate: neededFunction(namespace, 'activate'),
    activate_2: optionalFunction(namespace, 'activate_2'),
    deactivate: optionalFunction(namespace, 'deactivate'),
    health: optionalFunction(namespace, 'health'),
    dependsOn: names(namespace, 'dependsOn'),
    noAuthNeeded,
    functions,
  }
}

/**
 * Asks a plugin for its versions.
 *
 * @throws AgentError where one is not exported or no version, else whatever the function throws
 */
export async function readVersions(namespace: Readonly<Record<string, unknown>>): Promise<PluginVersions> {
  return {
    version: await textOf(namespace, 'getVersion'),
    apiVersion: await textOf(namespace, 'getApiVersion'),
    revision: await revisionOf(namespace),
  }
}

async function textOf(namespace: Readonly<Record<string, unknown>>, name: string): Promise<string> {
  const answer = await neededFunction(namespace, name)()
  if (typeof answer === 'string') return answer
  throw MMC_ERR_PLUGIN_RESULT(`${name}()`, inspect(answer, { depth: 0, customInspect: false }), 'a string')
}

async function revisionOf(namespace: Readonly<Record<string, unknown>>): Promise<string | number> {
  const answer = await neededFunction(namespace, 'getRevision')()
  if (typeof answer === 'string' || Number.isInteger(answer)) return answer as string | number
  throw MMC_ERR_PLUGIN_RESULT(
    'getRevision()',
    inspect(answer, { depth: 0, customInspect: false }),
    'a whole number or a string',
  )
}

/**
 * The exported functions that become methods. Never one: classes, other values, names that begin with `_`, the life
 * cycle, `default`, and anything that is not the module's own export.
 */
function exportedFunctions(namespace: Readonly<Record<string, unknown>>): Map<string, ExportedFunction> {
  const functions = new Map<string, ExportedFunction>()
  for (const [name, value] of Object.entries(namespace)) {
    if (!canBeMethod(name) || !isFunction(value) || isClass(value)) continue
    functions.set(name, { invoke: value, parameters: () => functionParameters(value) })
  }
  return functions
}

function neededFunction(namespace: Readonly<Record<string, unknown>>, name: string): AnyFunction {
  const value = optionalFunction(namespace, name)
  if (value !== undefined) return value
  throw MMC_ERR_PLUGIN_EXPORT(`${name}() is not exported; every plugin exports ${neededFunctions.join(', ')}`)
}

function optionalFunction(
  namespace: Readonly<Record<string, unknown>>,
  name: string,
): AnyFunction | undefined {
  const value = namespace[name]
  if (value === undefined || (isFunction(value) && !isClass(value))) return value
  throw MMC_ERR_PLUGIN_EXPORT(`${name} must be a function`)
}

function names(namespace: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = namespace[name] ?? []
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw MMC_ERR_PLUGIN_EXPORT(`${name} must be an array of strings`)
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function'
}

/** Only of a class, built in or not, can the `prototype` not be replaced. */
function isClass(fn: AnyFunction) {
  return Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false
}
