import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { ShBlockingOptions, ShCommand } from '../../src/shell/sh-options.ts'
import type { ShResult } from '../../src/shell/sh-result.ts'
import { forms } from './forms.ts'
import { sameResult } from './same-result.ts'

type Case = [title: string, command: ShCommand, options: ShBlockingOptions, expected: Partial<ShResult>]

const long = 'x'.repeat(1_000_000)

const cases: Case[] = [
  ['a command that succeeds has exit code 0', 'true', {}, {}],
  ['a command that fails has its exit code', 'exit 7', {}, { exitCode: 7 }],
  ['the largest exit code is 255', 'exit 255', {}, { exitCode: 255 }],
  ['a pipe has the exit code of its last command', 'false | true', {}, {}],
  ['a shell that does not find a command has 127', 'no-such-command 2> /dev/null', {}, { exitCode: 127 }],
  ['a command killed by a signal has no exit code', 'kill -9 $$', {}, { exitCode: null, signal: 'SIGKILL' }],
  [
    'a shell whose command was killed has 128 + n',
    "exec 2> /dev/null; sh -c 'kill $$'; exit $?",
    {},
    { exitCode: 143 },
  ],

  ['a string is run by a shell', 'a=1; echo $a && echo "b  c" | tr b d', {}, { out: '1\nd  c\n' }],
  ['an array is run by no shell', ['echo', '$HOME', '; ls', '*'], {}, { out: '$HOME ; ls *\n' }],
  ['an array keeps its borders', ['printf', '%s|', 'a b', '', "'"], {}, { out: "a b||'|" }],

  ['output keeps its last newlines', String.raw`printf 'a\n\n'`, {}, { out: 'a\n\n' }],
  ['output without a last newline gets none', 'printf a', {}, { out: 'a' }],
  ['output keeps CR, NUL and BOM', String.raw`printf '\357\273\277a\r\n\0'`, {}, { out: '\uFEFFa\r\n\0' }],
  ['output is UTF-8', String.raw`printf '\303\244\360\237\230\200'`, {}, { out: 'ä😀' }],
  ['bytes that are not UTF-8 become U+FFFD', String.raw`printf 'a\377b\303'`, {}, { out: 'a\uFFFDb\uFFFD' }],
  ['both streams are kept apart', 'echo a; echo b >&2', {}, { out: 'a\n', err: 'b\n' }],
  ['long output is whole', ['head', '-c', '1000000', '/dev/zero'], {}, { out: '\0'.repeat(1_000_000) }],

  ['standard input is empty', ['cat'], {}, {}],
  ['input is handed over', ['cat'], { input: 'grüße\n' }, { out: 'grüße\n' }],
  ['input may be bytes', ['od', '-An', '-tx1'], { input: Uint8Array.of(0, 255) }, { out: ' 00 ff\n' }],
  ['empty input is empty', ['cat'], { input: '' }, {}],
  ['long input is handed over whole', ['cat'], { input: long }, { out: long }],
  ['input that nobody reads does no harm', 'exec true', { input: long }, {}],
  ['input that is read in part does no harm', ['head', '-c', '2'], { input: long }, { out: 'xx' }],

  ['a command starts in the cwd', ['pwd'], { cwd: '/usr' }, { out: '/usr\n' }],
  ['PATH of env finds the program', ['env'], { env: { PATH: '/none' } }, notFound('env', '/none')],
  [
    'a program that is not found has 127',
    ['no-such'],
    { env: { PATH: '/bin' } },
    notFound('no-such', '/bin'),
  ],
  [
    'a program that does not exist has 127',
    ['/no/such'],
    {},
    { exitCode: 127, err: '/no/such: not found, or the interpreter that its first line names is not\n' },
  ],
  [
    'a directory cannot be run',
    ['/usr'],
    {},
    { exitCode: 126, err: '/usr: cannot be started: permission denied\n' },
  ],
  [
    'arguments that are too long have 126',
    ['true', 'x'.repeat(4_000_000)],
    {},
    { exitCode: 126, err: 'true: cannot be started: argument list too long\n' },
  ],
  ['a missing cwd has 126', 'true', { cwd: '/no/such' }, noDirectory('/no/such')],
  ['a cwd that is a file has 126', ['true'], { cwd: '/etc/passwd' }, noDirectory('/etc/passwd')],

  ['output up to the limit is whole', 'printf 12345', { maxOutputBytes: 5 }, { out: '12345' }],
]

function notFound(file: string, path: string) {
  return { exitCode: 127, err: `${file}: not found in ${path}\n` }
}

function noDirectory(path: string) {
  return { exitCode: 126, err: `cannot start in ${path}: no such directory\n` }
}

for (const [form, launch] of forms) {
  await t.test(form, async t => {
    for (const [title, command, options, expected] of cases) {
      await t.test(title, async t => {
        const result = await launch(command, options)
        t.strictSame(result.command, command, 'the result names the command as it was given')
        sameResult(t, result, expected)
      })
    }

    await t.test('a file that may not be executed has 126', async t => {
      const file = join(t.testdir({ script: '#!/bin/sh\n' }), 'script')
      sameResult(t, await launch([file]), {
        exitCode: 126,
        err: `${file}: cannot be started: permission denied\n`,
      })
    })

    await t.test('a script whose interpreter is missing has 127 and says so', async t => {
      const file = join(t.testdir(), 'script')
      writeFileSync(file, '#!/no/such/interpreter\n')
      chmodSync(file, 0o755)
      const { exitCode, err } = await launch([file])
      t.equal(exitCode, 127)
      t.match(err, 'the interpreter')
    })

    await t.test('a command that writes more than maxOutputBytes is killed', async t => {
      for (const [redirection, stream] of [
        ['', 'out'],
        ['>&2', 'err'],
      ] as const) {
        const result = await launch(`yes ${redirection}`, { maxOutputBytes: 5, timeoutMs: 0 })
        t.equal(result[stream], 'y\ny\ny')
        t.equal(result.truncated, true)
        t.equal(result.timedOut, false)
      }
    })

    await t.test('output is not cut off inside a character', async t => {
      const { out, truncated } = await launch(String.raw`printf 'a\303\244\303\244'`, { maxOutputBytes: 4 })
      t.equal(out, 'aä')
      t.equal(truncated, true)
    })

    await t.test('a command that takes longer than timeoutMs is killed', async t => {
      const { exitCode, timedOut, aborted, truncated } = await launch('sleep 1000', { timeoutMs: 20 })
      t.strictSame([exitCode, timedOut, aborted, truncated], [null, true, false, false])
    })

    await t.test('a later change of the arguments changes neither command nor result', async t => {
      const command = ['echo', 'a']
      const ending = launch(command)
      command[1] = 'b'
      const result = await ending
      t.strictSame([result.command, result.out], [['echo', 'a'], 'a\n'])
    })
  })
}
