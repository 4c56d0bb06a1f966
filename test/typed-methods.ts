import type { JsonSchema, NamedSchemas } from '../src/rpc/json-schema.ts'
import type { Method, Parameter } from '../src/rpc/method.ts'
import type { RpcValue } from '../src/rpc/value.ts'

const text = { type: 'string' }
const double = { type: 'number', format: 'double' }
const date = { rpcType: 'date' }

const schemas: NamedSchemas = {
  User: {
    type: 'object',
    properties: { login: text, address: { $ref: '#/$defs/Address' }, born: date },
    required: ['login'],
    additionalProperties: false,
  },
  Address: {
    type: 'object',
    properties: { zip: { type: 'string', minLength: 1 }, tags: { type: 'array', items: text } },
    required: ['zip'],
    additionalProperties: false,
  },
}
const user = { $ref: '#/$defs/User' }

type Fn = (...args: never[]) => RpcValue | undefined

/** Methods whose types are known, as those of a plugin that `mmc-agent build` has described. */
export const typedMethods: readonly Method[] = [
  method(
    'addUser',
    [{ name: 'user', schema: user }, optional('uid', { type: 'integer', minimum: 0 }, '1000')],
    { type: 'object' },
    (user: RpcValue, uid: number | undefined = 1000) => ({ ...(user as object), uid }),
  ),
  method(
    'login',
    [
      { name: 'user', schema: text },
      { name: 'password', schema: text },
    ],
    text,
    (user: string, password: string) => `${user}: ${password.length}`,
  ),
  method(
    'kind',
    [{ name: 'when', schema: date }, optional('note', text)],
    text,
    (when: Date, note?: string) => `${when instanceof Date && when.toISOString()} ${note}`,
  ),
  method(
    'size',
    [{ name: 'data', schema: { rpcType: 'bytes' } }],
    { type: 'integer' },
    (data: Uint8Array) => data.length,
  ),
  method(
    'digits',
    [{ name: 'number', schema: { rpcType: 'bigint' } }],
    text,
    (number: bigint) => `${number}`,
  ),
  method(
    'orNull',
    [{ name: 'value', schema: { anyOf: [{ type: 'integer' }, { type: 'null' }] } }],
    text,
    (value: number | null) => String(value),
  ),
  method(
    'members',
    [{ name: 'struct', schema: { type: 'object', additionalProperties: text } }],
    { type: 'integer' },
    (struct: object) => Object.keys(struct).length,
  ),
  method('sum', [{ name: 'numbers', schema: double, rest: true }], double, (...numbers: number[]) =>
    numbers.reduce((total, number) => total + number, 0),
  ),
  method('point', [], { type: 'object', properties: { x: double, count: { type: 'integer' } } }, () => ({
    x: 3,
    count: 3,
  })),
  method('speed', [{ name: 'speed', schema: { enum: ['fast', 'slow'] } }], text, (speed: string) => speed),
  method('wrong', [], { type: 'array', items: text }, () => ['a', 5]),
  method('broken', [{ name: 'value', schema: { type: 'strnig' } }], text, () => 'never called'),
]

function method(name: string, parameters: Partial<Parameter>[], result: JsonSchema, fn: Fn): Method {
  return {
    name: `typed.${name}`,
    owner: 'typed',
    plugin: null,
    parameters: parameters.map(parameter => ({ name: '', optional: false, rest: false, ...parameter })),
    result: { schema: result },
    schemas,
    documentation: { summary: '' },
    access: 'user',
    // The types are what is tested: they hold for the functions.
    invoke: args => fn(...(args as never[])),
  }
}

function optional(name: string, schema: JsonSchema, byDefault?: string): Partial<Parameter> {
  return { name, schema, optional: true, ...(byDefault === undefined ? {} : { default: byDefault }) }
}
