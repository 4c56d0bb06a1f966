import type { Parameter } from '../../rpc/method.ts'
import type { AnyFunction } from '../function-parameters.ts'
import type { LoadedPlugin } from '../load-plugin.ts'
import type { ExportedFunction, PluginExports, PluginVersions } from '../plugin-exports.ts'
import type { Step } from './messages.ts'

/** What a plugin's module exports, without its code. */
export interface PluginForm {
  readonly versions: PluginVersions
  readonly has: { readonly [step in OptionalStep]: boolean }
  readonly dependsOn: readonly string[]
  readonly noAuthNeeded: readonly string[]
  readonly functions: readonly (readonly [name: string, parameters: readonly Parameter[] | null])[]
}

type OptionalStep = (typeof optionalSteps)[number]
const optionalSteps = ['activate_2', 'deactivate', 'health'] as const

export function formOf({ exports, versions }: LoadedPlugin): PluginForm {
  return {
    versions,
    has: {
      activate_2: exports.activate_2 !== undefined,
      deactivate: exports.deactivate !== undefined,
      health: exports.health !== undefined,
    },
    dependsOn: exports.dependsOn,
    noAuthNeeded: exports.noAuthNeeded,
    functions: [...exports.functions].map(([name, { parameters }]) => [name, parameters()]),
  }
}

/** A plugin whose code runs elsewhere. */
export interface Elsewhere {
  step(step: Step): Promise<unknown>
  call(name: string, args: readonly unknown[]): Promise<unknown>
}

/** The plugin that has this form, with everything it does done elsewhere. */
export function pluginOf(
  { versions, has, dependsOn, noAuthNeeded, functions }: PluginForm,
  elsewhere: Elsewhere,
): LoadedPlugin {
  const optional = (step: OptionalStep): AnyFunction | undefined =>
    has[step] ? () => elsewhere.step(step) : undefined
  const exports: PluginExports = {
    activate: () => elsewhere.step('activate'),
    activate_2: optional('activate_2'),
    deactivate: optional('deactivate'),
    health: optional('health'),
    dependsOn,
    noAuthNeeded,
    functions: new Map(functions.map(([name, parameters]) => [name, exported(name, parameters)])),
  }
  return { exports, versions }

  function exported(name: string, parameters: readonly Parameter[] | null): ExportedFunction {
    return { invoke: (...args) => elsewhere.call(name, args), parameters: () => parameters }
  }
}
