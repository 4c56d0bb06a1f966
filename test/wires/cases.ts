import type { Params } from '../../src/rpc/bind-params.ts'
import { FaultCode } from '../../src/rpc/fault.ts'
import type { RpcValue } from '../../src/rpc/value.ts'

/** One call that every door must answer alike. */
export interface WireCase {
  readonly title: string
  readonly method: string
  readonly params: Params
  /** What comes back; or the code of the fault, and what its message says. */
  readonly result?: RpcValue
  readonly code?: number
  readonly message?: RegExp
  /** For wires that have no named parameters. */
  readonly named?: true
}

const date = new Date(Date.UTC(2024, 1, 29, 12, 34, 56))

/** The methods are those of test/fixtures/plugins/good. */
export const wireCases: readonly WireCase[] = [
  ...[0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 53 - 1, 1.5, 1e-7, 1e300].map(
    (value): WireCase => ({
      title: `the number ${value}`,
      method: 'good.echo',
      params: [value],
      result: value,
    }),
  ),
  ...['', 'text', ' blanks ', 'é€😀', '<b>&amp;</b>', ']]>', 'a\nb\tc', '__proto__'].map(
    (value): WireCase => ({
      title: `the text ${JSON.stringify(value)}`,
      method: 'good.echo',
      params: [value],
      result: value,
    }),
  ),
  { title: 'true', method: 'good.echo', params: [true], result: true },
  { title: 'false', method: 'good.echo', params: [false], result: false },
  { title: 'an empty array', method: 'good.echo', params: [[]], result: [] },
  { title: 'an empty struct', method: 'good.echo', params: [{}], result: {} },
  {
    title: 'arrays and structs inside each other',
    method: 'good.echo',
    params: [{ list: [1, 'two', { three: [] }], constructor: 'c', 'with blank': true }],
    result: { list: [1, 'two', { three: [] }], constructor: 'c', 'with blank': true },
  },
  {
    title: 'a member called __proto__',
    method: 'good.echo',
    params: [JSON.parse('{"__proto__": {"admin": true}}')],
    result: JSON.parse('{"__proto__": {"admin": true}}'),
  },
  { title: 'a result that comes later', method: 'good.later', params: ['soon'], result: 'soon' },
  { title: 'a method without a result', method: 'good.nothing', params: [], result: null },
  { title: 'a date', method: 'good.date', params: [], result: date },
  { title: 'bytes', method: 'good.bytes', params: [], result: Uint8Array.of(0, 1, 254, 255) },
  {
    title: 'undefined members, which are left out, and undefined items, which are null',
    method: 'good.gaps',
    params: [],
    result: { here: 1, nothing: null, list: [null, 2] },
  },
  { title: 'a default', method: 'good.greet', params: ['Ada'], result: 'Hello, Ada' },
  {
    title: 'a value in place of a default',
    method: 'good.greet',
    params: ['Ada', true],
    result: 'HELLO, ADA',
  },
  { title: 'any number of values', method: 'good.sum', params: [1, 2, 3, 4], result: 10 },
  { title: 'a pattern, by position', method: 'good.pattern', params: [{ a: 2 }], result: 3 },
  {
    title: 'named parameters',
    method: 'good.greet',
    params: { loud: true, name: 'Ada' },
    result: 'HELLO, ADA',
    named: true,
  },
  {
    title: 'a default among named ones',
    method: 'good.greet',
    params: { name: 'Ada' },
    result: 'Hello, Ada',
    named: true,
  },
  {
    title: 'named parameters for any number of values',
    method: 'good.sum',
    params: { first: 1, others: [2, 3] },
    result: 6,
    named: true,
  },
  {
    title: 'a call of another method by a method',
    method: 'good.relay',
    params: ['good.sum', [1, 2]],
    result: 3,
  },
  { title: 'a version function', method: 'good.getVersion', params: [], result: '1.2.3' },
  {
    title: 'an unknown method',
    method: 'good.none',
    params: [],
    code: FaultCode.methodNotFound,
    message: /^No method 'good.none'$/,
  },
  ...[
    'good',
    'none.none',
    'good.',
    '.',
    '',
    'good.constructor',
    'good.__proto__',
    '__proto__',
    'good.activate',
    'good.echo.call',
  ].map(
    (method): WireCase => ({
      title: `the name ${JSON.stringify(method)}, which is no method`,
      method,
      params: [],
      code: FaultCode.methodNotFound,
    }),
  ),
  {
    title: 'a plugin that is not active',
    method: 'declines.method',
    params: [],
    code: FaultCode.pluginNotActive,
    message:
      /^Plugin 'declines' is not active, it is declined: activate\(\) returned false: no systemd on this machine$/,
  },
  {
    title: 'a parameter that is missing',
    method: 'good.greet',
    params: [],
    code: FaultCode.invalidParams,
    message:
      /^good.greet: parameter 'name' is missing: 0 parameters given; call it as good.greet\(name, loud = false\)$/,
  },
  {
    title: 'a parameter too many',
    method: 'good.greet',
    params: ['a', true, 1],
    code: FaultCode.invalidParams,
    message: /at most 2 parameters expected, 3 given/,
  },
  {
    title: 'a named parameter that does not exist',
    method: 'good.greet',
    params: { name: 'a', lout: true },
    code: FaultCode.invalidParams,
    message: /there is no parameter 'lout'/,
    named: true,
  },
  {
    title: 'a named parameter that is missing',
    method: 'good.greet',
    params: { loud: true },
    code: FaultCode.invalidParams,
    message: /parameter 'name' is missing/,
    named: true,
  },
  {
    title: 'names for a pattern',
    method: 'good.pattern',
    params: { a: 1 },
    code: FaultCode.invalidParams,
    message: /must be given by position/,
    named: true,
  },
  {
    title: 'a fault of the method',
    method: 'good.plainFault',
    params: ['what went wrong'],
    code: FaultCode.applicationError,
    message: /^what went wrong$/,
  },
  {
    title: 'a fault with its own code',
    method: 'good.fault',
    params: ['mine', 42],
    code: 42,
    message: /^mine$/,
  },
  {
    title: 'a fault with a reserved code',
    method: 'good.fault',
    params: ['mine', -32601],
    code: FaultCode.applicationError,
    message: /^mine$/,
  },
  ...[
    'throwsError',
    'throwsNull',
    'rejects',
    'mapInside',
    'aClass',
    'aCycle',
    'aGetter',
    'oddFault',
    'oddError',
    'revoked',
  ].map(
    (name): WireCase => ({
      title: `${name}, whose cause stays in the log`,
      method: `good.${name}`,
      params: [],
      code: FaultCode.internalError,
      message: new RegExp(`^good.${name} failed; the agent's log has the cause, reference [0-9a-f]{8}$`),
    }),
  ),
  { title: 'a list with a toJSON of its own', method: 'good.ownJson', params: [], result: [1] },
  {
    title: 'a method that uses import.meta, by name',
    method: 'good.meta',
    params: { name: 'x' },
    result: 'x true',
    named: true,
  },
  {
    title: 'a parameter that is missing behind one with a default',
    method: 'good.lateDefault',
    params: [],
    code: FaultCode.invalidParams,
    message: /parameter 'second' is missing/,
  },
  {
    title: 'methods that call each other without end',
    method: 'good.endless',
    params: [],
    code: FaultCode.tooLarge,
    message: /^good\.endless is not called: more than 32 methods have called each other$/,
  },
  {
    title: 'a number that no wire can carry',
    method: 'good.notANumber',
    params: [],
    code: FaultCode.internalError,
    message: /^result\.list\[1\] is NaN, which (JSON|XML-RPC) cannot carry$/,
  },
  {
    title: 'a method that takes too long',
    method: 'good.never',
    params: [],
    code: FaultCode.timedOut,
    message: /^good.never took longer than 1 s \(\[limits\] callseconds\)$/,
  },
  {
    title: 'help for an unknown method',
    method: 'system.methodHelp',
    params: ['good.none'],
    code: FaultCode.methodNotFound,
  },
  {
    title: 'help that says how a method is called',
    method: 'system.methodHelp',
    params: ['good.greet'],
    result: 'good.greet(name, loud = false)',
  },
  {
    title: 'a signature that is not known',
    method: 'system.methodSignature',
    params: ['good.greet'],
    result: 'undef',
  },
  {
    title: 'a signature that is known',
    method: 'system.methodSignature',
    params: ['system.methodSignature'],
    result: [
      ['array', 'string'],
      ['string', 'string'],
    ],
  },
]
