import { bindParams } from '../rpc/bind-params.ts'
import type { TypeChecks } from '../rpc/checks/type-checks.ts'
import type { NamedSchemas } from '../rpc/json-schema.ts'
import type { Example, Method } from '../rpc/method.ts'
import type { MethodDescription, ParameterDescription } from '../rpc/plugin-description.ts'
import type { RpcValue } from '../rpc/value.ts'
import { atOnce } from '../rpc/work.ts'
import { parseComment } from './comment-text.ts'
import type { Problems } from './problems.ts'
import type { FunctionView } from './views.ts'

/**
 * Holds the examples of a function against its types, as a call over JSON would be. Of one that does not fit only the text
 * stays: the documents would show what they themselves refuse.
 *
 * @param schemas - the same object for all functions of a plugin
 */
export function withFittingExamples(
  description: MethodDescription,
  fn: FunctionView,
  schemas: NamedSchemas,
  checks: TypeChecks,
  problems: Problems,
): MethodDescription {
  const { examples } = description
  if (examples === undefined) return description
  const tags = parseComment(fn.comment?.text ?? '').tags.filter(({ name }) => name === 'example')
  const warn = (index: number, message: string) =>
    problems.warn(fn.comment?.place(tags[index]?.offset ?? 0) ?? fn.place, message)
  const misfitOf = (parameters: readonly ParameterDescription[], values: readonly RpcValue[]) =>
    misfit(methodOf(fn.name, parameters, schemas), values, checks)

  const fitting = examples.map((example, index): Example => {
    const { text, params, result: comes } = example
    if (params === undefined) return example
    const wrongCall = misfitOf(description.parameters, params)
    if (wrongCall !== undefined) {
      warn(index, `the @example is shown as text only, as its call does not fit: ${wrongCall}`)
      return { text }
    }
    const wrongResult = comes === undefined ? undefined : misfitOf([asParameter(description)], [comes])
    if (wrongResult === undefined) return example
    const reason = wrongResult.replace(/^parameter /, '')
    warn(index, `the @example is shown without what comes back, as that does not fit: ${reason}`)
    return { text, params }
  })
  return { ...description, examples: fitting }
}

/** The result, to be held against its type as values of a wire are: with dates as text. */
function asParameter({ result }: MethodDescription): ParameterDescription {
  return { name: 'result', optional: false, rest: false, schema: result.schema ?? {} }
}

/** What the checks need to know of a method. */
function methodOf(name: string, parameters: readonly ParameterDescription[], schemas: NamedSchemas): Method {
  return {
    name,
    owner: '',
    plugin: null,
    parameters,
    result: {},
    schemas,
    documentation: { summary: '' },
    access: 'anyone',
    invoke: () => null,
  }
}

/** Why values are none that a method takes. */
function misfit(method: Method, values: readonly RpcValue[], checks: TypeChecks): string | undefined {
  try {
    atOnce(checks.of(method).fitParams(bindParams(method, values), 'jsonrpc'))
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return message.replace(`${method.name}: `, '').replace(/; call it as [^;]*$/, '')
  }
}
