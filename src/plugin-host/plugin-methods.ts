import type { Method } from '../rpc/method.ts'
import type { CurrentPlugin } from '../rpc/scope.ts'
import { type AnyFunction, functionParameters } from './function-parameters.ts'
import type { PluginExports } from './plugin-exports.ts'

/**
 * The entries of the registry that a plugin's functions make.
 *
 * @param plugin - whose scope the functions run in; null where they are only described
 */
export function pluginMethods(name: string, plugin: CurrentPlugin | null, exports: PluginExports): Method[] {
  return [...exports.functions].map(([functionName, fn]) => ({
    name: `${name}.${functionName}`,
    owner: name,
    plugin,
    parameters: functionParameters(fn),
    result: {},
    schemas: {},
    documentation: { summary: '' },
    access: exports.noAuthNeeded.includes(functionName) ? 'anyone' : 'user',
    invoke: args => call(fn, args),
  }))
}

/** Without `this`: a plain function has none, and a module's namespace is nobody's business. */
function call(fn: AnyFunction, args: readonly unknown[]) {
  return fn(...args)
}
