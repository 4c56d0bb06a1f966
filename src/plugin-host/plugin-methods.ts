import type { Method } from '../rpc/method.ts'
import type { MethodDescription, PluginDescription } from '../rpc/plugin-description.ts'
import type { CurrentPlugin } from '../rpc/scope.ts'
import type { ExportedFunction, PluginExports } from './plugin-exports.ts'

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
  return [...exports.functions].map(([functionName, exported]) => ({
    name: `${name}.${functionName}`,
    owner: name,
    plugin,
    ...described(functionName, exported, description),
    access: exports.noAuthNeeded.includes(functionName) ? 'anyone' : 'user',
    invoke: args => call(exported, args),
  }))
}

/** Without a description, the names of the parameters are all that is known. */
function described(
  functionName: string,
  { parameters }: ExportedFunction,
  description: PluginDescription | undefined,
) {
  // Object.hasOwn: a function may be called "constructor".
  if (description === undefined || !Object.hasOwn(description.methods, functionName)) {
    return { parameters: parameters(), result: {}, schemas: {}, documentation: { summary: '' } }
  }
  const {
    parameters: known,
    result,
    ...documentation
  } = description.methods[functionName] as MethodDescription
  return { parameters: known, result, schemas: description.schemas, documentation }
}

/** Without `this`: a plain function has none, and a module's namespace is nobody's business. */
function call({ invoke }: ExportedFunction, args: readonly unknown[]) {
  return invoke(...args)
}
