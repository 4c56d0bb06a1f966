import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import { isFault } from '../../../src/rpc/fault.ts'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { Method, Parameter } from '../../../src/rpc/method.ts'
import type { Door } from '../../../src/rpc/scope.ts'
import type { RpcValue } from '../../../src/rpc/value.ts'
import { atOnce } from '../../../src/rpc/work.ts'

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

export interface FitOptions {
  readonly schema: JsonSchema
  readonly schemas: NamedSchemas
  readonly parameter?: Partial<Parameter>
}

/** What the function gets for one value; or the words of the fault without the method's. */
export interface Fit {
  readonly value?: RpcValue | undefined
  readonly fault?: string
  readonly code?: number
  readonly data?: RpcValue | undefined
}

/** A method with one parameter `p`, to which values are fitted. */
export function fitting({ schema, schemas, parameter }: FitOptions): (value: RpcValue, door: Door) => Fit {
  const only: Parameter = { name: 'p', optional: false, rest: false, schema, ...parameter }
  const types = new TypeChecks().of(typedMethod({ parameters: [only], result: {}, schemas }))
  return (value, door) => {
    try {
      return { value: atOnce(types.fitParams([value], door))[0] }
    } catch (error) {
      if (!isFault(error)) throw error
      const words = error.message.replace('test.method: ', '').replace(/; call it as test\.method\(.*\)$/, '')
      return { fault: words, code: error.code, data: error.data }
    }
  }
}

export function fitOne({ value, door, ...options }: FitOptions & { value: RpcValue; door: Door }): Fit {
  return fitting(options)(value, door)
}
