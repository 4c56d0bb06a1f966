import { FaultCode } from '../../src/rpc/fault.ts'
import { array, base64, boolean, date, double, int, nil, string, struct, type Value } from './values.ts'

/** One call that the client of every language makes, and what must come back. */
export interface InteropCase {
  readonly method: string
  readonly params: readonly Value[]
  /** Whether the agent's password is sent, or another one. */
  readonly password: 'right' | 'wrong'
  readonly result?: Value
  readonly fault?: { readonly code: number; readonly message: RegExp }
}

export type CaseTitle = keyof typeof interopCases

const allBytes = Uint8Array.from({ length: 256 }, (_, index) => index)
const longText = 'lines of text, é, <b> & "quotes"\n'.repeat(3000)

/** The methods are those of test/fixtures/plugins/good and test/typed-methods.ts. */
export const interopCases = {
  zero: echo(int(0)),
  'a negative int': echo(int(-5)),
  'the largest int': echo(int(2 ** 31 - 1)),
  'the smallest int': echo(int(-(2 ** 31))),
  'a double': echo(double('-12.25')),
  'a double of many digits': echo(double('0.30000000000000004')),
  'a small double': echo(double('0.0000001')),
  'a whole double, which comes back as an int': echo(double('2.0'), int(2)),
  'a whole double beyond 32 bits': echo(double('1099511627776.0'), double('1099511627776')),
  'a huge double': echo(double(`1${'0'.repeat(300)}`)),
  'an i8': echo(['i8', '1099511627776'], double('1099511627776')),
  true: echo(boolean(1)),
  false: echo(boolean(0)),
  'a text': echo(string('text')),
  'an empty text': echo(string('')),
  'a text with blanks around it': echo(string('  a b  ')),
  'a text of digits': echo(string('007')),
  'a text with markup': echo(string('<b>&amp;</b>')),
  'a text with the end of CDATA': echo(string('a ]]> b')),
  'a text with quotes': echo(string(`'a' "b"`)),
  'a text with line ends': echo(string('a\nb\tc')),
  'a text in Latin-1': echo(string('é ß')),
  'a text with letters beyond Latin-1': echo(string('€ я')),
  'a text beyond 16 bits': echo(string('😀')),
  'a text of 100 kB': echo(string(longText)),
  'a date': echo(date('20240229T12:34:56')),
  'a date in summer': echo(date('20240701T00:30:00')),
  'a date of the agent': call('good.date', [], date('20240229T12:34:56')),
  bytes: echo(base64(Uint8Array.of(0, 1, 254, 255))),
  'bytes of several lines': echo(base64(allBytes)),
  'bytes of the agent': call('good.bytes', [], base64(Uint8Array.of(0, 1, 254, 255))),
  'nil, which comes back as an empty text': echo(nil, string('')),
  'nil of the agent, an empty text': call('good.nothing', [], string('')),
  'an empty array': echo(array()),
  'an array': echo(array(int(1), string('two'), boolean(1), double('3.5'))),
  'arrays inside each other': echo(array(array(int(1)), array(array(int(2), string('x')), int(3)))),
  'an empty struct': echo(struct({})),
  'a struct': echo(struct({ uid: string('root'), uidNumber: int(5), locked: boolean(1) })),
  'arrays and structs inside each other': echo(
    struct({
      list: array(int(1), struct({ three: array(int(3), string('x')) })),
      also: struct({ a: int(1) }),
    }),
  ),
  'a member whose name holds a blank': echo(struct({ 'with blank': int(1) })),
  'a member whose name is not ASCII': echo(struct({ é: int(2), constructor: int(3) })),
  'a member whose name holds markup': echo(struct({ '<a>&': int(1) })),
  'a member called __proto__': echo(['struct', [['__proto__', int(1)]]]),
  'no parameters': call('good.getVersion', [], string('1.2.3')),
  'many parameters': call('good.sum', [1, 2, 3, 4, 5, 6, 7, 8].map(int), int(36)),
  'a default': call('good.greet', [string('Ada')], string('Hello, Ada')),
  'parameters of two types': call('good.greet', [string('Ada'), boolean(1)], string('HELLO, ADA')),
  'several calls in one': call(
    'system.multicall',
    [array(entry('good.sum', int(1), int(2)), entry('good.none'), entry('good.greet', string('é')))],
    array(
      array(int(3)),
      struct({ faultCode: int(FaultCode.methodNotFound), faultString: string("No method 'good.none'") }),
      array(string('Hello, é')),
    ),
  ),
  'a signature': call(
    'system.methodSignature',
    [string('system.methodSignature')],
    array(array(string('array'), string('string')), array(string('string'), string('string'))),
  ),
  'the wrong password': {
    ...fails('good.echo', [int(1)], FaultCode.badCredentials, /^Unauthorized/),
    password: 'wrong',
  },
  'the right password after a wrong one': echo(string('let in')),
  'a fault of a method': fails('good.plainFault', [string('mine')], FaultCode.applicationError, /^mine$/),
  'a fault with a code of its own': fails('good.fault', [string('mine'), int(42)], 42, /^mine$/),
  'a fault with a negative code': fails('good.fault', [string('mine'), int(-7)], -7, /^mine$/),
  'a fault whose message holds markup': fails('good.fault', [string('<é> & co'), int(42)], 42, /^<é> & co$/),
  'an unknown method': fails('good.none', [], FaultCode.methodNotFound, /^No method 'good\.none'$/),
  'a missing parameter': fails('good.greet', [], FaultCode.invalidParams, /parameter 'name' is missing/),
  'an error of a method': fails(
    'good.throwsError',
    [],
    FaultCode.internalError,
    /^good\.throwsError failed; /,
  ),
  'a result that XML-RPC cannot carry': fails(
    'good.notANumber',
    [],
    FaultCode.internalError,
    /is NaN, which/,
  ),
  'nil for an optional parameter': call(
    'typed.addUser',
    [struct({ login: string('ada') }), nil],
    struct({ login: string('ada'), uid: int(1000) }),
  ),
  'bytes for a text': call('typed.login', [string('ada'), base64(Buffer.from('päß'))], string('ada: 3')),
  'a date for a typed parameter': call(
    'typed.kind',
    [date('20240229T12:34:56')],
    string('2024-02-29T12:34:56.000Z undefined'),
  ),
  'an empty struct for a typed one': call('typed.members', [struct({})], int(0)),
  'a double of the agent that is whole': call('typed.point', [], struct({ x: double('3.0'), count: int(3) })),
  'a parameter of another type': fails(
    'typed.addUser',
    [struct({ login: string('ada') }), string('x')],
    FaultCode.invalidParams,
    /^typed\.addUser: parameter 'uid' must be an integer of at least 0, but a string came; call it as /,
  ),
  'a call after the faults': echo(int(1)),
} as const satisfies Readonly<Record<string, InteropCase>>

function call(method: string, params: readonly Value[], result: Value): InteropCase {
  return { method, params, password: 'right', result }
}

function echo(value: Value, back = value): InteropCase {
  return call('good.echo', [value], back)
}

function fails(method: string, params: readonly Value[], code: number, message: RegExp): InteropCase {
  return { method, params, password: 'right', fault: { code, message } }
}

function entry(methodName: string, ...params: Value[]): Value {
  return struct({ methodName: string(methodName), params: array(...params) })
}
