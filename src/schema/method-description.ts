import type { MethodResult } from '../rpc/method.ts'
import type { MethodDescription } from '../rpc/plugin-description.ts'
import { type CommentText, parseComment } from './comment-text.ts'
import { documentationOf, resultWords, strayConstraints } from './documentation.ts'
import { describeParameters } from './parameters.ts'
import type { Problems } from './problems.ts'
import { narrowed, type Site } from './site.ts'
import type { TypeSchemas } from './type-schema.ts'
import type { FunctionView } from './views.ts'

/** Describes one function. */
export function describeFunction(
  fn: FunctionView,
  types: TypeSchemas,
  problems: Problems,
): MethodDescription {
  const comment = parseComment(fn.comment?.text ?? '')
  refuse(fn, problems)
  for (const { name, offset } of strayConstraints(comment)) {
    const place = fn.comment?.place(offset) ?? fn.place
    problems.error(place, `@${name} must stand beneath the @param or the @returns that it is about`)
  }
  return {
    ...documentationOf(comment, fn.name),
    parameters: describeParameters(fn, comment, types, problems),
    result: describeResult(fn, comment, types, problems),
  }
}

/** What no caller could make use of. */
function refuse({ signatures, thisType, place }: FunctionView, problems: Problems) {
  if (signatures > 1) {
    problems.error(
      place,
      `has ${signatures} overloads, and a method has one signature; use optional parameters or unions instead`,
    )
  }
  if (thisType !== null && !['undefined', 'any', 'unknown'].includes(thisType.shape().kind)) {
    problems.error(place, `wants a 'this' of type '${thisType.text}', and methods are called without one`)
  }
}

function describeResult(
  { result, place, comment: source }: FunctionView,
  comment: CommentText,
  types: TypeSchemas,
  problems: Problems,
): MethodResult {
  const site: Site = { what: 'result', path: '', place }
  const said = resultWords(comment)
  // What never returns gives nothing.
  const schema = result.shape().kind === 'never' ? { type: 'null' } : types.filledSchemaOf(result, site)
  return {
    schema: narrowed(schema, said?.constraints ?? [], site, source, problems),
    ...(said === undefined || said.description === '' ? {} : { description: said.description }),
  }
}
