import type { JsonSchema } from '../rpc/json-schema.ts'
import type { ParameterDescription } from '../rpc/plugin-description.ts'
import type { CommentText } from './comment-text.ts'
import { parameterWords, type ValueWords } from './documentation.ts'
import { plainValue } from './literal-value.ts'
import type { Problems } from './problems.ts'
import { narrowed, type Site } from './site.ts'
import type { TypeSchemas } from './type-schema.ts'
import type { FunctionView, ParameterView, Shape, TupleItem, TypeView } from './views.ts'

/** A parameter as callers see it: a rest parameter that is a tuple is several. */
interface CallerParameter {
  readonly name: string
  readonly unnamed: boolean
  readonly type: TypeView
  readonly optional: boolean
  readonly rest: boolean
  readonly source: ParameterView
}

/** Describes the parameters of a function by their types and by what its comment says of them. */
export function describeParameters(
  fn: FunctionView,
  comment: CommentText,
  types: TypeSchemas,
  problems: Problems,
): ParameterDescription[] {
  const parameters = fn.parameters.flatMap((parameter, index) => asCallersSee(parameter, index, problems))
  const words = parameterWords(comment)
  const known = new Set(parameters.flatMap(({ name, source }) => [name, source.name]))
  const strangers = words.filter(({ name }) => !known.has(name))
  const unnamed = parameters.filter(parameter => parameter.source.name === null)
  for (const { name, tag } of strangers.slice(unnamed.length)) {
    const place = fn.comment?.place(tag.offset) ?? fn.place
    problems.warn(
      place,
      `@param ${name} is about no parameter; ${listed(parameters.map(({ name }) => name))}`,
    )
  }
  return parameters.map(parameter => {
    const said =
      words.find(({ name }) => name === parameter.name || name === parameter.source.name) ??
      strangers[unnamed.indexOf(parameter)]
    return describe(parameter, said, fn, types, problems)
  })
}

function asCallersSee(parameter: ParameterView, index: number, problems: Problems): CallerParameter[] {
  const { name, type, optional, rest } = parameter
  const one = {
    name: name ?? `parameter${index + 1}`,
    unnamed: name === null,
    type,
    optional,
    rest,
    source: parameter,
  }
  if (!rest) return [one]
  const shape = type.shape()
  if (shape.kind === 'array') return [{ ...one, type: shape.item, optional: true }]
  if (shape.kind === 'tuple' && !shape.items.slice(0, -1).some(item => item.rest)) {
    return shape.items.map((item, at) => ofTuple(item, `${one.name}${at + 1}`, parameter))
  }
  problems.error(
    parameter.place,
    `parameter '...${one.name}' ${noRest(shape, type)}; use an array, or parameters of their own`,
  )
  return []
}

function ofTuple(
  { label, type, optional, rest }: TupleItem,
  name: string,
  source: ParameterView,
): CallerParameter {
  return { name: label ?? name, unnamed: label === null, type, optional: optional || rest, rest, source }
}

function noRest({ kind }: Shape, { text }: TypeView) {
  const reasons: Partial<Record<Shape['kind'], string>> = {
    tuple: 'with more after its rest',
    union: 'a choice between lists, and a method has one',
  }
  return `is of type '${text}', ${reasons[kind] ?? 'which depends on a type parameter that no caller can give'}`
}

function describe(
  { name, unnamed, type, optional, rest, source }: CallerParameter,
  said: ValueWords | undefined,
  fn: FunctionView,
  types: TypeSchemas,
  problems: Problems,
): ParameterDescription {
  const site: Site = { what: 'parameter', path: rest ? `...${name}` : name, place: source.place }
  const schema = narrowed(types.schemaOf(type, site), said?.constraints ?? [], site, fn.comment, problems)
  const defaultText = source.defaultText ?? (optional ? said?.default : undefined)
  return {
    name,
    optional,
    rest,
    ...(defaultText === undefined ? {} : { default: defaultText }),
    ...(unnamed ? { unnamed } : {}),
    schema: withDefault(schema, defaultText),
    ...(said === undefined || said.description === '' ? {} : { description: said.description }),
  }
}

function withDefault(schema: JsonSchema, text: string | undefined): JsonSchema {
  const value = text === undefined ? undefined : plainValue(text)
  return value === undefined ? schema : { ...schema, default: value }
}

function listed(names: readonly string[]) {
  if (names.length === 0) return 'there are none'
  return names.length === 1 ? `there is only ${names.join()}` : `there are ${names.join(', ')}`
}
