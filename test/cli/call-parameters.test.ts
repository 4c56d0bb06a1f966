import t from 'tap'
import { type Callee, readParameters } from '../../src/cli/call-parameters.ts'
import type { JsonSchema } from '../../src/rpc/json-schema.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }

function method(
  ...parameters: readonly [name: string, schema: JsonSchema, kind?: 'optional' | 'rest' | 'unnamed'][]
): Callee {
  return {
    name: 'users.add',
    parameters: parameters.map(([name, schema, kind]) => ({
      name,
      schema,
      optional: kind === 'optional',
      rest: kind === 'rest',
      ...(kind === 'unnamed' && { unnamed: true as const }),
    })),
    schemas: {
      User: { type: 'object', properties: { login: text } },
      Loop: { anyOf: [{ $ref: '#/$defs/Loop' }] },
    },
  }
}

const files: Readonly<Record<string, string | Uint8Array>> = {
  'object.json': '{"uid": 7, "login": "ada"}',
  'array.json': '["ada", 7]',
  'number.json': '7\n',
  'text.txt': '"ada"\n',
  'bytes.bin': new Uint8Array([0, 255]),
  '-': '["from standard input"]',
}

const read = (callee: Callee, words: readonly string[]) =>
  readParameters(callee, words, async path => Buffer.from(files[path] ?? ''))

const one = (schema: JsonSchema) => method(['value', schema])

t.test('a text is read by the type of its parameter', async t => {
  const user = { $ref: '#/$defs/User' }
  const cases: [JsonSchema, string, unknown][] = [
    [text, '007', '007'],
    [text, 'true', 'true'],
    [text, '"quoted"', '"quoted"'],
    [text, '', ''],
    [{ ...text, pattern: '^a' }, 'b', 'b'],
    [integer, '10', 10],
    [integer, '-1', -1],
    [integer, '1e3', 1000],
    [{ type: 'number' }, '-.5', -0.5],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'null' }, 'null', null],
    [{ rpcType: 'bigint' }, '18446744073709551616', '18446744073709551616'],
    [{ rpcType: 'bytes' }, 'AP8=', 'AP8='],
    [{ rpcType: 'date' }, '2024-02-29', '2024-02-29T00:00:00.000Z'],
    [{ rpcType: 'date' }, '2024-02-29 12:34', '2024-02-29T12:34:00.000Z'],
    [{ rpcType: 'date' }, '2024-02-29T12:34:56+01:00', '2024-02-29T11:34:56.000Z'],
    [{ type: 'array', items: text }, '["a"]', ['a']],
    [user, '{"login": "ada"}', { login: 'ada' }],
    [{ type: 'string', enum: ['fast', 'slow'] }, 'slow', 'slow'],
    [{ enum: [1, 2, 'two'] }, '2', 2],
    [{ const: true }, 'true', true],
    [{ anyOf: [text, integer] }, '7', 7],
    [{ anyOf: [text, integer] }, '7a', '7a'],
    [{ anyOf: [text, { type: 'null' }] }, 'null', null],
    [{ anyOf: [user, { type: 'array' }] }, '[1]', [1]],
    [{ type: ['string', 'boolean'] }, 'true', true],
    [{ allOf: [user, { minProperties: 1 }] }, '{}', {}],
    [{}, 'true', true],
    [{}, '"12"', '12'],
    [{}, 'Ada', 'Ada'],
    [{ $ref: '#/$defs/Loop' }, '7', 7],
    [{ $ref: '#/$defs/None' }, '7', 7],
  ]
  for (const [schema, word, value] of cases) {
    t.strictSame(await read(one(schema), [word]), [value], `${JSON.stringify(schema)} ${word}`)
    t.strictSame(await read(one(schema), [`value=${word}`]), { value }, `value=${word}`)
  }
  const [now] = (await read(one({ rpcType: 'date' }), ['now'])) as [string]
  t.match(now, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

t.test('a text that cannot be what is asked for is refused, and never shown', async t => {
  const cases: [JsonSchema, string, string | RegExp][] = [
    [integer, 'ten', 'an integer'],
    [integer, '1.5', 'an integer'],
    [integer, '9007199254740993', 'an integer'],
    [integer, '', 'an integer'],
    [integer, '0x10', 'an integer'],
    [{ type: 'number' }, 'NaN', 'a number'],
    [{ type: 'boolean' }, '1', 'a boolean'],
    [{ rpcType: 'bytes' }, 'AP8', 'bytes in base64'],
    [{ rpcType: 'date' }, '2024-02-30', 'a date such as 2024-02-29T12:34:56Z'],
    [{ rpcType: 'date' }, 'yesterday', 'a date such as 2024-02-29T12:34:56Z'],
    [{ rpcType: 'bigint' }, '1.0', /^an integer, beyond/],
    [{ type: 'array', items: text }, 'a,b', 'an array of strings, written as JSON'],
    [{ $ref: '#/$defs/User' }, '[]', 'a struct, written as JSON'],
    [{ enum: ['fast', 'slow'] }, 'fastt', "'fast' or 'slow'"],
    [{ anyOf: [integer, { type: 'null' }] }, 'x', 'an integer or null'],
    [{}, '[1,', 'JSON, as it begins like it'],
  ]
  for (const [schema, word, expected] of cases) {
    const error = await read(one(schema), [word]).catch((error: unknown) => error)
    t.match(error, { code: 'MMC_ERR_USAGE', exitCode: 2 })
    const [, words = ''] =
      /^MMC_ERR_USAGE: users\.add: parameter 'value' must be (.*)$/.exec(String((error as Error).message)) ??
      []
    t.match(words, expected, word)
  }
})

t.test('parameters are given by position, by name, from files, or mixed', async t => {
  const add = method(['login', text], ['uid', integer, 'optional'], ['tags', { type: 'array' }, 'optional'])
  const cases: [readonly string[], unknown][] = [
    [['ada'], ['ada']],
    [
      ['ada', '7'],
      ['ada', 7],
    ],
    [['login=ada', 'uid=7'], { login: 'ada', uid: 7 }],
    [['ada', 'tags=["a"]'], { login: 'ada', tags: ['a'] }],
    [['tags=[]', 'ada', '7'], { login: 'ada', uid: 7, tags: [] }],
    [['login=a=b'], { login: 'a=b' }],
    [['login:="7"'], { login: '7' }],
    [['ada', 'uid:=7'], { login: 'ada', uid: 7 }],
    // What a type does not let through is for the agent to say.
    [['login:=7'], { login: 7 }],
    [['@object.json'], { uid: 7, login: 'ada' }],
    [['@array.json'], ['ada', 7]],
    [['@object.json', 'tags=[]'], { uid: 7, login: 'ada', tags: [] }],
    [['@-'], ['from standard input']],
    [['login=@text.txt'], { login: '"ada"\n' }],
    [['login:=@text.txt'], { login: 'ada' }],
    [['ada', 'uid=@number.json'], { login: 'ada', uid: 7 }],
    [['a b=c'], ['a b=c']],
    [['http://a/?b=c'], ['http://a/?b=c']],
  ]
  for (const [words, params] of cases) t.strictSame(await read(add, words), params, words.join(' '))
  t.strictSame(await read(one({ rpcType: 'bytes' }), ['value=@bytes.bin']), { value: 'AP8=' })
})

t.test('a parameter that takes any number of values takes them one by one, or by name as JSON', async t => {
  const sum = method(['first', integer], ['others', integer, 'rest'])
  t.strictSame(await read(sum, ['1', '2', '3']), [1, 2, 3])
  t.strictSame(await read(sum, ['1']), [1])
  t.strictSame(await read(sum, ['first=1', 'others=[2, 3]']), { first: 1, others: [2, 3] })
  t.strictSame(await read(sum, ['1', 'others=[2]']), { first: 1, others: [2] })
  await t.rejects(read(sum, ['1', 'two']), { message: /parameter 'others' must be an integer/ })
  await t.rejects(read(sum, ['first=1', 'others=2']), {
    message: /must be an array of integers, written as JSON/,
  })
})

t.test('of a method whose parameters have no names, each word is a text', async t => {
  t.strictSame(await read(method(['{ a }', {}, 'unnamed'], ['b', integer, 'unnamed']), ['b=1', '2']), [
    'b=1',
    2,
  ])
  const unknown = { name: 'odd.one', parameters: null, schemas: {} }
  t.strictSame(await read(unknown, ['a=1', '2', '{"a": 1}']), ['a=1', 2, { a: 1 }])
  await t.rejects(read(unknown, ['1', '{']), {
    message: /odd\.one: parameter 2 begins like JSON and is none/,
  })
})

t.test('what is missing, unknown, too much or twice there is told before anything is sent', async t => {
  const add = { ...method(['login', text], ['uid', integer, 'optional']), line: 'users.add(login, uid?)' }
  const cases: [readonly string[], RegExp][] = [
    [[], /parameter 'login' is missing: 0 parameters given; call it as users\.add\(login, uid\?\)$/],
    [['uid=7'], /parameter 'login' is missing/],
    [['a', '1', '2'], /at most 2 parameters expected, 3 given|there are more values/],
    [['a', '1', '2', 'uid=3'], /given by name and by position|more values/],
    [
      ['udi=7'],
      /there is no parameter 'udi' \(did you mean 'uid'\?\); a text with = in it goes behind a name, as login=udi=…; call/,
    ],
    [['a', 'login=b'], /parameter 'login' is given by name and by position/],
    [['login=a', 'login=b'], /parameter 'login' is given twice/],
    [['@object.json', 'uid=1'], /parameter 'uid' is given twice/],
    [['@number.json'], /@number\.json must hold parameters: a JSON array or object/],
    [['@bytes.bin'], /@bytes\.bin does not hold JSON/],
    [['login=@bytes.bin'], /the file for 'login' is not UTF-8 text/],
    [['login:=ada'], /what stands behind login:= is not JSON/],
    [['__proto__=1'], /there is no parameter '__proto__'/],
  ]
  for (const [words, message] of cases) {
    await t.rejects(read(add, words), { code: 'MMC_ERR_USAGE', message }, words.join(' '))
  }
})
