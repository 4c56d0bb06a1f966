import t from 'tap'
import { forDashboards, wordsOf } from '../../src/plugin-host/words.ts'

class OddError extends Error {
  override name = 'OddError'
}

const cases: [title: string, thrown: unknown, words: string][] = [
  ['an error by its message', new Error('no database'), 'no database'],
  [
    'another kind of error by its name too',
    new TypeError('x is not a function'),
    'TypeError: x is not a function',
  ],
  ['an error of the author by its own name', new OddError('strange'), 'OddError: strange'],
  ['a path by its last part', new Error("open '/etc/mmc/secret.ini'"), "open 'secret.ini'"],
  ['a file address by its last part', new Error('in file:///srv/mmc/x/index.js:3'), 'in index.js:3'],
  ['a folder by its last part', new Error('read /srv/mmc/'), 'read mmc'],
  ['lines as one', new Error('first\n  second'), 'first second'],
  ['a thrown text', 'just a text', "a thrown 'just a text'"],
  ['null', null, 'a thrown null'],
  ['undefined', undefined, 'a thrown undefined'],
  ['an object', { code: 1, deep: {} }, 'a thrown { code: 1, deep: {} }'],
]

for (const [title, thrown, words] of cases) {
  t.test(`a dashboard is told ${title}`, async t => t.equal(wordsOf(thrown), words))
}

t.test('what is no path stays', async t => {
  for (const text of [
    '1/2 of it',
    'src/http/server.ts',
    './a/b/c',
    'and/or',
    'a / b',
    '/rpc is taken',
    'km/h',
    '50 %',
  ])
    t.equal(forDashboards(text), text)
})

t.test('endless words come to an end', async t => {
  t.equal(wordsOf(new Error('x'.repeat(10_000))).length, 401)
})
