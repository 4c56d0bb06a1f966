// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources stand in strings here

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import t from 'tap'
import type { JsonSchema, NamedSchemas, RpcType } from '../../src/rpc/json-schema.ts'
import { describeSource } from './source.ts'

/** A type as the source writes it, with a maker of values that it takes, and one of values that it refuses. */
interface Sample {
  readonly type: string
  readonly good: () => unknown
  readonly bad: () => unknown
}

const declarations = `
import type { Double, Integer } from 'mmc-agent'
enum Mode { Slow = 'slow', Fast = 'fast' }
interface Tree { name: string; children: Tree[] }
interface Page<Item> { items: Item[]; total?: Integer }
`

// Always the same ones, so that a failure can be looked into.
const random = pseudoRandom(20261125)

/** No type but those that take anything would have it, not even one with an index signature. */
const stranger = () => ({ stranger: Symbol('stranger') })

const rpcTypes: Readonly<Record<RpcType, (value: unknown) => boolean>> = {
  date: value => value instanceof Date,
  bytes: value => value instanceof Uint8Array,
  bigint: value => typeof value === 'bigint',
}

const leaves: readonly Sample[] = [
  leaf('string', ['', 'text']),
  leaf('number', [0, -1.5]),
  leaf('boolean', [true, false]),
  leaf('bigint', [5n]),
  leaf('null', [null]),
  leaf('Date', [new Date(0)]),
  leaf('Uint8Array', [new Uint8Array(2)]),
  leaf('Integer', [7], 7.5),
  leaf('Double', [2, 2.5]),
  leaf('Mode', ['slow', 'fast'], 'medium'),
  leaf("'a' | 'b' | 1", ['a', 'b', 1], 'c'),
  leaf('`v${number}`', ['v1', 'v-1.5'], 'v'),
  leaf('Tree', [{ name: 'a', children: [{ name: 'b', children: [] }] }], {
    name: 'a',
    children: [{ name: 'b' }],
  }),
]

t.test('schemas of any types compile, take what the types take, and refuse the rest', async t => {
  const samples = Array.from({ length: 80 }, () => sample(3))
  const functions = samples.map(({ type }, index) => `export function f${index}(value: ${type}) {}\n`)
  const { methods, schemas, problems } = describeSource(t, { 'index.ts': declarations + functions.join('') })
  t.strictSame(problems, [])
  samples.forEach(({ type, good, bad }, index) => {
    const check = compile(methods[`f${index}`]?.parameters[0]?.schema ?? {}, schemas)
    for (let time = 0; time < 5; time += 1) {
      t.ok(check(good()), `${type} takes its values ${JSON.stringify(check.errors)}`)
      t.notOk(check(bad()), `${type} refuses others`)
    }
  })
})

t.test('the schemas of words and numbers compile and check', async t => {
  const { methods, schemas, problems } = describeSource(t, {
    'index.ts': `
import type { RpcStruct, RpcValue } from 'mmc-agent'
/** @pattern /^[a-z.\\-]+$/ */
type Login = string
/** @minimum 1
 *  @maximum 9 */
type Digit = number
export function f(value: { login: Login; digits?: Digit[]; more?: RpcStruct; any?: RpcValue; headers?: Record<\`x-\${string}\`, string> }) {}`,
  })
  t.strictSame(problems, [])
  const check = compile(methods.f?.parameters[0]?.schema ?? {}, schemas)
  for (const value of [
    { login: 'a-b' },
    { login: 'a', digits: [1, 9], more: { a: 1 }, any: null, headers: { 'x-a': '' } },
  ]) {
    t.ok(check(value), JSON.stringify(value))
  }
  for (const value of [
    {},
    { login: 'A' },
    { login: 'a', digits: [0] },
    { login: 'a', more: 1 },
    { login: 'a', headers: { y: '' } },
  ]) {
    t.notOk(check(value), JSON.stringify(value))
  }
})

function compile(schema: JsonSchema, $defs: NamedSchemas): ValidateFunction {
  const refuse = (message: string) => {
    throw new Error(message)
  }
  // Tuples with items that may be left out are what the strict mode would complain of.
  const ajv = new Ajv2020({ strictTuples: false, logger: { log: refuse, warn: refuse, error: refuse } })
  ajv.addFormat('double', true)
  ajv.addKeyword({ keyword: 'rpcType', validate: (kind: RpcType, value: unknown) => rpcTypes[kind](value) })
  return ajv.compile({ ...schema, $defs })
}

function leaf(type: string, values: readonly unknown[], other?: unknown): Sample {
  return {
    type,
    good: () => values[random(values.length)],
    bad: () => (other === undefined ? stranger() : other),
  }
}

/** @param depth - how many types may stand inside each other */
function sample(depth: number): Sample {
  const kinds = depth === 0 ? [aLeaf] : [aLeaf, array, tuple, struct, record, union, page]
  return (kinds[random(kinds.length)] ?? aLeaf)(depth - 1)
}

function aLeaf(): Sample {
  return leaves[random(leaves.length)] ?? leaf('string', [''])
}

function array(depth: number): Sample {
  const item = sample(depth)
  return {
    type: `(${item.type})[]`,
    good: () => Array.from({ length: random(3) }, item.good),
    bad: () => [item.good(), item.bad()],
  }
}

function tuple(depth: number): Sample {
  const [first, second, rest] = [sample(depth), sample(depth), sample(depth)]
  return {
    type: `[${first.type}, (${second.type})?, ...(${rest.type})[]]`,
    good: () => [first.good(), second.good(), rest.good()].slice(0, 1 + random(3)),
    bad: () =>
      [[first.bad()], [first.good(), second.bad()], [first.good(), second.good(), rest.bad()], []][random(4)],
  }
}

function struct(depth: number): Sample {
  const [needed, optional] = [sample(depth), sample(depth)]
  return {
    type: `{ needed: ${needed.type}; 'may be'?: ${optional.type} }`,
    good: () =>
      random(2) === 0 ? { needed: needed.good() } : { needed: needed.good(), 'may be': optional.good() },
    bad: () =>
      [
        {},
        { needed: needed.bad() },
        { needed: needed.good(), 'may be': optional.bad() },
        { needed: needed.good(), more: 1 },
      ][random(4)],
  }
}

function record(depth: number): Sample {
  const value = sample(depth)
  return {
    type: `Record<string, ${value.type}>`,
    good: () => ({ [`name ${random(9)}`]: value.good() }),
    bad: () => ({ a: value.good(), b: value.bad() }),
  }
}

function union(depth: number): Sample {
  const members = [sample(depth), sample(depth)]
  return {
    type: members.map(({ type }) => `(${type})`).join(' | '),
    good: () => members[random(2)]?.good(),
    // What one refuses, the other may take.
    bad: stranger,
  }
}

function page(depth: number): Sample {
  const item = sample(depth)
  return {
    type: `Page<${item.type}>`,
    good: () => ({ items: [item.good()] }),
    bad: () => ({ items: [item.bad()], total: 1 }),
  }
}

/** Whole numbers below a limit, by the generator that Numerical Recipes calls quick and dirty. */
function pseudoRandom(seed: number) {
  let state = seed
  return (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
