import { constants } from 'node:buffer'
import t from 'tap'
import { shLaunch } from '../../src/shell/sh-launch.ts'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'
import type { ShCommand, ShOptions } from '../../src/shell/sh-options.ts'

type Case = [command: unknown, options: unknown, message: string]

const someMs = 'must be a whole number from 0 to 2147483647'
const someBytes = `must be a whole number from 1 to ${constants.MAX_STRING_LENGTH}`

const wrong: Case[] = [
  ['', {}, 'command must be a text that says something, not an empty text'],
  [' \n', {}, 'command must be a text that says something, not an empty text'],
  ['echo a\0b', {}, 'command must be a text without NUL or an array of texts, not a text with NUL'],
  [undefined, {}, 'command must be a text without NUL or an array of texts, not undefined'],
  [null, {}, 'command must be a text without NUL or an array of texts, not null'],
  [7, {}, 'command must be a text without NUL or an array of texts, not 7'],
  [{ 0: 'true' }, {}, 'command must be a text without NUL or an array of texts, not a value of type object'],
  [[], {}, 'command must be an array that begins with a program, not an array of 0'],
  [['', 'a'], {}, 'command must be an array that begins with a program, not an array of 2'],
  [['echo', 7], {}, 'command[1] must be a text without NUL, not 7'],
  [['echo', 'a\0b'], {}, 'command[1] must be a text without NUL, not a text with NUL'],
  [['echo', undefined], {}, 'command[1] must be a text without NUL, not undefined'],

  ['true', null, 'options must be an object, not null'],
  ['true', [], 'options must be an object, not an array of 0'],
  ['true', { timeoutMs: -1 }, `timeoutMs ${someMs}, not -1`],
  ['true', { timeoutMs: 0.5 }, `timeoutMs ${someMs}, not 0.5`],
  ['true', { timeoutMs: Number.NaN }, `timeoutMs ${someMs}, not NaN`],
  ['true', { timeoutMs: 2 ** 31 }, `timeoutMs ${someMs}, not 2147483648`],
  ['true', { timeoutMs: '5' }, `timeoutMs ${someMs}, not a text`],
  ['true', { timeoutMs: null }, `timeoutMs ${someMs}, not null`],
  ['true', { maxOutputBytes: 0 }, `maxOutputBytes ${someBytes}, not 0`],
  ['true', { maxOutputBytes: 2 ** 40 }, `maxOutputBytes ${someBytes}, not ${2 ** 40}`],
  ['true', { input: [1] }, 'input must be a text or a Uint8Array, not an array of 1'],
  ['true', { cwd: '' }, 'cwd must be the path of a directory, not an empty text'],
  ['true', { cwd: '/a\0b' }, 'cwd must be the path of a directory, not a text with NUL'],
  ['true', { env: 'A=b' }, 'env must be an object, not a text'],
  ['true', { env: ['A=b'] }, 'env must be an object, not an array of 1'],
  ['true', { env: { 'A=b': 'c' } }, 'env has a name that is empty or holds = or NUL'],
  ['true', { env: { '': 'c' } }, 'env has a name that is empty or holds = or NUL'],
  ['true', { env: { A: 1 } }, 'env.A must be a text without NUL, not 1'],
  ['true', { env: { A: 'b\0' } }, 'env.A must be a text without NUL, not a text with NUL'],
]

const wrongForDeferred: Case[] = [
  [
    'true',
    { signal: new AbortController() },
    'signal must be an AbortSignal or null, not a value of type object',
  ],
  ['true', { killGraceMs: -1 }, `killGraceMs ${someMs}, not -1`],
  [
    'true',
    { timeout: 5 },
    "there is no option 'timeout'; known: timeoutMs, maxOutputBytes, input, env, cwd, signal, killGraceMs",
  ],
]

const wrongForBlocking: Case[] = ['signal', 'killGraceMs'].map(name => [
  'true',
  { [name]: undefined },
  `there is no option '${name}'; known: timeoutMs, maxOutputBytes, input, env, cwd`,
])

for (const [command, options, message] of [...wrong, ...wrongForDeferred]) {
  await t.test(`shLaunchDeferred rejects: ${message}`, async t => {
    // The casts: a plugin need not be written in TypeScript.
    const ending = shLaunchDeferred(command as ShCommand, options as ShOptions)
    await t.rejects(ending, { constructor: TypeError, message })
  })
}

for (const [command, options, message] of [...wrong, ...wrongForBlocking]) {
  await t.test(`shLaunch throws: ${message}`, async t => {
    t.throws(() => shLaunch(command as ShCommand, options as ShOptions), { constructor: TypeError, message })
  })
}

await t.test('an option that is undefined has its default', async t => {
  const options = {
    timeoutMs: undefined,
    input: undefined,
    env: undefined,
    cwd: undefined,
  } as unknown as ShOptions
  t.equal((await shLaunchDeferred('true', options)).exitCode, 0)
})

await t.test('a variable may have any name that the kernel takes', async t => {
  const { out } = await shLaunchDeferred(['env'], { env: { constructor: '1', 'a-b c': '2', ä: '3' } })
  for (const line of ['constructor=1', 'a-b c=2', 'ä=3']) t.ok(out.split('\n').includes(line), line)
})
