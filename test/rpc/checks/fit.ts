import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import { isFault } from '../../../src/rpc/fault.ts'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { Method, Parameter } from '../../../src/rpc/method.ts'
import type { Door } from '../../../src/rpc/scope.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'

/** A method that types alone are known of. */
export function typedMethod(types: Pick<Method, 'parameters' | 'result' | 'schemas'>): Method {
  return {
    name: 'test.method',
    owner: 'test',
    plugin: null,
    documentation: { summary: '' },
    access: 'anyone',
    invoke: () => null,
    ...types,
  }
}

interface Fit {
  readonly schema: JsonSchema
  readonly schemas: NamedSchemas
  readonly value: RpcValue
  readonly door: Door
  readonly parameter?: Partial<Parameter>
}

/** What the function gets for one value; or the words of the fault without the method's. */
export function fitOne({ schema, schemas, value, door, parameter }: Fit) {
  const only: Parameter = { name: 'p', optional: false, rest: false, schema, ...parameter }
  const method = typedMethod({ parameters: [only], result: {}, schemas })
  try {
    return { value: new TypeChecks().of(method).fitParams([value], door)[0] }
  } catch (error) {
    if (!isFault(error)) throw error
    const [, fault] = /^test\.method: (.*); call it as test\.method\(.*\)$/.exec(error.message) ?? []
    return { fault, data: error.data }
  }
}
