import t from 'tap'
import { changeLines } from '../../src/contract/change-lines.ts'
import { compareContracts } from '../../src/contract/compare.ts'
import { contractWith } from './contracts.ts'

/** What the two files say of the method, and the lines that come of it, without the name of the method. */
type Row = readonly [before: string, after: string, ...lines: string[]]

function check(title: string, rows: readonly Row[]) {
  t.test(title, async t => {
    for (const [before, after, ...lines] of rows) {
      const changes = compareContracts(contractWith(before), contractWith(after))
      t.strictSame(shortLines(changes), lines, `${before} → ${after}`)
    }
  })
}

function shortLines(changes: Parameters<typeof changeLines>[0]) {
  return changeLines(changes).map(line => line.replace(/^(\w+) +p\.m(: )?/, '$1: ').replace(/: +/, ': '))
}

check('what a method takes can grow, and must not shrink', [
  ['parameters: { a: string }', 'parameters: { a: string }'],
  [
    'parameters: { a: string }',
    'parameters: { a: string | Integer }',
    "additive: parameter 'a' takes Integer, too",
  ],
  [
    'parameters: { a: string | null }',
    'parameters: { a: string }',
    "breaking: parameter 'a' no longer takes null",
  ],
  [
    'parameters: { a: string }',
    'parameters: { a: any }',
    "additive: parameter 'a' takes any, no longer string",
  ],
  [
    'parameters: { a: any }',
    'parameters: { a: string }',
    "breaking: parameter 'a' takes string, no longer any",
  ],
  [
    'parameters: { a: Integer }',
    'parameters: { a: Double }',
    "additive: parameter 'a' takes Double, no longer Integer",
  ],
  [
    'parameters: { a: Integer }',
    'parameters: { a: number }',
    "additive: parameter 'a' takes number, no longer Integer",
  ],
  [
    'parameters: { a: number }',
    'parameters: { a: Integer }',
    "breaking: parameter 'a' takes Integer, no longer number",
  ],
  ['parameters: { a: number }', 'parameters: { a: Double }'],
  [
    'parameters: { a: { values: [x, y] } }',
    'parameters: { a: { values: [x, y, z] } }',
    "additive: parameter 'a' takes 'x' | 'y' | 'z', no longer 'x' | 'y'",
  ],
  [
    'parameters: { a: { values: [x, y] } }',
    'parameters: { a: { values: [x] } }',
    "breaking: parameter 'a' takes 'x', no longer 'x' | 'y'",
  ],
  [
    'parameters: { a: { values: [x, y] } }',
    'parameters: { a: string }',
    "additive: parameter 'a' takes string, no longer 'x' | 'y'",
  ],
  [
    'parameters: { a: boolean }',
    'parameters: { a: { values: [true] } }',
    "breaking: parameter 'a' takes true, no longer boolean",
  ],
  [
    'parameters: { a: "string[]" }',
    'parameters: { a: "Integer[]" }',
    "breaking: parameter 'a[]' takes Integer, no longer string",
  ],
  [
    'parameters: { a: { tuple: [string] } }',
    'parameters: { a: { tuple: [string, Integer] } }',
    "breaking: parameter 'a' takes [string, Integer], no longer [string]",
  ],
  [
    'parameters: { a: { tuple: [string, string] } }',
    'parameters: { a: { tuple: [string, Integer] } }',
    "breaking: parameter 'a[1]' takes Integer, no longer string",
  ],
])

check('limits of what is taken can be loosened, and must not be tightened', [
  [
    'parameters: { a: { type: Integer, minimum: 1 } }',
    'parameters: { a: { type: Integer, minimum: 2 } }',
    "breaking: parameter 'a' takes Integer (minimum 2), no longer Integer (minimum 1)",
  ],
  [
    'parameters: { a: { type: Integer, minimum: 2 } }',
    'parameters: { a: { type: Integer, exclusiveMinimum: 0 } }',
    "additive: parameter 'a' takes Integer (exclusiveMinimum 0), no longer Integer (minimum 2)",
  ],
  [
    'parameters: { a: { type: Integer, minimum: 1 } }',
    'parameters: { a: { type: Integer, exclusiveMinimum: 0 } }',
  ],
  [
    'parameters: { a: { type: number, minimum: 1 } }',
    'parameters: { a: { type: number, exclusiveMinimum: 1 } }',
    "breaking: parameter 'a' takes number (exclusiveMinimum 1), no longer number (minimum 1)",
  ],
  [
    'parameters: { a: { type: Integer, multipleOf: 4 } }',
    'parameters: { a: { type: Integer, multipleOf: 2 } }',
    "additive: parameter 'a' takes Integer (multipleOf 2), no longer Integer (multipleOf 4)",
  ],
  [
    'parameters: { a: { type: string, maxLength: 5 } }',
    'parameters: { a: { type: string, maxLength: 4 } }',
    "breaking: parameter 'a' takes string (maxLength 4), no longer string (maxLength 5)",
  ],
  [
    'parameters: { a: { type: string, pattern: ^a } }',
    'parameters: { a: { type: string, pattern: ^b } }',
    "breaking: parameter 'a' takes string (pattern ^b), no longer string (pattern ^a)",
  ],
  [
    'parameters: { a: { values: [ab, abc] } }',
    'parameters: { a: { type: string, pattern: ^ab, maxLength: 3 } }',
    "additive: parameter 'a' takes string (maxLength 3, pattern ^ab), no longer 'ab' | 'abc'",
  ],
  [
    'parameters: { a: { values: [ab, abcd] } }',
    'parameters: { a: { type: string, maxLength: 3 } }',
    "breaking: parameter 'a' takes string (maxLength 3), no longer 'ab' | 'abcd'",
  ],
  [
    'parameters: { a: { items: string, maxItems: 3 } }',
    'parameters: { a: { items: string, maxItems: 2 } }',
    "breaking: parameter 'a' takes string[] (maxItems 2), no longer string[] (maxItems 3)",
  ],
  [
    'parameters: { a: "string[]" }',
    'parameters: { a: { items: string, uniqueItems: true } }',
    "breaking: parameter 'a' takes string[] (uniqueItems), no longer string[]",
  ],
])

check('members of a struct that is taken', [
  [
    'parameters: { a: { members: { x: string } } }',
    'parameters: { a: { members: { x: string, y?: Integer } } }',
    "additive: parameter 'a.y' is new and optional: Integer",
  ],
  [
    'parameters: { a: { members: { x: string } } }',
    'parameters: { a: { members: { x: string, y: Integer } } }',
    "breaking: parameter 'a.y' is new and required",
  ],
  [
    'parameters: { a: { members: { x?: string } } }',
    'parameters: { a: { members: { x: string } } }',
    "breaking: parameter 'a.x' is required now",
  ],
  [
    'parameters: { a: { members: { x: string } } }',
    'parameters: { a: { members: { x?: string } } }',
    "additive: parameter 'a.x' can be left out now",
  ],
  [
    'parameters: { a: { members: { x?: string } } }',
    'parameters: { a: { members: {} } }',
    "breaking: parameter 'a.x' is no longer declared",
  ],
  [
    'parameters: { a: { members: { x?: string } } }',
    'parameters: { a: { others: string } }',
    "additive: parameter 'a' takes any other members now",
    "neutral: parameter 'a.x' is no longer declared",
  ],
  [
    'parameters: { a: { others: string } }',
    'parameters: { a: { others: Integer } }',
    "breaking: parameter 'a[…]' takes Integer, no longer string",
  ],
  [
    'parameters: { a: struct }',
    'parameters: { a: { members: { x?: string } } }',
    "breaking: parameter 'a.x' is new and optional: string",
    "breaking: parameter 'a' takes no other members any more",
  ],
  [
    'parameters: { a: { members: { "b c": { members: { x: string } } } } }',
    'parameters: { a: { members: { "b c": { members: { x: Integer } } } } }',
    'breaking: parameter \'a["b c"].x\' takes Integer, no longer string',
  ],
  [
    'parameters: { a: { members: {}, patterns: { ^x: string } } }',
    'parameters: { a: { members: {}, patterns: { ^x: string | null } } }',
    "additive: parameter 'a[…]' takes null, too",
  ],
])

check('what a method returns can become more exact, and must not become anything else', [
  ['result: string', 'result: string | null', 'breaking: result can be null, too'],
  ['result: string | null', 'result: string', 'neutral: result is no longer null'],
  ['result: any', 'result: string', 'neutral: result is string, no longer any'],
  ['result: string', 'result: any', 'breaking: result is any, no longer string'],
  ['result: { values: [x, y] }', 'result: { values: [x] }', "neutral: result is 'x', no longer 'x' | 'y'"],
  [
    'result: { values: [x, y] }',
    'result: { values: [x, y, z] }',
    "breaking: result is 'x' | 'y' | 'z', no longer 'x' | 'y'",
  ],
  ['result: Integer', 'result: Double', 'breaking: result is Double, no longer Integer'],
  [
    'result: { type: Integer, minimum: 0 }',
    'result: { type: Integer, minimum: 1 }',
    'neutral: result is Integer (minimum 1), no longer Integer (minimum 0)',
  ],
  [
    'result: { type: Integer, minimum: 1 }',
    'result: Integer',
    'breaking: result is Integer, no longer Integer (minimum 1)',
  ],
])

check('members of a result: what is new is overlooked, what is gone is missed', [
  [
    'result: { members: { x: string } }',
    'result: { members: { x: string, y: Date } }',
    'additive: result.y is new',
  ],
  [
    'result: { members: { x: string } }',
    'result: { members: { x: string, y?: Date } }',
    'additive: result.y is new and optional',
  ],
  [
    'result: { members: { x: string, y: Date } }',
    'result: { members: { x: string } }',
    'breaking: result.y is gone',
  ],
  [
    'result: { members: { x: string, y?: Date } }',
    'result: { members: { x: string } }',
    'breaking: result.y is gone',
  ],
  [
    'result: { members: { x: string } }',
    'result: { members: { x?: string } }',
    'breaking: result.x can be missing now',
  ],
  [
    'result: { members: { x?: string } }',
    'result: { members: { x: string } }',
    'neutral: result.x always comes now',
  ],
  [
    'result: { members: { x: string } }',
    'result: { members: { x: string }, others: any }',
    'additive: result can have any other members now',
  ],
  [
    'result: { others: string }',
    'result: { members: { x: Date }, others: string }',
    'breaking: result.x is new (breaking on XML-RPC, neutral on JSON-RPC and /rpc)',
  ],
  [
    'result: { others: string }',
    'result: { members: { x: string }, others: string }',
    'additive: result.x is new',
  ],
  ['result: { others: string }', 'result: { others: string | null }', 'breaking: result[…] can be null, too'],
  [
    'result: { members: { x: string } } ',
    'result: { items: { members: { x: string } } }',
    'breaking: result is { x: string }[], no longer { x: string }',
  ],
])

check('the doors, where they write or read types differently', [
  ['result: number', 'result: Double', 'neutral: result is Double, no longer number (on XML-RPC)'],
  ['result: Double', 'result: number', 'breaking: result is number, no longer Double (on XML-RPC)'],
  [
    'result: Date',
    'result: { type: string, format: date-time }',
    'breaking: result is string (format date-time), no longer Date',
  ],
  [
    'result: { type: string, format: date-time }',
    'result: Date',
    'breaking: result is Date, no longer string (format date-time) (breaking on XML-RPC, neutral on JSON-RPC and /rpc)',
  ],
  [
    'result: string',
    'result: bigint',
    'breaking: result is bigint, no longer string (breaking on XML-RPC, neutral on JSON-RPC and /rpc)',
  ],
  [
    'result: string',
    'result: bytes',
    'breaking: result is bytes, no longer string (breaking on XML-RPC, neutral on JSON-RPC and /rpc)',
  ],
  [
    'parameters: { a: Date }',
    'parameters: { a: string }',
    "breaking: parameter 'a' takes string, no longer Date (breaking on XML-RPC, additive on JSON-RPC and /rpc)",
  ],
  [
    'parameters: { a: bigint }',
    'parameters: { a: string }',
    "breaking: parameter 'a' takes string, no longer bigint",
  ],
  [
    'parameters: { a: string }',
    'parameters: { a: bytes }',
    "breaking: parameter 'a' takes bytes, no longer string",
  ],
])

check('the list of parameters, for callers by position and by name', [
  ['', 'parameters: { a: string }', "breaking: parameter 'a' is new and required"],
  ['', 'parameters: { a?: string }', "additive: parameter 'a' is new and optional: string"],
  ['', 'parameters: { "...a": string }', "additive: parameter '...a' is new and optional: string"],
  ['parameters: { a: string }', '', "breaking: parameter 'a' is gone"],
  ['parameters: { a?: string }', '', "breaking: parameter 'a' is gone"],
  ['parameters: { a: string }', 'parameters: { a?: string }', "additive: parameter 'a' can be left out now"],
  ['parameters: { a?: string }', 'parameters: { a: string }', "breaking: parameter 'a' is required now"],
  [
    'parameters: { a = 1: Integer }',
    'parameters: { a = 2: Integer }',
    "neutral: parameter 'a' has the default 2, no longer 1",
  ],
  [
    'parameters: { a?: Integer }',
    'parameters: { a = 2: Integer }',
    "neutral: parameter 'a' has the default 2 now",
  ],
  [
    'parameters: { a = 1: Integer }',
    'parameters: { a?: Integer }',
    "neutral: parameter 'a' has no default any more: it was 1",
  ],
  [
    'parameters: { a: string, b?: string }',
    'parameters: { a: string, c?: string }',
    "breaking: parameter 'b' is called 'c' now (on JSON-RPC and /rpc, for callers by name)",
  ],
  [
    'parameters: { a: string, b?: string }',
    'parameters: { a: string, x?: string, b?: string }',
    'breaking: takes its parameters in the order (a, x, b), no longer (a, b) (for callers by position)',
    "additive: parameter 'x' is new and optional: string",
  ],
  [
    'parameters: { a: string, b: string }',
    'parameters: { b: string, a: string }',
    'breaking: takes its parameters in the order (b, a), no longer (a, b) (for callers by position)',
  ],
  [
    'parameters: { a: string, b: Integer }',
    'parameters: { b: Integer }',
    "breaking: parameter 'a' is gone",
    'breaking: takes its parameters in the order (b), no longer (a, b) (for callers by position)',
  ],
  [
    'parameters: { a?: string }',
    'parameters: { "...a": string }',
    "breaking: parameter '...a' takes any number of values now",
  ],
  [
    'parameters: { "...a": string }',
    'parameters: { a?: string }',
    "breaking: parameter 'a' takes one value, no longer any number",
  ],
  [
    'parameters: { "...a": string }',
    'parameters: { "...a": any }',
    "additive: parameter '...a' takes any, no longer string",
  ],
  [
    'parameters: { a: string }',
    'parameters: { (parameter1): string }',
    'breaking: takes parameters by position only (on JSON-RPC and /rpc, for callers by name)',
  ],
  [
    'parameters: { (parameter1): string }',
    'parameters: { a: string }',
    'additive: takes parameters by name, too (on JSON-RPC and /rpc, for callers by name)',
  ],
  ['parameters: { (parameter1): string, a: string }', 'parameters: { (parameter1): string, b: string }'],
  [
    'parameters: unknown',
    'parameters: { a: any, "...b": any }',
    'breaking: takes (a, ...b), no longer any number of values',
  ],
  [
    'parameters: { a: any }',
    'parameters: unknown',
    'breaking: takes any number of values by position, and none by name (additive on XML-RPC, breaking on JSON-RPC and /rpc)',
  ],
  ['parameters: unknown', 'parameters: unknown'],
])

check('access, deprecation and faults', [
  ['access: user', 'access: anyone', 'additive: can be called without a login now'],
  ['access: anyone', 'access: user', 'breaking: needs a login now, where the agent requires logins'],
  ['', 'deprecated: use p.n', 'neutral: is deprecated: use p.n'],
  ['', 'deprecated: ""', 'neutral: is deprecated'],
  ['deprecated: ""', '', 'neutral: is no longer deprecated'],
  ['deprecated: use p.n', 'deprecated: use p.n instead'],
  [
    'faults: [1, 2]',
    'faults: [2, 3, 4]',
    'neutral: documents the fault 3, 4',
    'neutral: no longer documents the fault 1',
  ],
])

const types: readonly (readonly [title: string, before: string, after: string, ...lines: string[]])[] = [
  ['the same type under another name', 'A: { members: { x: string } }', 'B: { members: { x: string } }'],
  ['a type that holds itself', 'A: { members: { next?: A } }', 'A: { members: { next?: A } }'],
  [
    'a type that holds itself, under other names and unrolled',
    'A: { members: { next?: A } }',
    'B: { members: { next?: { members: { next?: B } } } }',
  ],
  [
    'a change in a type that holds itself is told once',
    'A: { members: { next?: A, x: string } }',
    'A: { members: { next?: A, x: Integer } }',
    'breaking: A.x in results is Integer, no longer string',
  ],
  [
    'a change in a type of another name is told where it stands',
    'A: { members: { x: string } }',
    'B: { members: { x: Integer } }',
    'breaking: result.x is Integer, no longer string',
  ],
  [
    'a change beside null',
    'A: { members: { b: B | null } }, B: { members: { x: string } }',
    'A: { members: { b: B | null } }, B: { members: { x: string, y: string } }',
    'additive: B.y in results is new',
  ],
  [
    'a change in each type of a union',
    'A: B | C | null, B: { members: { kind: { values: [b] } } }, C: { members: { kind: { values: [c] } } }',
    'A: B | C | null, B: { members: { kind: { values: [b] }, x: string } }, C: { members: { kind: { values: [c] }, x: Date } }',
    'additive: B.x in results is new',
    'additive: C.x in results is new',
  ],
  [
    'a struct that becomes one of several',
    'A: { members: { x: string } }',
    'A: { anyOf: [{ members: { x: string } }, { members: { y: string } }] }',
    'breaking: result can be { y: string }, too',
  ],
  ['a type that is nothing but itself', 'A: A', 'A: A'],
  ['a schema that has no other form', 'A: { schema: { not: {} } }', 'A: { schema: { not: {} } }'],
  [
    'a schema that has no other form, and changes',
    'A: { schema: { not: {} } }',
    'A: { schema: { not: { type: string } } }',
    'breaking: A in results is {"not":{"type":"string"}}, no longer {"not":{}}',
  ],
]

t.test('named types are compared by what they are', async t => {
  for (const [title, before, after, ...lines] of types) {
    const [was, is] = [before, after].map(text => contractWith(`result: ${text.slice(0, 1)}`, text))
    if (was && is) t.strictSame(shortLines(compareContracts(was, is)), lines, title)
  }
})

t.test('a change of a type is told once for all methods that share it', async t => {
  const plugin = (user: string) => {
    const [[name, contract] = ['', undefined]] = contractWith(
      'parameters: { a: User }, result: User',
      `User: ${user}`,
    )
    if (contract === undefined) throw new Error('there is no plugin')
    const [method] = contract.methods.values()
    if (method === undefined) throw new Error('there is no method')
    return new Map([
      [
        name,
        {
          ...contract,
          methods: new Map([
            ['add', method],
            ['find', method],
          ]),
        },
      ],
    ])
  }
  const changes = compareContracts(
    plugin('{ members: { x: string } }'),
    plugin('{ members: { x: string, y?: string } }'),
  )
  t.equal(changes.length, 4)
  t.strictSame(changeLines(changes), [
    'additive  p.add, p.find: User.y in parameters is new and optional: string',
    'additive  p.add, p.find: User.y in results is new and optional',
  ])
})

t.test('methods and plugins come and go', async t => {
  const one = contractWith('')
  const none = new Map([...one].map(([name, plugin]) => [name, { ...plugin, methods: new Map() }]))
  t.strictSame(changeLines(compareContracts(none, one)), ['additive  p.m is new'])
  t.strictSame(changeLines(compareContracts(one, none)), ['breaking  p.m is gone'])
  t.strictSame(changeLines(compareContracts(new Map(), one)), ['additive  plugin p is new'])
  t.strictSame(changeLines(compareContracts(one, new Map())), ['breaking  plugin p is gone'])
})

t.test('each change says what it is at each door', async t => {
  const [change] = compareContracts(contractWith('result: Double'), contractWith('result: number'))
  t.strictSame(change, {
    plugin: 'p',
    method: 'p.m',
    place: 'result',
    words: 'is number, no longer Double',
    kind: 'breaking',
    doors: { xmlrpc: 'breaking', jsonrpc: null, rpc: null },
  })
})
