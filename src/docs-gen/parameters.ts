import type { JsonSchema } from '../rpc/json-schema.ts'
import type { Method, Parameter } from '../rpc/method.ts'
import { parameterWords } from './method-words.ts'
import { wireSchema } from './wire-schema.ts'

/** Whether a caller can name all the parameters; otherwise they go by position only. */
export function canBeNamed({ parameters }: Method): boolean {
  return parameters !== null && !parameters.some(({ unnamed }) => unnamed)
}

/** What a parameter takes when it is named: a rest parameter then takes its values as an array. */
export function namedSchema(parameter: Parameter, owner: string): JsonSchema {
  if (!parameter.rest) return placedSchema(parameter, owner)
  const items = wireSchema(parameter.schema ?? {}, owner)
  return described({ type: 'array', items }, parameterWords(parameter))
}

/** What it takes in its place; of a rest parameter, each of the values. */
export function placedSchema(parameter: Parameter, owner: string): JsonSchema {
  return described(wireSchema(parameter.schema ?? {}, owner), parameterWords(parameter))
}

function described(schema: JsonSchema, description: string): JsonSchema {
  return description === '' ? schema : { ...schema, description }
}
