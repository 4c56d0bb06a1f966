import t from 'tap'
import { failureWords } from '../../src/schema/failure-words.ts'
import { describeSource } from './source.ts'

const declarations = `
import type { Stats } from 'node:fs'
interface Names extends Set<string> {}
class Account { balance = 0 }
interface Deep { list: { run: () => void }[] }
interface Grows<Value> { value: Value; next?: Grows<Value[]> }
/** @minimum many */
type Many = number
/** @minLength 1 */
type Wrong = number
`

/** A type, and what is said about a parameter that has it. */
const parameters: readonly (readonly [type: string, severity: 'error' | 'warning', message: string])[] = [
  [
    '() => void',
    'error',
    "parameter 'value' is a function, '() => void', and functions cannot travel; take what it would be called with",
  ],
  [
    'Function',
    'error',
    "parameter 'value' is a function, 'Function', and functions cannot travel; take what it would be called with",
  ],
  [
    'typeof Account',
    'error',
    "parameter 'value' is a function, 'typeof Account', and functions cannot travel; take what it would be called with",
  ],
  [
    'Account',
    'error',
    "parameter 'value' is an instance of the class 'Account', and only its data could travel; use an interface with the data",
  ],
  ['symbol', 'error', "parameter 'value' is of type 'symbol', and symbols cannot travel; use a string"],
  ['never', 'error', "parameter 'value' is of type 'never': there is no value that a caller could send"],
  [
    'Promise<string>',
    'error',
    "parameter 'value' is a promise, 'Promise<string>', and promises cannot travel; use what it promises",
  ],
  [
    'Map<string, number>',
    'error',
    "parameter 'value' is of type 'Map<string, number>', and its values cannot travel; use Record<string, …> or an array of pairs",
  ],
  [
    'Set<string>',
    'error',
    "parameter 'value' is of type 'Set<string>', and its values cannot travel; use an array",
  ],
  ['RegExp', 'error', "parameter 'value' is of type 'RegExp', and its values cannot travel; use a string"],
  ['URL', 'error', "parameter 'value' is of type 'URL', and its values cannot travel; use a string"],
  ['String', 'error', "parameter 'value' is of type 'String', and its values cannot travel; use string"],
  [
    'Float64Array',
    'error',
    "parameter 'value' is of type 'Float64Array<ArrayBufferLike>', and its values cannot travel; use number[]",
  ],
  [
    'NodeJS.ErrnoException',
    'error',
    "parameter 'value' is of type 'ErrnoException', and its values cannot travel; use an interface with the data, or throw a Fault",
  ],
  ['Names', 'error', "parameter 'value' is of type 'Names', and its values cannot travel; use an array"],
  [
    'Stats',
    'error',
    "parameter 'value' is of type 'Stats', and its values cannot travel; use an interface with the data",
  ],
  [
    'Deep',
    'error',
    "parameter 'value.list[].run' is a function, '() => void', and functions cannot travel; take what it would be called with",
  ],
  [
    '{ "first name": symbol }',
    'error',
    "parameter 'value.first name' is of type 'symbol', and symbols cannot travel; use a string",
  ],
  [
    '[string, symbol]',
    'error',
    "parameter 'value[1]' is of type 'symbol', and symbols cannot travel; use a string",
  ],
  [
    '[...string[], number]',
    'error',
    "parameter 'value' is a tuple with items after its rest, which no schema can tell; put the rest last",
  ],
  [
    'Record<string, symbol>',
    'error',
    "parameter 'value[…]' is of type 'symbol', and symbols cannot travel; use a string",
  ],
  [
    'Grows<string>',
    'error',
    "parameter 'value' is of type 'Grows<string>', which holds ever larger types of its kind",
  ],
  [
    '{ ["__proto__"]: number }',
    'error',
    "parameter 'value.__proto__' has a name that no struct can hold; rename it",
  ],
  [
    '(string | undefined)[]',
    'warning',
    "parameter 'value[]' may be undefined, and null is what arrives then; write null in its place",
  ],
  [
    '[number | undefined, string?]',
    'warning',
    "parameter 'value[0]' may be undefined, and null is what arrives then; write null in its place",
  ],
  ['Missing', 'error', "parameter 'value' has a type that the compiler cannot find; see what it reports"],
  ['Many', 'error', "parameter 'value': @minimum takes a number, not 'many'"],
  ['Wrong', 'error', "parameter 'value': @minLength is about strings, and this is none"],
  [
    'unknown',
    'warning',
    "parameter 'value' is of type 'unknown', so that it is not checked or documented; use RpcValue if any value will do",
  ],
  [
    'any',
    'warning',
    "parameter 'value' is of type 'any', so that it is not checked or documented; use RpcValue if any value will do",
  ],
  [
    '{}',
    'warning',
    "parameter 'value' is of type '{}', so that it is not checked or documented; use RpcValue if any value will do",
  ],
  ['5n', 'warning', "parameter 'value' is the bigint 5n; any bigint will be taken for it"],
  [
    'Uppercase<string>',
    'warning',
    "parameter 'value' is of type 'Uppercase<string>'; any string will be taken for it",
  ],
]

/** A function, and what is said about it. */
const functions: readonly (readonly [source: string, severity: 'error' | 'warning', message: string])[] = [
  [
    'export const f = () => Symbol()',
    'error',
    "the result is of type 'symbol', and symbols cannot travel; use a string",
  ],
  [
    'export const f = () => new Map<string, string>()',
    'error',
    "the result is of type 'Map<string, string>', and its values cannot travel; use Record<string, …> or an array of pairs",
  ],
  [
    'export const f = () => ({ later: Promise.resolve(1) })',
    'error',
    "the result's 'later' is a promise inside of the result, 'Promise<number>'; await it first",
  ],
  [
    'export const f = () => ({ all: [() => 1] })',
    'error',
    "the result's 'all[]' is a function, '() => number', and functions cannot travel; return data",
  ],
  [
    'export const f = (): unknown => 1',
    'warning',
    "the result is of type 'unknown', so that it is not checked or documented; use RpcValue if any value will do",
  ],
  [
    'export function f<Value>(value: Value) {}',
    'error',
    "parameter 'value' is of type 'Value', which depends on a type parameter that no caller can give; use the type it stands for, or RpcValue for any",
  ],
  [
    'export function f<Rest extends string[]>(...rest: Rest) {}',
    'error',
    "parameter '...rest' is of type 'Rest', which depends on a type parameter that no caller can give; use an array, or parameters of their own",
  ],
  [
    'export function f(...rest: [...string[], number]) {}',
    'error',
    "parameter '...rest' is of type '[...string[], number]', with more after its rest; use an array, or parameters of their own",
  ],
  [
    'export function f(...rest: [a: number] | [a: string, b: string]) {}',
    'error',
    "parameter '...rest' is of type '[a: number] | [a: string, b: string]', a choice between lists, and a method has one; use an array, or parameters of their own",
  ],
  [
    'export function f(a: string): void\nexport function f(a: number): void\nexport function f(a: unknown) {}',
    'error',
    'has 2 overloads, and a method has one signature; use optional parameters or unions instead',
  ],
  [
    'export function f(this: Date) {}',
    'error',
    "wants a 'this' of type 'Date', and methods are called without one",
  ],
  [
    '/** @param nam - who */\nexport function f(name: string) {}',
    'warning',
    '@param nam is about no parameter; there is only name',
  ],
  [
    '/** @param a - who */\nexport function f() {}',
    'warning',
    '@param a is about no parameter; there are none',
  ],
  [
    '/** @minimum 1 */\nexport function f(count: number) {}',
    'error',
    '@minimum must stand beneath the @param or the @returns that it is about',
  ],
  [
    '/**\n * @param name - who\n * @pattern (\n */\nexport function f(name: string) {}',
    'error',
    "parameter 'name': @pattern takes a regular expression, not '('",
  ],
  [
    '/**\n * @returns how many\n * @maxLength 5\n */\nexport const f = () => 5',
    'error',
    'the result: @maxLength is about strings, and this is none',
  ],
  [
    'export const f: any = () => 1',
    'warning',
    "is of type 'any', so that nothing is known of it; if it is a function, give it its types",
  ],
]

t.test('a type that cannot travel is refused, and one that says nothing is reported', async t => {
  const source = parameters.map(([type], index) => `export function f${index}(value: ${type}) {}\n`)
  const { problems } = describeSource(t, { 'index.ts': source.join('') + declarations })
  parameters.forEach(([type, severity, message], index) => {
    const found = problems.filter(({ method }) => method === `f${index}`)
    t.strictSame(
      found.map(problem => [problem.severity, problem.message]),
      [[severity, message]],
      type,
    )
  })
})

t.test('a function that callers cannot call, or that says nothing of itself, is reported', async t => {
  const files = functions.map(([source], index) => [`f${index}.ts`, source])
  const exports = functions.map((_, index) => `export { f as f${index} } from './f${index}.ts'`).join('\n')
  const { problems } = describeSource(t, { 'index.ts': exports, ...Object.fromEntries(files) })
  functions.forEach(([source, severity, message], index) => {
    const found = problems.filter(({ method }) => method === `f${index}`)
    t.strictSame(
      found.map(problem => [problem.severity, problem.message]),
      [[severity, message]],
      source,
    )
  })
})

t.test('what the compiler fails on is the trouble of one function', async t => {
  const infinite =
    'has a type with a number in it that is infinite, as 1e999 is, or NaN; write number in its place'
  const { methods, problems } = describeSource(t, {
    'index.ts': `const limits = { most: 1e999 } as const
enum Bounds { Upper = 1 / 0 }
export function a(x: 1e999) {}
export function b() { return limits }
export function c(x: Bounds) {}
export function d(x: number) {}
export const e = Infinity`,
  })
  t.strictSame(
    problems.map(({ severity, method, line, message }) => [severity, method, line, message]),
    [
      ['error', 'a', 3, infinite],
      ['error', 'b', 4, infinite],
      ['error', 'c', 5, infinite],
    ],
  )
  t.strictSame(Object.keys(methods), ['d'])
  t.equal(
    failureWords(new Error('panic: nil map\ngoroutine 1')),
    'cannot be described, as the compiler fails: panic: nil map',
  )
})

t.test('a problem names the place: of the member if it is in the sources, else of the parameter', async t => {
  const { problems } = describeSource(t, {
    'index.ts': `
import type { Job } from './job.ts'

export function start(name: string, job: Job) {}
export const stop = (name: string,
  done: Map<string, string>) => {}`,
    'job.ts': `
export interface Job {
  /** Called at the end. */
  done: () => void
}`,
  })
  t.strictSame(
    problems.map(({ file, line, column, method }) => [method, file, line, column]),
    [
      ['start', 'job.ts', 4, 3],
      ['stop', 'index.ts', 6, 3],
    ],
  )
})

t.test('an entry that the project does not hold is an error', async t => {
  const { problems, methods } = describeSource(t, {
    'index.js': '',
    'tsconfig.json': '{ "include": ["none"] }',
  })
  t.match(problems, [
    { severity: 'error', method: '', line: 1, message: /tsconfig\.json does not include it$/ },
  ])
  t.strictSame(methods, {})
})
