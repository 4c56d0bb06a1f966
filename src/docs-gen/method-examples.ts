import { checkJson, jsonValue } from '../jsonrpc/encode.ts'
import type { Example, Method } from '../rpc/method.ts'
import type { RpcStruct, RpcValue } from '../rpc/value.ts'
import { inOneLine } from './method-words.ts'
import { canBeNamed } from './parameters.ts'

/** A call that can be tried, as JSON writes it. */
export interface DocumentedCall {
  /** `example1`: documents keep examples by name. */
  readonly name: string
  /** As the author wrote it, in one line. */
  readonly summary: string
  /** By name, or by position where the method takes them only so. */
  readonly params: RpcStruct | readonly RpcValue[]
  /** Absent where the author does not say what comes back. */
  readonly result?: RpcValue
}

/** The calls among the author's examples; the others are words, and stand in the description. */
export function documentedCalls(method: Method): DocumentedCall[] {
  const { examples = [] } = method.documentation
  return examples.filter(isCall).map(({ text, params, result }, index) => ({
    name: `example${index + 1}`,
    summary: inOneLine(text),
    params: jsonValue(canBeNamed(method) ? byName(method, params) : params) as DocumentedCall['params'],
    ...(result === undefined ? {} : { result: jsonValue(result) }),
  }))
}

/** NaN in an example must not cost the document. */
function isCall(example: Example): example is Example & { params: readonly RpcValue[] } {
  const { params, result = null } = example
  return params !== undefined && checkJson([...params, result]) === undefined
}

function byName({ parameters }: Method, values: readonly RpcValue[]): RpcStruct {
  const members = (parameters ?? []).flatMap(({ name, rest }, index): [string, RpcValue][] => {
    if (rest) return [[name, values.slice(index)]]
    const value = values[index]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(members)
}
