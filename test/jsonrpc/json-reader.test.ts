import t from 'tap'
import { readJson } from '../../src/jsonrpc/json-reader.ts'
import { FaultCode, isFault } from '../../src/rpc/fault.ts'
import { atOnce } from '../../src/rpc/work.ts'

const limits = { maxDepth: 8, maxValues: 100 }
const read = (text: string) => atOnce(readJson(text, limits))

const good = [
  '0',
  '-0',
  '1e5',
  '-1.5E-7',
  '123456789012345678901234567890',
  'true',
  'false',
  'null',
  '""',
  '"a"',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"',
  '"\\\\"',
  '"é😀\u007f\u2028"',
  '"\ud800"',
  '[]',
  '{}',
  ' [ 1 , [ ] , { } ] \r\n\t',
  '{"a":1,"b":[{"c":null}],"a":2}',
  '{"__proto__":1,"constructor":{"prototype":2}}',
  '{"":"","\\u0061":1,"a":2}',
]
t.test('JSON is read as JSON.parse reads it', async t => {
  for (const text of good) t.equal(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)))
})

const bad = [
  '',
  ' ',
  '01',
  '1.',
  '.5',
  '+1',
  '1e',
  '--1',
  'NaN',
  'Infinity',
  'undefined',
  'tru',
  'True',
  'nullnull',
  '"',
  '"a',
  '"\\"',
  '"\\x"',
  '"\\u12g4"',
  '"a\nb"',
  '"\u0000"',
  "'a'",
  '[',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1 2]',
  ']',
  '{',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,}',
  '{a:1}',
  '{1:1}',
  '{"a" 1}',
  '{"a":1 "b":2}',
  '[1]]',
  '[1] x',
  '1 2',
  '\u00a01',
  '\ufeff1',
  '/**/1',
]
t.test('what JSON.parse refuses is refused', async t => {
  for (const text of bad) {
    t.throws(() => JSON.parse(text))
    const message = /^Parse error: the body is not JSON, at /
    t.throws(() => read(text), { code: FaultCode.parseError, message })
  }
})

t.test('texts with a character more, less or other are read as JSON.parse reads them', async t => {
  for (const text of good.filter(({ length }) => length < 32)) {
    for (let at = 0; at <= text.length; at += 1) {
      for (const other of ['', ...Array.from(' \n"\\[]{},:-.0eu\u0001')]) {
        for (const end of [at, at + 1]) {
          const changed = text.slice(0, at) + other + text.slice(end)
          if (verdict(() => read(changed)) !== verdict(() => JSON.parse(changed)))
            t.fail(JSON.stringify(changed))
        }
      }
    }
  }
})

function verdict(parse: () => unknown) {
  try {
    return JSON.stringify(parse())
  } catch (error) {
    return isFault(error) && error.code !== FaultCode.parseError ? error.message : 'no JSON'
  }
}

t.test('a limit is where it says', async t => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  t.doesNotThrow(() => read(nested(8)))
  t.throws(() => read(nested(9)), {
    code: FaultCode.tooLarge,
    message: /^Nested deeper than 8 arrays and objects \(\[limits\] nestingdepth\)$/,
  })
  const many = (count: number) =>
    `[${Array<string>(count - 1)
      .fill('0')
      .join()}]`
  t.doesNotThrow(() => read(many(100)))
  t.throws(() => read(many(101)), {
    code: FaultCode.tooLarge,
    message: /more than 100 values \(\[limits\] elements\)/,
  })
  t.throws(() => read(`${nested(9)} and no JSON`), { code: FaultCode.tooLarge }, 'before all of it is read')
})
