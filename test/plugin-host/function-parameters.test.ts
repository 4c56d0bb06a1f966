import { runInThisContext } from 'node:vm'
import t from 'tap'
import { type AnyFunction, functionParameters } from '../../src/plugin-host/function-parameters.ts'
import { callLine } from '../../src/rpc/method.ts'

// Read as a plugin would write them, before any compiler has touched them.
const functions: Readonly<Record<string, string>> = {
  'm(a, b)': 'function (a, b) { return 1 }',
  'm(name)': 'name => name',
  'm()': '() => 1',
  'm(a, b = 2)': 'async (a, b = 2) => a',
  "m(a, text = 'a, b) => {', c = [1, { d: 2 }])": "function f(a, text = 'a, b) => {', c = [1, { d: 2 }]) {}",
  'm(first, ...others)': '(first, ...others) => others',
  'm(parameter1, b)': '({ a, c = 1 }, b) => a',
  'm(parameter1 = {})': '({ a } = {}) => a',
  'm(a, parameter2)': 'async function* (a, [b]) {}',
  'm(a, b = (c, d) => c)': 'function (a, b = (c, d) => c) {}',
  'm(a, b = 1)': 'function (a, /* why */ b = 1) {}',
  'm(shorthand)': '({ m(shorthand) {} }).m',
  'm(later, b = 1)': '({ async m(later, b = 1) {} }).m',
  'm($, _)': '($, _) => 1',
}

for (const [line, source] of Object.entries(functions)) {
  t.test(`the parameters of ${source} are read as ${line}`, async t => {
    const fn: AnyFunction = runInThisContext(`(${source})`)
    t.equal(text(fn), line)
  })
}

t.test('a function whose source tells nothing takes anything', async t => {
  t.equal(functionParameters(Math.max as AnyFunction), null)
  t.equal(functionParameters(((a: unknown) => a).bind(null)), null)
})

function text(fn: AnyFunction) {
  return callLine({
    name: 'm',
    owner: '',
    plugin: null,
    parameters: functionParameters(fn),
    result: {},
    schemas: {},
    documentation: { summary: '' },
    access: 'user',
    invoke: fn,
  })
}
