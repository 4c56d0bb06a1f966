import t from 'tap'
import { toBoolean, toFloat, toInteger, toList, toPassword } from '../../src/config/ini-values.ts'

const booleans: [text: string, value: boolean | undefined][] = [
  ['1', true],
  ['yes', true],
  ['True', true],
  ['ON', true],
  ['0', false],
  ['No', false],
  ['FALSE', false],
  ['off', false],
  ['', undefined],
  ['2', undefined],
  ['y', undefined],
  ['true ', undefined],
  ['constructor', undefined],
]

const integers: [text: string, value: number | undefined][] = [
  ['7080', 7080],
  ['0', 0],
  ['-0', 0],
  ['+5', 5],
  ['-12', -12],
  ['007', 7],
  [' 42\n', 42],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740992', undefined],
  ['', undefined],
  [' ', undefined],
  ['-', undefined],
  ['- 1', undefined],
  ['1_000', undefined],
  ['1.0', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['10 s', undefined],
  ['٣', undefined],
]

const floats: [text: string, value: number | undefined][] = [
  ['2', 2],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['-1.', -1],
  ['+1.5E-3', 0.0015],
  [' 3.25 ', 3.25],
  ['', undefined],
  ['.', undefined],
  ['e3', undefined],
  ['1,5', undefined],
  ['1_0.5', undefined],
  ['0x10', undefined],
  ['inf', undefined],
  ['NaN', undefined],
  ['1e999', undefined],
]

const lists: [text: string, value: string[]][] = [
  ['a,b', ['a', 'b']],
  [' a , b c ,', ['a', 'b c']],
  ['\na,\nb', ['a', 'b']],
  ['one', ['one']],
  ['', []],
  [' , ,', []],
]

const passwords: [text: string, value: string | undefined][] = [
  ['s3cr3t', 's3cr3t'],
  ['', ''],
  ['{base64}czNjcjN0', 's3cr3t'],
  ['{BASE64}czNjcjN0', 's3cr3t'],
  ['{base64}w6k=', 'é'],
  ['{base64}77u/YQ==', '\ufeffa'],
  ['{base64}', '{base64}'],
  ['{}x', '{}x'],
  ['x{base64}czNjcjN0', 'x{base64}czNjcjN0'],
  ['{not a scheme}x', '{not a scheme}x'],
  ['{base64}czNjcjN', undefined],
  ['{base64}w6k', undefined],
  ['{base64}w6k= ', undefined],
  ['{base64}w6l=', undefined],
  ['{base64}\nczNjcjN0', undefined],
  ['{base64}czNj*cjN0', undefined],
  ['{base64}-_-_', undefined],
  ['{base64}/w==', undefined],
  ['{rot13}frperg', undefined],
]

check('booleans are spelled as in Python', toBoolean, booleans)
check('integers are decimal and exact', toInteger, integers)
check('floats are decimal and finite', toFloat, floats)
check('lists stand between commas', toList, lists)
check('passwords may be written in base64', toPassword, passwords)

function check<T>(rule: string, convert: (text: string) => T, table: readonly [text: string, value: T][]) {
  void t.test(rule, async t => {
    for (const [text, value] of table) t.strictSame(convert(text), value, JSON.stringify(text))
  })
}
