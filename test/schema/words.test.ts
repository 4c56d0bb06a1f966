import t from 'tap'
import type { Documentation } from '../../src/rpc/method.ts'
import { parseComment } from '../../src/schema/comment-text.ts'
import { documentationOf, parameterWords, resultWords, wordsOf } from '../../src/schema/documentation.ts'

/** A comment without its frame, and what it says about a function `add`. */
const comments: readonly (readonly [comment: string, words: Documentation])[] = [
  ['', { summary: '' }],
  ['Adds a user.', { summary: 'Adds a user.' }],
  ['Adds a user\nto the directory.', { summary: 'Adds a user to the directory.' }],
  [
    'Adds.\n\nIt takes\na while.\n\nOr two.',
    { summary: 'Adds.', description: 'It takes\na while.\n\nOr two.' },
  ],
  ['Adds.\n\n@remarks\nSlowly.', { summary: 'Adds.', description: 'Slowly.' }],
  ['Adds.\n\nMore.\n@remarks Slowly.', { summary: 'Adds.', description: 'More.\n\nSlowly.' }],
  ['See {@link getUser}.', { summary: 'See `getUser`.' }],
  ['See {@link getUser | how to get one}.', { summary: 'See how to get one.' }],
  ['See {@link https://example.org}.', { summary: 'See https://example.org.' }],
  ['See {@link https://example.org the page}.', { summary: 'See the page (https://example.org).' }],
  ['Gives {@code null}.', { summary: 'Gives `null`.' }],
  ['Write to root@example.org\nor @home.', { summary: 'Write to root@example.org or @home.' }],
  [
    '@throws Fault 5, if there is one\n@throws {Fault} 6',
    { summary: '', throws: ['Fault 5, if there is one', '6'] },
  ],
  ['@deprecated', { summary: '', deprecated: '' }],
  ['@deprecated Use {@link create}.', { summary: '', deprecated: 'Use `create`.' }],
  ['Adds.\n@internal', { summary: 'Adds.' }],
  [
    'Adds one. @param x a thing @returns y @deprecated use b @throws Fault 1',
    { summary: 'Adds one.', deprecated: 'use b', throws: ['Fault 1'] },
  ],
  ['Write to a@param.de, @ada or @deprecated.', { summary: 'Write to a@param.de, @ada or @deprecated.' }],
  ['Say `x @deprecated` or "x @throws y".', { summary: 'Say `x @deprecated` or "x @throws y".' }],
  ['See {@link add @deprecated it}.', { summary: 'See @deprecated it.' }],
  ['Adds.\n@since 1 @deprecated', { summary: 'Adds.', deprecated: '' }],
  [
    '@example add(1) // @deprecated one',
    { summary: '', examples: [{ text: 'add(1) // @deprecated one', params: [1] }] },
  ],
  [
    'Adds. @example add(1) // a @throws b',
    { summary: 'Adds.', examples: [{ text: 'add(1) // a @throws b', params: [1] }] },
  ],
  [
    '@example\nadd(1) // a @throws b',
    { summary: '', examples: [{ text: 'add(1) // a @throws b', params: [1] }] },
  ],
  ['@example\nadd(name)', { summary: '', examples: [{ text: 'add(name)' }] }],
  [
    "@example\n```ts\n@decorated\nadd('a')\n```\n@example add()",
    { summary: '', examples: [{ text: "@decorated\nadd('a')" }, { text: 'add()', params: [] }] },
  ],
]

for (const [comment, words] of comments) {
  t.test(`the words of ${JSON.stringify(comment)}`, async t => {
    t.strictSame(documentationOf(parseComment(framed(comment)), 'add'), words)
  })
}

/** A `@param`, the name, the words and the default that it gives. */
const params: readonly (readonly [line: string, name: string, description: string, byDefault?: string])[] = [
  ['name', 'name', ''],
  ['name the name', 'name', 'the name'],
  ['name - the name', 'name', 'the name'],
  [' name  the name', 'name', 'the name'],
  ['  name  -  the name', 'name', 'the name'],
  [' {string}  name the name', 'name', 'the name'],
  ['name the name @returns it', 'name', 'the name'],
  ['name - the name,\n  and more', 'name', 'the name,\n  and more'],
  ['{string} name the name', 'name', 'the name'],
  ['{{ a: { b: string } }} name - the name', 'name', 'the name'],
  ['{string} [name] the name', 'name', 'the name'],
  ["{string} [name='ada'] the name", 'name', 'the name', "'ada'"],
  ['{string[]} [names=[]] the names', 'names', 'the names', '[]'],
]

for (const [line, name, description, byDefault] of params) {
  t.test(`@param ${line}`, async t => {
    const [words, ...more] = parameterWords(parseComment(framed(`@param ${line}`)))
    t.strictSame([words?.name, words?.description, words?.default, more], [name, description, byDefault, []])
  })
}

t.test('what is said of a member of a parameter is not said of a parameter', async t => {
  t.strictSame(parameterWords(parseComment(framed('@param options.force - at once'))), [])
})

t.test('@return is @returns', async t => {
  for (const tag of ['@return', '@returns', '@returns {Promise<{ a: string }>}']) {
    t.equal(resultWords(parseComment(framed(`${tag} all of them`)))?.description, 'all of them')
  }
})

t.test('a type has all its words in one text', async t => {
  t.equal(wordsOf(parseComment(framed('A user.\n\nOr not.\n@remarks Yes.'))), 'A user.\n\nOr not.\n\nYes.')
  t.equal(wordsOf(parseComment(framed('@typedef {object} User A user.'))), 'A user.')
  t.equal(wordsOf(parseComment(framed('@minimum 1'))), undefined)
})

t.test('a comment of one line has no frame left, and tags know where they stand', async t => {
  t.strictSame(parseComment('/** Adds. */'), { body: 'Adds.', tags: [] })
  t.strictSame(parseComment('/** @minimum 1 */'), {
    body: '',
    tags: [{ name: 'minimum', text: '1', offset: 4 }],
  })
  t.strictSame(parseComment('/** The age. @minimum 5 @maximum  7 */'), {
    body: 'The age.',
    tags: [
      { name: 'minimum', text: '5', offset: 13 },
      { name: 'maximum', text: '7', offset: 24 },
    ],
  })
  t.strictSame(parseComment('/**\r\n * Adds.\r\n *\r\n * @since 1\r\n */').body, 'Adds.')
  const comment = '/**\n * Adds.\n * @since 1\n */'
  t.equal(parseComment(comment).tags[0]?.offset, comment.indexOf('@since'))
})

function framed(text: string) {
  return `/**\n${text
    .split('\n')
    .map(line => ` * ${line}\n`)
    .join('')} */`
}
