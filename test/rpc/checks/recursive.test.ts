import t from 'tap'
import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import type { JsonSchema, NamedSchemas } from '../../../src/rpc/json-schema.ts'
import type { RpcStruct, RpcValue } from '../../../src/rpc/value.ts'
import { atOnce } from '../../../src/rpc/work.ts'
import { fitOne, typedMethod } from './fit.ts'

// Each level of a value could be either member of a union, and each of those holds the union again: whoever asks anew for
// every way there asks 2 to the power of 60 times, and never ends.
const depth = 60
const noon = '2024-02-29T12:00:00Z'
const text = { type: 'string' }
const expression = { $ref: '#/$defs/Expr' }
const node = { $ref: '#/$defs/Node' }

interface Recursive {
  readonly title: string
  readonly schema: JsonSchema
  readonly schemas: NamedSchemas
  readonly level: (inner: RpcValue) => RpcValue
  readonly leaf: (name: RpcValue) => RpcStruct
  /** How each level is spelt. */
  readonly step: string
}

const types: readonly Recursive[] = [
  {
    title: 'members told apart by nothing',
    schema: expression,
    schemas: {
      Expr: {
        anyOf: [struct({ not: expression, name: text }), struct({ and: expression, not: expression })],
      },
    },
    level: inner => ({ not: inner }),
    leaf: name => ({ name }),
    step: '.not',
  },
  {
    title: 'named members',
    schema: { $ref: '#/$defs/A' },
    schemas: {
      A: struct({ children: { type: 'array', items: eitherOf('anyOf', 'A', 'B') } }, ['children']),
      B: struct({ children: { type: 'array', items: eitherOf('anyOf', 'A', 'B') }, name: text }, [
        'children',
      ]),
    },
    level: inner => ({ children: [inner] }),
    leaf: name => ({ children: [], name }),
    step: '.children[0]',
  },
  {
    title: 'what is to fit one member only',
    schema: node,
    schemas: {
      Node: { oneOf: [{ $ref: '#/$defs/Open' }, { $ref: '#/$defs/Closed' }] },
      Open: struct({ next: node, name: text }),
      Closed: struct({ next: node, end: text, name: text }, ['end']),
    },
    level: inner => ({ next: inner }),
    leaf: name => ({ name }),
    step: '.next',
  },
  {
    title: 'parts of an intersection',
    schema: node,
    schemas: {
      Node: { allOf: [{ $ref: '#/$defs/Linked' }, { $ref: '#/$defs/Named' }] },
      Linked: { type: 'object', properties: { next: node } },
      Named: { type: 'object', properties: { next: node, name: text } },
    },
    level: inner => ({ next: inner }),
    leaf: name => ({ name }),
    step: '.next',
  },
]

for (const { title, schema, schemas, level, leaf, step } of types) {
  t.test(`the work grows with the value, not with the ways through a type: ${title}`, async t => {
    const fit = (value: RpcValue) => fitOne({ schema, schemas, value, door: 'jsonrpc' })

    const right = counted(leaf('x'))
    const value = nested(level, right.value)
    t.equal(fit(value).value, value)
    t.ok(right.reads() < 20, `${right.reads()} looks at the leaf`)

    const wrong = counted(leaf(5))
    const { fault, data } = fit(nested(level, wrong.value))
    t.equal(fault, `parameter 'p${step.repeat(depth)}.name' must be a string, but an integer came`)
    t.match(data, { received: 'an integer' })
    t.ok(wrong.reads() < 100, `${wrong.reads()} looks at the leaf`)
  })

  t.test(`and so with results: ${title}`, async t => {
    const method = new TypeChecks().of(typedMethod({ parameters: [], result: { schema }, schemas }))
    const right = counted(leaf('x'))
    const value = nested(level, right.value)
    atOnce(method.checkResult(value))
    t.strictSame(atOnce(method.outgoing(value, 'xmlrpc')), value)
    const wrong = counted(leaf(5))
    t.throws(() => atOnce(method.checkResult(nested(level, wrong.value))), {
      message: /^result\S+\.name must be a string/,
    })
    for (const { reads } of [right, wrong]) t.ok(reads() < 100, `${reads()} looks at the leaf`)
  })
}

t.test('the work of bridges grows with the value too, also where they lead to nothing', async t => {
  const schemas: NamedSchemas = {
    Node: {
      anyOf: [
        struct({ next: node, at: { rpcType: 'date' }, name: text }),
        struct({ next: node, at: { rpcType: 'date' }, end: text }),
      ],
    },
  }
  const level = (next: RpcValue) => ({ next, at: noon })
  const fit = (value: RpcValue) => fitOne({ schema: node, schemas, value, door: 'jsonrpc' })
  t.match(fit(nested(level, { end: 'x', at: noon })).value, { next: { next: { at: new Date(noon) } } })
  const { fault } = fit(nested(level, { name: 5, at: noon }))
  t.equal(fault, `parameter 'p${'.next'.repeat(depth)}.name' must be a string, but an integer came`)
})

t.test('whole doubles are marked with work that grows with the value', async t => {
  const double = { type: 'number', format: 'double' }
  const schemas = { Node: { anyOf: [struct({ next: node, x: text }), struct({ next: node, y: double })] } }
  const method = new TypeChecks().of(typedMethod({ parameters: [], result: { schema: node }, schemas }))
  const leaf = counted({ y: 0.5 })
  atOnce(
    method.outgoing(
      nested(next => ({ next }), leaf.value),
      'xmlrpc',
    ),
  )
  t.ok(leaf.reads() < 100, `${leaf.reads()} looks at the leaf`)
})

function nested(level: (inner: RpcValue) => RpcValue, leaf: RpcValue) {
  let value = leaf
  for (let made = 0; made < depth; made += 1) value = level(value)
  return value
}

/** The same struct, which counts how often its last member is looked at. */
function counted(struct: RpcStruct): { value: RpcStruct; reads: () => number } {
  let reads = 0
  const [name = '', value] = Object.entries(struct).at(-1) ?? []
  const get = () => {
    reads += 1
    return value
  }
  return { value: Object.defineProperty({ ...struct }, name, { get, enumerable: true }), reads: () => reads }
}

function struct(properties: Record<string, JsonSchema>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function eitherOf(keyword: 'anyOf' | 'oneOf', ...names: readonly string[]): JsonSchema {
  return { [keyword]: names.map(name => ({ $ref: `#/$defs/${name}` })) }
}
