import { helpText } from './help-text.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Method } from './method.ts'
import type { MethodRegistry } from './method-registry.ts'
import { methodSignatures, type TypeNames } from './signatures.ts'
import { systemMethod } from './system-method.ts'
import type { RpcValue } from './value.ts'

// The original's revision is the number of a Subversion commit, and empty outside Subversion (mmc-facts 2).
const revision = ''

const text = { type: 'string' }

/**
 * What clients ask a server about itself. `getVersion` and `getRevision` are there without a dot too, as the original's web interface calls them right
 * after its login (mmc-facts 3.5).
 *
 * @param version - the agent's version
 * @param names - how the XML-RPC door calls types that it has no word for
 */
export function introspectionMethods(registry: MethodRegistry, version: string, names: TypeNames): Method[] {
  return [
    ...['getVersion', 'system.getVersion'].map(name =>
      systemMethod({
        name,
        summary: 'Returns the version of the agent.',
        result: { schema: text },
        invoke: () => version,
      }),
    ),
    ...['getRevision', 'system.getRevision'].map(name =>
      systemMethod({
        name,
        summary: "Returns the revision of the agent's source; empty for a released version.",
        result: { schema: text },
        invoke: () => revision,
      }),
    ),
    systemMethod({
      name: 'system.listMethods',
      summary: 'Returns the names of all methods that can be called.',
      result: { schema: { type: 'array', items: text } },
      invoke: () => registry.list().map(({ name }) => name),
    }),
    describing(
      registry,
      'system.methodSignature',
      "Returns the possible signatures of a method, each a list of type names with the result's first; the text 'undef' where types are not known.",
      { anyOf: [{ type: 'array', items: { type: 'array', items: text } }, { const: 'undef' }] },
      method => signatures(method, names),
    ),
    describing(
      registry,
      'system.methodHelp',
      'Returns how a method is called and what its author says about it.',
      text,
      helpText,
    ),
  ]
}

/** A method that says something about another; it fails as calling that one would: -32601 or -32001. */
function describing(
  registry: MethodRegistry,
  name: string,
  summary: string,
  result: JsonSchema,
  describe: (method: Method) => RpcValue,
): Method {
  return systemMethod({
    name,
    summary,
    parameters: [{ name: 'methodName', schema: text, description: 'Such as `system.listMethods`.' }],
    result: { schema: result },
    // Parameters have been checked by their schema.
    invoke: ([methodName]) => describe(registry.resolve(methodName as string)),
  })
}

/** By the XML-RPC introspection convention, a value that is no array says that nothing is known. */
function signatures(method: Method, names: TypeNames): RpcValue {
  const known = methodSignatures(method, names)
  return known.length === 0 ? 'undef' : known
}
