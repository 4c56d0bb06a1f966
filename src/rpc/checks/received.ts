import type { ErrorObject } from 'ajv/dist/2020.js'
import type { JsonSchema } from '../json-schema.ts'
import { describeValue } from '../value-words.ts'

/** What came, told apart from what should have come even where both are of one kind. */
export function receivedBy({ keyword, data }: ErrorObject, asked: JsonSchema): string {
  if (data === '') return describeValue(data)
  switch (keyword) {
    case 'minimum':
    case 'exclusiveMinimum':
      return 'a smaller one'
    case 'maximum':
    case 'exclusiveMaximum':
      return 'a larger one'
    case 'minLength':
      return 'a shorter one'
    case 'maxLength':
      return 'a longer one'
    case 'multipleOf':
    case 'pattern':
    case 'format':
      return 'another one'
    case 'minItems':
    case 'maxItems':
    case 'items':
      return Array.isArray(data)
        ? `one of ${data.length} item${data.length === 1 ? '' : 's'}`
        : describeValue(data)
    case 'uniqueItems':
      return 'one with equal items'
    case 'minProperties':
    case 'maxProperties':
      return `one of ${Object.keys(data as object).length} members`
    case 'const':
    case 'enum':
      return receivedInstead(literalsOf(asked), data)
    default:
      return describeValue(data)
  }
}

/** What came in the place of a literal. */
export function receivedInstead(literals: readonly unknown[], value: unknown): string {
  const isOneOfKind = literals.some(literal => typeof literal === typeof value)
  if (value === '' || !isOneOfKind) return describeValue(value)
  // The two can be told apart by what was expected anyway.
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'another integer' : describeValue(value)
  return typeof value === 'string' ? 'another string' : describeValue(value)
}

function literalsOf(schema: JsonSchema): readonly unknown[] {
  const { enum: words } = schema
  if ('const' in schema) return [schema['const']]
  return Array.isArray(words) ? words : []
}
