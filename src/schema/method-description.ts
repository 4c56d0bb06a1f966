import type { JsonSchema } from '../rpc/json-schema.ts'
import type { MethodDescription, ParameterDescription } from '../rpc/plugin-description.ts'
import { parseComment } from './comment-text.ts'
import { documentationOf, type ParameterWords, parameterWords, resultWords } from './documentation.ts'
import { plainValue } from './literal-value.ts'
import type { Problems } from './problems.ts'
import type { TypeSchemas } from './type-schema.ts'
import type { FunctionView, ParameterView } from './views.ts'

/** Describes one function. */
export function describeFunction(
  fn: FunctionView,
  types: TypeSchemas,
  problems: Problems,
): MethodDescription {
  const comment = parseComment(fn.comment?.text ?? '')
  if (fn.signatures > 1) {
    problems.error(
      fn.place,
      `it has ${fn.signatures} overloads, and a method has one signature; use optional parameters or unions instead`,
    )
  }
  if (fn.thisType !== null && !['undefined', 'any', 'unknown'].includes(fn.thisType.shape().kind)) {
    problems.error(
      fn.place,
      `it wants a 'this' of type '${fn.thisType.text}', and methods are called without one`,
    )
  }
  const words = parameterWords(comment)
  const description = resultWords(comment)
  return {
    ...documentationOf(comment, fn.name),
    parameters: fn.parameters.flatMap((parameter, index) =>
      describeParameter(parameter, index, words, types),
    ),
    result: {
      schema: resultSchema(fn, types),
      ...(description === undefined ? {} : { description }),
    },
  }
}

function resultSchema({ result, place }: FunctionView, types: TypeSchemas): JsonSchema {
  const { kind } = result.shape()
  // What never returns gives nothing.
  if (kind === 'never' || kind === 'undefined') return { type: 'null' }
  const schema = types.schemaOf(result, { what: 'result', path: '', place })
  return result.orUndefined ? { anyOf: [schema, { type: 'null' }] } : schema
}

function describeParameter(
  parameter: ParameterView,
  index: number,
  words: readonly ParameterWords[],
  types: TypeSchemas,
): ParameterDescription[] {
  const name = parameter.name ?? `parameter${index + 1}`
  const said = words.find(other => other.name === name)
  const site = { what: 'parameter' as const, path: name, place: parameter.place }
  const shape = parameter.type.shape()
  const schema = types.schemaOf(parameter.rest && shape.kind === 'array' ? shape.item : parameter.type, site)
  const source = parameter.defaultText ?? said?.default
  const value = source === undefined ? undefined : plainValue(source)
  return [
    {
      name,
      optional: parameter.optional || parameter.rest || said?.optional === true,
      rest: parameter.rest,
      ...(source === undefined ? {} : { default: source }),
      ...(parameter.name === null ? { unnamed: true as const } : {}),
      schema: value === undefined ? schema : { ...schema, default: value },
      ...(said === undefined || said.description === '' ? {} : { description: said.description }),
    },
  ]
}
