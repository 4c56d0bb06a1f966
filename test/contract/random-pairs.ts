import { type JsonSchema, propertiesOf } from '../../src/rpc/json-schema.ts'
import { mapSchema } from '../../src/rpc/map-schema.ts'
import { randomNumbers } from '../random-numbers.ts'
import { type RandomType, randomTypes } from '../rpc/checks/random-types.ts'

/** A type before and after a change, with values that nearly fit. */
export interface RandomPair {
  readonly before: Pick<RandomType, 'schema' | 'schemas'>
  readonly after: Pick<RandomType, 'schema' | 'schemas'>
  readonly values: RandomType['values']
}

/** The same ones in the same order each time. */
export function* randomPairs(count: number, seed: number): Generator<RandomPair> {
  const random = randomNumbers(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  let last: RandomType | undefined
  for (const type of randomTypes(count, seed)) {
    const change = changer(below, last?.schema ?? {})
    const after = {
      schema: mapSchema(type.schema, change),
      schemas: Object.fromEntries(
        Object.entries(type.schemas).map(([name, schema]) => [name, mapSchema(schema, change)]),
      ),
    }
    last = type
    const { schema, schemas } = type
    const own = { schema, schemas }
    const pair = below(2) === 0 ? { before: own, after } : { before: after, after: own }
    const { values } = type
    yield { ...pair, values }
  }
}

/** Changes one in four of the schemas that stand inside each other. */
function changer(below: (limit: number) => number, other: JsonSchema) {
  const changes: readonly ((schema: JsonSchema) => JsonSchema)[] = [
    () => ({}),
    schema => ({ anyOf: [schema, { type: 'null' }] }),
    schema => ({ anyOf: [{ type: 'string' }, schema] }),
    schema => ({ anyOf: [schema, { rpcType: 'date' }, { enum: ['a', 5] }] }),
    schema => ({ allOf: [schema, {}] }),
    schema => without(schema, 'minLength'),
    schema => without(schema, 'pattern'),
    schema => without(schema, 'required'),
    schema => without(schema, 'maxItems'),
    schema => without(schema, 'minimum'),
    schema => (schema['type'] === 'integer' ? { type: 'number', minimum: -1 } : schema),
    schema => (schema['type'] === 'array' ? { ...schema, minItems: 1 } : schema),
    schema => (schema['type'] === 'object' ? { ...schema, additionalProperties: false } : schema),
    schema => (schema['type'] === 'object' ? { ...schema, additionalProperties: {} } : schema),
    withPattern,
    schema => withMember(schema, 'b', other),
    schema => withMember(schema, 'new', { type: 'string' }),
    schema => ('const' in schema ? { enum: [schema['const'], 'z', null] } : schema),
    ({ rpcType, ...schema }) => (rpcType === undefined ? schema : { type: 'string' }),
  ]
  return (schema: JsonSchema) =>
    below(4) === 0 ? (changes[below(changes.length)]?.(schema) ?? schema) : schema
}

function without(schema: JsonSchema, keyword: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword))
}

function withMember(schema: JsonSchema, name: string, member: JsonSchema) {
  return schema['type'] === 'object'
    ? { ...schema, properties: { ...propertiesOf(schema), [name]: member } }
    : schema
}

/** A pattern that no property has: ajv takes that for a mistake. */
function withPattern(schema: JsonSchema) {
  const isApart = Object.keys(propertiesOf(schema)).every(name => !name.startsWith('k'))
  return schema['type'] === 'object' && isApart
    ? { ...schema, patternProperties: { '^k': { type: ['string', 'null'] } } }
    : schema
}
