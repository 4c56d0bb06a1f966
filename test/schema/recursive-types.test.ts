import t from 'tap'
import { describeSource } from './source.ts'

const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/$defs/${name}` })
const struct = (properties: Readonly<Record<string, unknown>>, required?: readonly string[]) => ({
  type: 'object',
  properties,
  ...(required === undefined ? {} : { required }),
  additionalProperties: false,
})

/** Types that hold themselves by way of a type without a name, the schema of a parameter `Node`, and the named types. */
const types: readonly (readonly [
  source: string,
  type: string,
  schema: unknown,
  schemas: Readonly<Record<string, unknown>>,
])[] = [
  [
    'interface Node { name: string; nested?: Partial<Node> }',
    'Node',
    ref('Node'),
    {
      Node: struct({ name: text, nested: ref('Partial_Node') }, ['name']),
      Partial_Node: struct({ name: text, nested: ref('Partial_Node') }),
    },
  ],
  [
    'interface Node { name: string; nested?: Partial<Node> }',
    'Partial<Node>',
    ref('Partial_Node'),
    { Partial_Node: struct({ name: text, nested: ref('Partial_Node') }) },
  ],
  [
    'interface Node { children?: Readonly<Node>[] }',
    'Node',
    ref('Node'),
    {
      Node: struct({ children: { type: 'array', items: ref('Readonly_Node') } }),
      Readonly_Node: struct({ children: { type: 'array', items: ref('Readonly_Node') } }),
    },
  ],
  [
    "interface Node { p: Omit<Node, 'p'> | null; q?: Pick<Node, 'q'> }",
    'Node',
    ref('Node'),
    {
      Node: struct(
        {
          p: { anyOf: [struct({ q: ref('Pick_Node_q') }), { type: 'null' }] },
          q: ref('Pick_Node_q'),
        },
        ['p'],
      ),
      Pick_Node_q: struct({ q: ref('Pick_Node_q') }),
    },
  ],
  [
    'declare const node: { name: string; me: typeof node }',
    'typeof node',
    ref('Struct'),
    { Struct: struct({ name: text, me: ref('Struct') }, ['name', 'me']) },
  ],
]

for (const [source, type, schema, schemas] of types) {
  t.test(`${source}, as ${type}: what holds itself gets a name`, async t => {
    const {
      methods,
      schemas: named,
      problems,
    } = describeSource(t, {
      'index.ts': `${source}\nexport const take = (value: ${type}): ${type} => value`,
    })
    t.strictSame(problems, [])
    t.strictSame(methods.take?.parameters[0]?.schema, schema)
    t.strictSame(methods.take?.result.schema, schema)
    t.strictSame(named, schemas)
  })
}

t.test('types without a name that grow for ever are refused', async t => {
  const { problems } = describeSource(t, {
    'index.ts': `interface Grows<Value> { value: Value; next?: Partial<Grows<Value[]>> }
      export function take(value: Partial<Grows<string>>) {}`,
  })
  t.strictSame(
    problems.map(({ method, message }) => [method, message]),
    [
      [
        'take',
        "parameter 'value' is of type 'Partial<Grows<string>>', which holds ever larger types of its kind",
      ],
    ],
  )
})
