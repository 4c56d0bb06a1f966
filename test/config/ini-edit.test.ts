import t from 'tap'
import { setOption } from '../../src/config/ini-edit.ts'

const cases: readonly [title: string, before: string, after: string][] = [
  ['nothing at all', '', '[users]\nada = new\n'],
  ['no such section', '[main]\na = 1\n', '[main]\na = 1\n\n[users]\nada = new\n'],
  ['no line end at the end', '[main]\na = 1', '[main]\na = 1\n\n[users]\nada = new\n'],
  ['an empty section', '[users]\n', '[users]\nada = new\n'],
  ['an empty section without a line end', '[users]', '[users]\nada = new\n'],
  [
    'other users and comments',
    '# our users\n[users]\n; the first\nbob = 1\n# the last\n\n[other]\nada = 2\n',
    '# our users\n[users]\n; the first\nbob = 1\nada = new\n# the last\n\n[other]\nada = 2\n',
  ],
  ['the user', '[users]\nbob = 1\nada = old\neve = 3\n', '[users]\nbob = 1\nada = new\neve = 3\n'],
  ['the user in another spelling', '[users]\nADA: old\nbob = 1\n', '[users]\nada = new\nbob = 1\n'],
  ['the user without a line end', '[users]\nada = old', '[users]\nada = new\n'],
  [
    'the user on several lines',
    '[users]\nada = old\n  more\n\n  lines\nbob = 1\n',
    '[users]\nada = new\nbob = 1\n',
  ],
  [
    'the user twice, in two places',
    '[users]\nada = 1\nbob = 2\n[other]\nx = y\n[users]\nada = 3\neve = 4\n',
    '[users]\nbob = 2\n[other]\nx = y\n[users]\nada = new\neve = 4\n',
  ],
  ['lines that are indented', '[users]\n  ada = old\n  bob = 1\n', '[users]\n  ada = new\n  bob = 1\n'],
  [
    'an indented section behind',
    '[users]\n bob = 1\n [other]\n x = y\n',
    '[users]\n bob = 1\n ada = new\n [other]\n x = y\n',
  ],
  ['line ends of Windows', '[users]\r\nbob = 1\r\n', '[users]\r\nbob = 1\r\nada = new\r\n'],
  ['line ends of old', '[users]\rbob = 1\r[x]\r', '[users]\rbob = 1\rada = new\r[x]\r'],
  ['a byte order mark', '\uFEFF[users]\nada = old\n', '\uFEFF[users]\nada = new\n'],
  ['defaults', '[DEFAULT]\nada = 1\n[users]\n', '[DEFAULT]\nada = 1\n[users]\nada = new\n'],
]

for (const [title, before, after] of cases) {
  t.test(`an option is set in a text with ${title}, and all else stays`, async t => {
    t.equal(setOption(before, 'users', 'ada', 'new', 'users.ini'), after)
  })
}

t.test('where all else would not stay, nothing is changed', async t => {
  // The header below would become a line of the new value.
  t.throws(() => setOption('[users]\n  [other]\n  x = 1\n', 'users', 'ada', 'new', 'u.ini'), RangeError)
})

t.test('a text that is no ini file is refused with the number of the line', async t => {
  t.throws(() => setOption('[users]\nnonsense\n', 'users', 'ada', 'new', 'u.ini'), {
    message: /^MMC_ERR_CONFIG_SYNTAX: u\.ini, line 2/,
  })
})
