import t from 'tap'
import type { ParameterDescription } from '../../src/rpc/plugin-description.ts'
import { describeSource } from './source.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const needed = { optional: false, rest: false }
const optional = { optional: true, rest: false }

/** Parameters as the source declares them, and as they are described. */
const lists: readonly (readonly [source: string, parameters: readonly ParameterDescription[]])[] = [
  ['', []],
  [
    'name: string, uid: number',
    [
      { name: 'name', ...needed, schema: text },
      { name: 'uid', ...needed, schema: number },
    ],
  ],
  ['name?: string', [{ name: 'name', ...optional, schema: text }]],
  ['name: string | undefined', [{ name: 'name', ...optional, schema: text }]],
  ['this: void, name: string', [{ name: 'name', ...needed, schema: text }]],
  [
    'loud = false',
    [{ name: 'loud', ...optional, default: 'false', schema: { type: 'boolean', default: false } }],
  ],
  ["name = 'ada'", [{ name: 'name', ...optional, default: "'ada'", schema: { ...text, default: 'ada' } }]],
  ['max = -1', [{ name: 'max', ...optional, default: '-1', schema: { ...number, default: -1 } }]],
  [
    'names: string[] = []',
    [{ name: 'names', ...optional, default: '[]', schema: { type: 'array', items: text, default: [] } }],
  ],
  [
    "level = 'low' as 'low' | 'high'",
    [
      {
        name: 'level',
        ...optional,
        default: "'low'",
        schema: { ...text, enum: ['low', 'high'], default: 'low' },
      },
    ],
  ],
  [
    'name: string | null = null',
    [
      {
        name: 'name',
        ...optional,
        default: 'null',
        schema: { anyOf: [text, { type: 'null' }], default: null },
      },
    ],
  ],
  [
    'when = new Date(0)',
    [{ name: 'when', ...optional, default: 'new Date(0)', schema: { rpcType: 'date' } }],
  ],
  ['big = 5n', [{ name: 'big', ...optional, default: '5n', schema: { rpcType: 'bigint' } }]],
  ['max = largest', [{ name: 'max', ...optional, default: 'largest', schema: number }]],
  ['...names: string[]', [{ name: 'names', optional: true, rest: true, schema: text }]],
  [
    '...rest: [name: string, uid?: number]',
    [
      { name: 'name', ...needed, schema: text },
      { name: 'uid', ...optional, schema: number },
    ],
  ],
  [
    '...rest: [string, ...number[]]',
    [
      { name: 'rest1', ...needed, unnamed: true, schema: text },
      { name: 'rest2', optional: true, rest: true, unnamed: true, schema: number },
    ],
  ],
  [
    '{ a, b = 2 }: { a: string; b?: number }, [c]: string[]',
    [
      {
        name: 'parameter1',
        ...needed,
        unnamed: true,
        schema: {
          type: 'object',
          properties: { a: text, b: number },
          required: ['a'],
          additionalProperties: false,
        },
      },
      { name: 'parameter2', ...needed, unnamed: true, schema: { type: 'array', items: text } },
    ],
  ],
]

t.test('each parameter has its name, its schema, and what may be left out', async t => {
  const source = lists.map(([parameters], index) => `export function f${index}(${parameters}) {}\n`).join('')
  const { methods, problems } = describeSource(t, { 'index.ts': `const largest: number = 5\n${source}` })
  t.strictSame(problems, [])
  lists.forEach(([parameters, described], index) => {
    t.strictSame(methods[`f${index}`]?.parameters, described, `(${parameters})`)
  })
})

t.test('what @param says goes to the parameter, and narrows it', async t => {
  const { methods, problems } = describeSource(t, {
    'index.ts': `
/**
 * @param login - who it is, see {@link https://example.org | the guide}
 * @minLength 1
 * @pattern ^[a-z]+$
 * @param options - how it is done
 * @param options.force - not said of any parameter
 * @param groups - where else
 * @maxLength 8
 * @returns how many there are
 * @minimum 0
 */
export function add(login: string | null, { force }: { force?: boolean }, ...groups: string[]) { return groups.length }`,
  })
  t.strictSame(problems, [])
  t.strictSame(methods.add?.parameters, [
    {
      name: 'login',
      ...needed,
      schema: { anyOf: [{ ...text, minLength: 1, pattern: '^[a-z]+$' }, { type: 'null' }] },
      description: 'who it is, see the guide (https://example.org)',
    },
    {
      name: 'parameter2',
      ...needed,
      unnamed: true,
      schema: { type: 'object', properties: { force: { type: 'boolean' } }, additionalProperties: false },
      description: 'how it is done',
    },
    {
      name: 'groups',
      optional: true,
      rest: true,
      schema: { ...text, maxLength: 8 },
      description: 'where else',
    },
  ])
  t.strictSame(methods.add?.result, {
    schema: { type: 'number', minimum: 0 },
    description: 'how many there are',
  })
})
