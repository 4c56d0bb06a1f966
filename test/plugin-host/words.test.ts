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
  ['a path in brackets', new Error("open '/srv/(prod)/key,v1/x'"), "open 'x'"],
  [
    'a quoted path with blanks by its last part',
    new Error("chmod go-w '/srv/my plugins/x y', it's"),
    "chmod go-w 'x y', it's",
  ],
  ['a path of one part', new Error("open '/secretdir'"), "open 'secretdir'"],
  [
    'the wrapper of the import',
    new Error('imported from data:text/javascript,import%20x'),
    'imported from index.js',
  ],
  ['a cause', new Error('no printer', { cause: new Error('ECONNREFUSED') }), 'no printer (ECONNREFUSED)'],
  ['that there is no message', new TypeError(), 'TypeError: no message'],
  ['lines as one', new Error('first\n  second'), 'first second'],
  ['a thrown text', 'just a text', "thrown value: 'just a text'"],
  ['null', null, 'thrown value: null'],
  ['undefined', undefined, 'thrown value: undefined'],
  ['an object', { code: 1, deep: {} }, 'thrown value: { code: 1, deep: {} }'],
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
    'https://cups.example/admin/printers',
    'km/h',
    '50 %',
  ])
    t.equal(forDashboards(text), text)
})

t.test('endless words come to an end', async t => {
  t.equal(wordsOf(new Error('x'.repeat(10_000))).length, 401)
})

t.test("a plugin's own folder is left out as a whole, with whatever is in its name", async t => {
  const folder = '/srv/sp ace/#?ü/x'
  t.equal(wordsOf(new Error(`open '${folder}/sub dir/a'`), folder), "open 'sub dir/a'")
  t.equal(wordsOf(new Error('in file:///srv/sp%20ace/%23%3F%C3%BC/x/index.js'), folder), 'in index.js')
})
