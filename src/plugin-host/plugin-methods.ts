import type { Method } from '../rpc/method.ts'
import type { MethodDescription, PluginDescription } from '../rpc/plugin-description.ts'
import type { CurrentPlugin } from '../rpc/scope.ts'
import { type AnyFunction, functionParameters } from './function-parameters.ts'
import type { PluginExports } from './plugin-exports.ts'

/**
 * The entries of the registry that a plugin's functions make.
 *
 * @param plugin - whose scope the functions run in; null where they are only described
 * @param description - their types and words, where `mmc-agent build` has written them
 */
export function pluginMethods(
  name: string,
  plugin: CurrentPlugin | null,
  exports: PluginExports,
  description: PluginDescription | undefined,
): Method[] {
  return [...exports.functions].map(([functionName, fn]) => ({
    name: `${name}.${functionName}`,
    owner: name,
    plugin,
    ...described(functionName, fn, description),
    access: exports.noAuthNeeded.includes(functionName) ? 'anyone' : 'user',
    invoke: args => call(fn, args),
  }))
}

/** Without a description, the names of the parameters are all that is known. */
function described(functionName: string, fn: AnyFunction, description: PluginDescription | undefined) {
  // Object.hasOwn: a function may be called "constructor".
  if (description === undefined || !Object.hasOwn(description.methods, functionName)) {
    return { parameters: functionParameters(fn), result: {}, schemas: {}, documentation: { summary: '' } }
  }
  const { parameters, result, ...documentation } = description.methods[functionName] as MethodDescription
  return { parameters, result, schemas: description.schemas, documentation }
}

/** Without `this`: a plain function has none, and a module's namespace is nobody's business. */
function call(fn: AnyFunction, args: readonly unknown[]) {
  return fn(...args)
}
