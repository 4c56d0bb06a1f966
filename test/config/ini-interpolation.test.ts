import t from 'tap'
import { IniFile } from '../../src/config/ini.ts'
import { ExitCode } from '../../src/errors.ts'

const interpolated: [rule: string, text: string, value: string][] = [
  ['from the same section', 'a = ou=x, %(base)s\nbase = dc=y', 'ou=x, dc=y'],
  ['in any case', 'a = %(baseDN)s\nBASEdn = dc=y', 'dc=y'],
  ['several times', 'a = %(b)s%(c)s%(b)s\nb = 1\nc = 2', '121'],
  ['nested', 'a = %(b)s\nb = %(c)s%%\nc = 1', '1%'],
  ['from [DEFAULT]', 'a = %(b)s\n[DEFAULT]\nb = 1', '1'],
  ['from the section before [DEFAULT]', 'a = %(b)s\nb = 2\n[DEFAULT]\nb = 1', '2'],
  ['%% is %', 'a = 100%% %%(b)s %%%%', '100% %(b)s %%'],
  ['what comes out is not read again', 'a = %(b)s(c)s\nb = %%\nc = 1', '%(c)s'],
  [
    'any other % stays',
    'a = %homeDirectory%/Maildir/ 5% %d %(b)d %()s %(b %',
    '%homeDirectory%/Maildir/ 5% %d %(b)d %()s %(b %',
  ],
  ['ten levels', chain(10), 'end'],
]

await t.test('%(name)s is filled in', async t => {
  for (const [rule, text, value] of interpolated) {
    t.equal(IniFile.parse(`[s]\n${text}`, 'x.ini').get('s', 'a'), value, rule)
  }
})

const notInterpolated: [rule: string, text: string, message: string][] = [
  [
    'a missing name',
    'a = %(baseDN)s',
    "x.ini: [s] a: %(baseDN)s needs an option 'basedn' in [s] or [DEFAULT];" +
      ' add it there, or write %%(baseDN)s to keep the text as it is',
  ],
  [
    'a name that is only in another section',
    'a = %(b)s\n[t]\nb = 1',
    "x.ini: [s] a: %(b)s needs an option 'b' in [s] or [DEFAULT];" +
      ' add it there, or write %%(b)s to keep the text as it is',
  ],
  [
    'a missing name further on',
    'a = %(b)s\nb = %(c)s',
    "x.ini: [s] a -> b: %(c)s needs an option 'c' in [s] or [DEFAULT];" +
      ' add it there, or write %%(c)s to keep the text as it is',
  ],
  [
    'a circle',
    'a = %(b)s\nb = %(c)s\nc = %(B)s',
    'x.ini: [s] a -> b -> c -> b: these options refer to each other in a circle; break it',
  ],
  [
    'an option within itself',
    'a = x%(a)s',
    'x.ini: [s] a -> a: these options refer to each other in a circle; break it',
  ],
  [
    'eleven levels',
    chain(11),
    'x.ini: [s] a -> l1 -> l2 -> l3 -> l4 -> l5 -> l6 -> l7 -> l8 -> l9 -> l10:' +
      ' references may be nested 10 levels deep; write one of the values out',
  ],
]

await t.test('what cannot be filled in is an error that says where, and what is missing', async t => {
  for (const [rule, text, message] of notInterpolated) {
    const ini = IniFile.parse(`[s]\n${text}`, 'x.ini')
    const code = 'MMC_ERR_CONFIG_INTERPOLATION'
    t.throws(
      () => ini.get('s', 'A'),
      { message: `${code}: ${message}`, code, exitCode: ExitCode.configuration },
      rule,
    )
  }
})

await t.test('nothing is filled in before it is asked for', async t => {
  const ini = IniFile.parse('[main]\nport = 1\n[formatter]\nformat = %(asctime)s %(message)s', 'x.ini')
  t.equal(ini.get('main', 'port'), '1')
  t.equal(ini.raw('formatter', 'format'), '%(asctime)s %(message)s')
})

await t.test('an interpolation error names the file that holds the reference', async t => {
  const main = IniFile.parse('[s]\na = %(b)s\nb = 1', 'x.ini')
  const both = main.overriddenBy(IniFile.parse('[s]\nb = %(c)s', 'x.ini.local'))
  t.throws(() => both.get('s', 'a'), { message: /: x\.ini\.local: \[s\] a -> b: %\(c\)s / })
})

/** Option a, whose value is so many references away from "end", each in an option of its own. */
function chain(levels: number) {
  const names = ['a', ...Array.from({ length: levels - 1 }, (_, at) => `l${at + 1}`), 'last']
  return names.map((name, at) => `${name} = ${name === 'last' ? 'end' : `%(${names[at + 1]})s`}`).join('\n')
}
