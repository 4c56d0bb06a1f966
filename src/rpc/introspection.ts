import { Fault, FaultCode } from './fault.ts'
import { callLine, type Method, type Signature } from './method.ts'
import type { MethodRegistry } from './method-registry.ts'
import type { RpcValue } from './value.ts'

// The original's revision is the number of a Subversion commit, and empty outside Subversion (mmc-facts 2).
const revision = ''

/**
 * What clients ask a server about itself. `getVersion` and `getRevision` are there without a dot too, as the original's web interface calls them right
 * after its login (mmc-facts 3.5).
 *
 * @param version - the agent's version
 */
export function introspectionMethods(registry: MethodRegistry, version: string): Method[] {
  const versionWords = 'Returns the version of the agent.'
  const revisionWords = "Returns the revision of the agent's source; empty for a released version."
  return [
    systemMethod('getVersion', [], ['string'], versionWords, () => version),
    systemMethod('getRevision', [], ['string'], revisionWords, () => revision),
    systemMethod('system.getVersion', [], ['string'], versionWords, () => version),
    systemMethod('system.getRevision', [], ['string'], revisionWords, () => revision),
    systemMethod(
      'system.listMethods',
      [],
      ['array'],
      'Returns the names of all methods that can be called.',
      () => registry.list().map(({ name }) => name),
    ),
    systemMethod(
      'system.methodSignature',
      ['methodName'],
      ['array', 'string'],
      "Returns the possible signatures of a method, each a list of type names with the result's first; the text 'undef' where types are not known.",
      name => signatures(described(registry, name)),
    ),
    systemMethod(
      'system.methodHelp',
      ['methodName'],
      ['string', 'string'],
      'Returns how a method is called and what its author says about it.',
      name => help(described(registry, name)),
    ),
  ]
}

function systemMethod(
  name: string,
  parameterNames: string[],
  signature: Signature,
  documentation: string,
  run: (argument: RpcValue | undefined) => RpcValue,
): Method {
  return {
    name,
    owner: 'system',
    plugin: null,
    parameters: parameterNames.map(name => ({ name, optional: false, rest: false })),
    signatures: [signature],
    documentation,
    access: 'user',
    invoke: ([argument]) => run(argument),
  }
}

/** @throws Fault -32601 or -32001, as calling the method would */
function described(registry: MethodRegistry, name: RpcValue | undefined): Method {
  if (typeof name === 'string') return registry.resolve(name)
  throw new Fault('methodName must be a string', { code: FaultCode.invalidParams })
}

/** By the XML-RPC introspection convention, a value that is no array says that nothing is known. */
function signatures({ signatures }: Method): RpcValue {
  return signatures.length === 0 ? 'undef' : signatures
}

function help(method: Method) {
  const line = callLine(method)
  return method.documentation === '' ? line : `${line}\n\n${method.documentation}`
}
