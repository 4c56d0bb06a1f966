import { types } from 'node:util'
import t from 'tap'
import { parameterPlace, resultPlace } from '../../src/contract/place.ts'
import { typeDifferences } from '../../src/contract/type-differences.ts'
import { typeOfSchema, typesOfSchemas } from '../../src/contract/type-of-schema.ts'
import type { Flow, Wire } from '../../src/contract/view.ts'
import type { JsonSchema, RpcType } from '../../src/rpc/json-schema.ts'
import { mapSchema } from '../../src/rpc/map-schema.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { fitting } from '../rpc/checks/fit.ts'
import type { RandomType } from '../rpc/checks/random-types.ts'
import { type RandomPair, randomPairs } from './random-pairs.ts'

type Schemas = Pick<RandomType, 'schema' | 'schemas'>

function breaks({ before, after }: RandomPair, flow: Flow, wire: Wire) {
  const place = flow === 'in' ? parameterPlace('p') : resultPlace
  return typeDifferences(typeIn(before), typeIn(after), flow, place).some(
    ({ kinds }) => kinds[wire] === 'breaking',
  )
}

function typeIn({ schema, schemas }: Schemas) {
  const type = typeOfSchema(schema)
  return { type, types: typesOfSchemas(schemas, [type]) }
}

t.test('what a parameter took is taken still, on each door, where nothing breaks', async t => {
  const counts = { pairs: 0, values: 0 }
  for (const pair of randomPairs(120, 11)) {
    for (const [door, wire] of [
      ['xmlrpc', 'xmlrpc'],
      ['jsonrpc', 'json'],
    ] as const) {
      if (breaks(pair, 'in', wire)) continue
      counts.pairs += 1
      const [before, after] = [fitting(pair.before), fitting(pair.after)]
      for (const given of pair.values) {
        const value = wire === 'json' ? inJson(given) : given
        if (before(value, door).fault !== undefined) continue
        counts.values += 1
        const { fault } = after(value, door)
        if (fault !== undefined) t.fail(`${door}: ${fault}`, shown(pair, value))
      }
    }
  }
  for (const [name, count] of Object.entries(counts)) t.ok(count > 100, `${name}: ${count}`)
})

t.test('what comes as a result could come before, but for new members, where nothing breaks', async t => {
  const counts = { pairs: 0, values: 0 }
  for (const pair of randomPairs(120, 12)) {
    for (const wire of ['xmlrpc', 'json'] as const) {
      if (breaks(pair, 'out', wire)) continue
      counts.pairs += 1
      const before = fitting(onWire(pair.before, wire))
      const after = fitting(pair.after)
      for (const value of pair.values) {
        if (after(value, 'plugin').value !== value) continue
        counts.values += 1
        const { fault } = before(wire === 'json' ? inJson(value) : value, 'plugin')
        if (fault !== undefined) t.fail(`${wire}: ${fault}`, shown(pair, value))
      }
    }
  }
  for (const [name, count] of Object.entries(counts)) t.ok(count > 100, `${name}: ${count}`)
})

const written: Readonly<Record<RpcType, JsonSchema>> = {
  date: { type: 'string', format: 'date-time' },
  bytes: { type: 'string' },
  bigint: { type: 'string' },
}

/** As a client knows it, who overlooks what is new. */
function onWire({ schema, schemas }: Schemas, wire: Wire): Schemas {
  const change = ({ additionalProperties, rpcType, ...others }: JsonSchema): JsonSchema => ({
    ...others,
    ...(additionalProperties === false || additionalProperties === undefined ? {} : { additionalProperties }),
    ...(rpcType === undefined ? {} : wire === 'json' ? written[rpcType as RpcType] : { rpcType }),
  })
  return {
    schema: mapSchema(schema, change),
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, inner]) => [name, mapSchema(inner, change)]),
    ),
  }
}

function inJson(value: RpcValue): RpcValue {
  if (typeof value === 'bigint') return String(value)
  if (types.isDate(value)) return value.toISOString()
  if (types.isUint8Array(value)) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(inJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inJson(member)]))
}

function shown({ before, after }: RandomPair, value: RpcValue) {
  const text = (inner: unknown) =>
    JSON.stringify(inner, (_, item) => (typeof item === 'bigint' ? `${item}n` : item))
  return { before: text(before), after: text(after), value: text(value) }
}
