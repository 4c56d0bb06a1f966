import t from 'tap'
import { inOneLine, jsonText, printable } from '../../src/cli/printable.ts'
import { screenOf } from '../../src/cli/screen.ts'
import { paragraph, table } from '../../src/cli/table.ts'

const terminal = (columns: number) => screenOf({ isTTY: true, columns }, false)
const pipe = screenOf({}, false)

const rows = [
  ['NAME', 'WORDS'],
  ['short', 'one two three four five six'],
  ['a longer name', '日本語 日本語 日本語'],
]

t.test('a table that fits is as wide as its cells', async t => {
  t.strictSame(table(rows, terminal(80)).split('\n'), [
    'NAME           WORDS',
    'short          one two three four five six',
    'a longer name  日本語 日本語 日本語',
  ])
})

t.test('a table that does not fit is wrapped between words; wide characters count as two', async t => {
  t.strictSame(
    table(rows, terminal(32))
      .split('\n')
      .map(line => line.trimEnd()),
    [
      'NAME           WORDS',
      'short          one two three',
      '               four five six',
      'a longer name  日本語 日本語',
      '               日本語',
    ],
  )
})

t.test('where there is no room for the words of a row, its cells stand beneath each other', async t => {
  t.strictSame(
    table([['example.func1(name,', 'what is greeted']], terminal(20))
      .split('\n')
      .map(line => line.trimEnd()),
    ['example.func1(name,', '    what is greeted'],
  )
})

t.test('without a terminal each row is one line', async t => {
  t.equal(
    table(
      [
        ['a', 'x '.repeat(200).trim()],
        ['bb', 'two\nlines'],
      ],
      pipe,
    ),
    `a   ${'x '.repeat(200).trim()}\nbb  two lines`,
  )
  t.equal(paragraph('one\ntwo', pipe, 2), '  one\n  two')
})

t.test('colours do not count, and are there only where they are wanted', async t => {
  const colours = screenOf({ isTTY: true, columns: 30 }, true)
  const painted = table([[colours.paint('red', 'red'), 'one two three four five six seven']], colours)
  t.equal(painted, `${colours.paint('red', 'red')}  one two three four five\n     six seven`)
  t.equal(colours.paint('red', 'red'), '\u001b[31mred\u001b[39m')
  t.equal(pipe.paint('red', 'red'), 'red')
  t.equal(screenOf({ isTTY: true, columns: 0 }, false).columns, 80)
})

t.test('hundreds of rows are laid out', async t => {
  const many = Array.from({ length: 500 }, (_, index) => [
    `plugin.method${index}(a, b)`,
    'word '.repeat(40).trim(),
  ])
  t.ok(table(many, terminal(80)).split('\n').length > 500)
})

t.test('text from elsewhere cannot move the cursor, nor turn the order of letters', async t => {
  for (const [text, shown] of [
    ['plain ünïcödé 日本 👍', 'plain ünïcödé 日本 👍'],
    ['a\u001b[2Jb', String.raw`a\u001b[2Jb`],
    ['a\r\u0007\u0000b', String.raw`a\u000d\u0007\u0000b`],
    ['\u009b31m\u007f', String.raw`\u009b31m\u007f`],
    ['user\u202etxt.exe\u2066', String.raw`user\u202etxt.exe\u2066`],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ] as const) {
    t.equal(printable(text), shown)
  }
  t.equal(inOneLine(' a\n  b\t\u001b '), String.raw`a b \u001b`)
  const value = { 'a\u009b': ['\u001b', '\u202e', '\u2028', '\u007f'] }
  t.match(jsonText(value), /^[ -~]+$/)
  t.strictSame(JSON.parse(jsonText(value, 2)), value)
  t.equal(jsonText(undefined), 'null')
})
