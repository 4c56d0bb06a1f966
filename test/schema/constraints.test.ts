import t from 'tap'
import { constrained } from '../../src/schema/constraints.ts'

const schemas = {
  number: { type: 'number' },
  integer: { type: 'integer' },
  string: { type: 'string' },
  array: { type: 'array', items: {} },
  object: { type: 'object' },
}

/** A tag, what it narrows, and the keyword's value, or what it takes instead. */
const tags: readonly (readonly [tag: string, kind: keyof typeof schemas, value: unknown, wants?: string])[] =
  [
    ['minimum 0', 'integer', 0],
    ['minimum -1.5', 'number', -1.5],
    ['maximum 1e3', 'number', 1000],
    ['exclusiveMinimum 0', 'number', 0],
    ['exclusiveMaximum 1', 'number', 1],
    ['multipleOf 0.5', 'number', 0.5],
    ['minLength 1', 'string', 1],
    ['maxLength 8', 'string', 8],
    ['pattern ^a+$', 'string', '^a+$'],
    ['pattern /^a b$/', 'string', '^a b$'],
    ['format email', 'string', 'email'],
    ['minItems 1', 'array', 1],
    ['maxItems 2', 'array', 2],
    ['uniqueItems', 'array', true],
    ['uniqueItems false', 'array', false],
    ['minProperties 1', 'object', 1],
    ['maxProperties 2', 'object', 2],
    ['minimum', 'number', undefined, "@minimum takes a number, not ''"],
    ['minimum ten', 'number', undefined, "@minimum takes a number, not 'ten'"],
    ['multipleOf 0', 'number', undefined, "@multipleOf takes a number above 0, not '0'"],
    ['minLength -1', 'string', undefined, "@minLength takes a whole number from 0, not '-1'"],
    ['maxItems 1.5', 'array', undefined, "@maxItems takes a whole number from 0, not '1.5'"],
    ['pattern [', 'string', undefined, "@pattern takes a regular expression, not '['"],
    [
      'pattern ^(?!root)',
      'string',
      undefined,
      "@pattern takes a regular expression that can be run in linear time, not '^(?!root)': it looks ahead or behind",
    ],
    [
      'pattern (a)\\1',
      'string',
      undefined,
      "@pattern takes a regular expression that can be run in linear time, not '(a)\\1': it refers back to a group",
    ],
    ['format e mail', 'string', undefined, "@format takes one word, not 'e mail'"],
    ['uniqueItems yes', 'array', undefined, "@uniqueItems takes nothing, or true or false, not 'yes'"],
    ['minimum 1', 'string', undefined, '@minimum is about numbers, and this is none'],
    ['minLength 1', 'array', undefined, '@minLength is about strings, and this is none'],
  ]

for (const [line, kind, value, message] of tags) {
  t.test(`@${line} on a value of type ${kind}`, async t => {
    const [name = '', ...rest] = line.split(' ')
    const tag = { name, text: rest.join(' '), offset: 0 }
    const { schema, mistakes } = constrained(schemas[kind], [tag])
    t.strictSame(schema, value === undefined ? schemas[kind] : { ...schemas[kind], [name]: value })
    t.strictSame(mistakes, message === undefined ? [] : [{ tag, message }])
  })
}

t.test('of a union, the branches that a tag is about are narrowed', async t => {
  const { schema } = constrained({ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] }, [
    { name: 'minimum', text: '1', offset: 0 },
    { name: 'since', text: '2.0', offset: 0 },
  ])
  t.strictSame(schema, { anyOf: [{ type: 'string' }, { type: 'number', minimum: 1 }, { type: 'null' }] })
})

t.test('bounds that leave no value are a mistake of the later one', async t => {
  const cases: [kind: keyof typeof schemas, lines: readonly string[], message?: string][] = [
    ['number', ['minimum 3', 'maximum 1'], '@maximum leaves no value: minimum is 3, and maximum is 1'],
    ['number', ['maximum 1', 'minimum 3'], '@minimum leaves no value: minimum is 3, and maximum is 1'],
    [
      'number',
      ['exclusiveMinimum 1', 'maximum 1'],
      '@maximum leaves no value: exclusiveMinimum is 1, and maximum is 1',
    ],
    [
      'string',
      ['minLength 2', 'maxLength 1'],
      '@maxLength leaves no value: minLength is 2, and maxLength is 1',
    ],
    ['array', ['minItems 2', 'maxItems 1'], '@maxItems leaves no value: minItems is 2, and maxItems is 1'],
    ['number', ['minimum 1', 'maximum 1']],
    ['number', ['exclusiveMinimum 1', 'exclusiveMaximum 2']],
  ]
  for (const [kind, lines, message] of cases) {
    const tags = lines.map(line => {
      const [name = '', text = ''] = line.split(' ')
      return { name, text, offset: 0 }
    })
    const { mistakes } = constrained({ anyOf: [schemas[kind], { type: 'null' }] }, tags)
    t.strictSame(mistakes, message === undefined ? [] : [{ tag: tags[1], message }])
  }
})
