import t from 'tap'
import { compareContracts } from '../../src/contract/compare.ts'
import { type Contract, contractOf } from '../../src/contract/contract.ts'
import { readContract } from '../../src/contract/contract-file.ts'
import { contractText } from '../../src/contract/contract-text.ts'
import { typeForm } from '../../src/contract/type-form.ts'
import { typeOfSchema } from '../../src/contract/type-of-schema.ts'
import type { JsonSchema } from '../../src/rpc/json-schema.ts'
import type { Method } from '../../src/rpc/method.ts'
import { randomTypes } from '../rpc/checks/random-types.ts'
import { typedMethods } from '../typed-methods.ts'

const names = ['A', 'B<A>', 'C'] as const

/** A schema and how the file writes it. */
const forms: readonly (readonly [schema: JsonSchema, form: unknown])[] = [
  [{}, 'any'],
  [{ description: 'words', title: 'more', default: 1, deprecated: true, examples: [1] }, 'any'],
  [{ type: 'string', description: 'words' }, 'string'],
  [{ type: 'integer' }, 'Integer'],
  [{ type: 'number' }, 'number'],
  [{ type: 'number', format: 'double' }, 'Double'],
  [{ type: 'boolean' }, 'boolean'],
  [{ type: 'null' }, null],
  [{ rpcType: 'date' }, 'Date'],
  [{ rpcType: 'bytes' }, 'bytes'],
  [{ rpcType: 'bigint' }, 'bigint'],
  [{ type: 'object' }, 'struct'],
  [{ $ref: '#/$defs/A' }, 'A'],
  [{ $ref: '#/$defs/B<A>' }, { named: 'B<A>' }],
  [{ $ref: '#/$defs/Date' }, { named: 'Date' }],
  [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, 'string | null'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ type: 'string' }, {}] }, 'any'],
  [{ anyOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, { type: 'string' }] }, 'Integer | string'],
  [{ const: 'x' }, { values: ['x'] }],
  [{ type: 'string', enum: ['y', 'x'] }, { values: ['x', 'y'] }],
  [{ enum: [null] }, null],
  [{ enum: ['x', null] }, { anyOf: [{ values: ['x'] }, null] }],
  [{ type: 'array', items: { type: 'string' } }, 'string[]'],
  [{ type: 'array' }, 'any[]'],
  [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
  [{ type: 'array', items: { type: 'array', items: {} } }, 'any[][]'],
  [
    { type: 'array', items: { type: 'string' }, minItems: 1 },
    { items: 'string', minItems: 1 },
  ],
  [
    { type: 'array', prefixItems: [{ type: 'string' }], items: false, minItems: 1, maxItems: 1 },
    { tuple: ['string'] },
  ],
  [
    { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' }, minItems: 0 },
    { tuple: ['string'], items: 'Integer', minItems: 0 },
  ],
  [
    { type: 'string', minLength: 1, pattern: '^a' },
    { type: 'string', minLength: 1, pattern: '^a' },
  ],
  [{ type: 'string', minLength: 0 }, 'string'],
  [
    { type: 'integer', maximum: 5 },
    { type: 'Integer', maximum: 5 },
  ],
  [
    {
      type: 'object',
      properties: { b: {}, 'a?': {}, 'c!': {} },
      required: ['b', 'a?'],
      additionalProperties: false,
    },
    { members: { 'a?!': 'any', b: 'any', 'c!?': 'any' } },
  ],
  [{ type: 'object', additionalProperties: false }, { members: {} }],
  [{ type: 'object', additionalProperties: { type: 'string' } }, { others: 'string' }],
  [
    { type: 'object', required: ['a'] },
    { members: { a: 'any' }, others: 'any' },
  ],
  [
    { type: 'object', patternProperties: { '^a': {} }, additionalProperties: false, minProperties: 1 },
    { members: {}, patterns: { '^a': 'any' }, minProperties: 1 },
  ],
  [{ allOf: [{ $ref: '#/$defs/A' }, { type: 'object' }] }, { allOf: ['A', 'struct'] }],
  [{ not: { type: 'string' } }, { schema: { not: { type: 'string' } } }],
  [{ oneOf: [{}, {}], description: 'words' }, { schema: { oneOf: [{}, {}] } }],
]

function method(parts: Partial<Method>): Method {
  return {
    name: 'p.m',
    owner: 'p',
    plugin: null,
    parameters: [],
    result: {},
    schemas: {},
    documentation: { summary: '' },
    access: 'user',
    invoke: () => null,
    ...parts,
  }
}

function contractOfOne(parts: Partial<Method>): Contract {
  return new Map([['p', contractOf('1:0:0', [method(parts)])]])
}

t.test('schemas that ask for the same have one form, which is read back', async t => {
  for (const [schema, form] of forms) {
    t.strictSame(typeForm(typeOfSchema(schema)), form, JSON.stringify(schema))
    const schemas = Object.fromEntries([...names, 'Date'].map(name => [name, {}]))
    const contract = contractOfOne({ result: { schema }, schemas })
    t.strictSame(readContract(contractText(contract), 'f'), contract, JSON.stringify(schema))
  }
})

t.test('whatever the types: the file says them, read back they are the same, and nothing has changed', t => {
  for (const { schema, schemas } of randomTypes(300, 21)) {
    const contract = contractOfOne({ result: { schema }, schemas })
    const text = contractText(contract)
    const read = readContract(text, 'f')
    if (contractText(read) !== text) t.fail(text)
    t.strictSame(read, contract)
    if (compareContracts(contract, read).length > 0) t.fail(text)
  }
  t.end()
})

t.test('a file has a line for each thing that can change', async t => {
  const contract = contractOfOne({
    access: 'anyone',
    documentation: {
      summary: 'Words.',
      deprecated: 'use p.n',
      throws: ['Fault 7 when', 'Fault 3 if', 'Fault'],
    },
    parameters: [
      { name: 'a', optional: false, rest: false, schema: { $ref: '#/$defs/User' }, description: 'words' },
      { name: 'b', optional: true, rest: false, default: '{\n  x: 1 }', schema: { type: 'object' } },
      { name: 'c', optional: true, rest: false, schema: { type: 'integer', minimum: 1 } },
      { name: 'parameter4', optional: true, rest: false, unnamed: true, default: '{}' },
      { name: 'd', optional: true, rest: true, schema: { type: 'string' } },
    ],
    schemas: {
      User: { type: 'object', properties: { mail: { type: 'string' }, login: { type: 'string' } } },
      Unused: {},
    },
  })
  const text = contractText(contract)
  t.equal(
    text.replace(/^#.*\n\n/, ''),
    `format: 1
plugins:
  p:
    apiVersion: 1:0:0
    methods:
      m:
        access: anyone
        deprecated: use p.n
        parameters:
          a: User
          "b = { x: 1 }": struct
          c?: { type: Integer, minimum: 1 }
          (parameter4) = {}: any
          ...d: string
        result: any
        faults: [ 3, 7 ]
    types:
      User:
        members:
          login?: string
          mail?: string
        others: any
`,
  )
  t.strictSame(readContract(text, 'f'), contract)
})

t.test('methods without types have any, and none where their source tells nothing', async t => {
  const contract = contractOfOne({ parameters: null })
  t.match(contractText(contract), '        access: user\n        parameters: unknown\n        result: any\n')
  t.strictSame(readContract(contractText(contract), 'f'), contract)
})

t.test('a parameter may be called whatever a variable can be called', async t => {
  const names = ['größe', '$', '_', 'naïve1']
  const schema = { type: 'string' }
  const parameters = names.map(name => ({ name, optional: false, rest: false, schema }))
  const contract = contractOfOne({ parameters })
  t.strictSame(readContract(contractText(contract), 'f'), contract)
})

t.test('the contract of many methods is read back', async t => {
  const contract = new Map([['typed', contractOf('1:0:0', typedMethods)]])
  t.strictSame(readContract(contractText(contract), 'f'), contract)
})

const head =
  'format: 1\nplugins:\n  p:\n    apiVersion: 1:0:0\n    methods:\n      m:\n        access: user\n'

const mistakes: readonly (readonly [text: string, message: string])[] = [
  ['', 'line 1: the file must have members, each on a line of its own'],
  ['format: 1', "line 1: the file needs 'plugins'"],
  ['format: 2\nplugins: {}', 'line 1: format must be 1, which this agent reads'],
  ['format: 1\nplugins: {}\nmore: 1', "line 3: the file has no 'more'"],
  ['format: 1\nplugins:\n  p: {}', "line 3: a plugin needs 'apiVersion'"],
  ['format: 1\nplugins: [', 'line 2: '],
  ['format: 1\nformat: 1\n', 'line 2: Map keys must be unique'],
  [`${head}        result: strnig | null x\n`, "line 8: 'strnig | null x' is no type; see docs/contracts.md"],
  [`${head}        result: User\n`, "line 8: there is no 'User' among the plugin's types"],
  [
    `${head}        result: { type: Date, minimum: 1 }\n`,
    "line 8: type must be string, number, Integer or Double, not 'Date'",
  ],
  [`${head}        result: { type: string, minimum: 1 }\n`, 'line 8: string has no minimum'],
  [`${head}        result: { type: string, minLength: a }\n`, 'line 8: minLength must be a number'],
  [`${head}        result: { typ: string }\n`, 'line 8: a type must have one of type, values, named, '],
  [`${head}        result: { values: x }\n`, 'line 8: values must be a list'],
  [
    `${head}        result: { values: [[]] }\n`,
    'line 8: a value must be a text, a number, true, false or null',
  ],
  [
    `${head}        result:\n          members:\n            a: 5\n`,
    'line 10: a type must be a text or have members',
  ],
  [
    `${head}        result: &a string\n        parameters: { b: *a }\n`,
    'line 9: a type must be a text or have members',
  ],
  [
    `${head}        result: any\n        parameters:\n          a b: any\n`,
    "line 10: 'a b' is no parameter: ",
  ],
  [`${head}        result: any\n        faults: [x]\n`, 'line 9: a fault must be a whole number'],
  [`${head.replace('user', 'root')}        result: any\n`, "line 7: access must be 'anyone' or 'user'"],
]

t.test('a file that was spoilt by hand says where and what', async t => {
  for (const [text, message] of mistakes) {
    try {
      readContract(text, 'c.yaml')
      t.fail(`read: ${text}`)
    } catch (error) {
      t.match(error, { code: 'MMC_ERR_CONTRACT_FILE', exitCode: 3 })
      t.ok(
        (error as Error).message.startsWith(`MMC_ERR_CONTRACT_FILE: c.yaml: ${message}`),
        (error as Error).message,
      )
    }
  }
})
