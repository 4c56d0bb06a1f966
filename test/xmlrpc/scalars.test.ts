import t from 'tap'
import type { RpcValue } from '../../src/rpc/value.ts'
import { scalars } from '../../src/xmlrpc/scalars.ts'

type Type = keyof typeof scalars

/** Per type: texts and the value that each is, or undefined where it is none. */
const readings: Record<Type, [string, RpcValue | undefined][]> = {
  string: [
    ['', ''],
    ['  a\n ', '  a\n '],
    ['007', '007'],
  ],
  int: [
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['01', 1],
    ['-0', 0],
    [' \t\r\n5 \n', 5],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['0'.repeat(1000).concat('7'), 7],
    ['2147483648', undefined],
    ['-2147483649', undefined],
    ['', undefined],
    [' ', undefined],
    ['abc', undefined],
    ['5.0', undefined],
    ['1e3', undefined],
    ['0x1F', undefined],
    ['+ 5', undefined],
    ['++5', undefined],
    ['1 2', undefined],
    ['1_000', undefined],
    ['٣', undefined],
    ['\u00A05', undefined],
    ['5n', undefined],
    ['NaN', undefined],
  ],
  i4: [
    ['2147483647', 2147483647],
    ['2147483648', undefined],
  ],
  i1: [
    ['127', 127],
    ['-128', -128],
    ['128', undefined],
    ['-129', undefined],
  ],
  i2: [
    ['32767', 32767],
    ['-32768', -32768],
    ['32768', undefined],
  ],
  i8: [
    ['5', 5],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['+9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    [' 0009223372036854775807 ', 9223372036854775807n],
    ['9223372036854775808', undefined],
    ['-9223372036854775809', undefined],
    ['9'.repeat(1000), undefined],
  ],
  double: [
    ['2', 2],
    ['-12.5', -12.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['01.50', 1.5],
    ['1e3', 1000],
    ['1.5E-7', 1.5e-7],
    ['1e+300', 1e300],
    [' 1.5\n', 1.5],
    [`1${'0'.repeat(300)}`, 1e300],
    [`1${'0'.repeat(300)}.000000`, 1e300],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    ['1e309', undefined],
    ['NaN', undefined],
    ['nan', undefined],
    ['inf', undefined],
    ['-Infinity', undefined],
    ['', undefined],
    ['.', undefined],
    ['e5', undefined],
    ['1e', undefined],
    ['1,5', undefined],
    ['1.5.2', undefined],
    ['0x1p3', undefined],
    ['1 5', undefined],
  ],
  boolean: [
    ['0', false],
    ['1', true],
    ['false', false],
    ['true', true],
    [' 1\n', true],
    ['', undefined],
    ['2', undefined],
    ['01', undefined],
    ['True', undefined],
    ['yes', undefined],
  ],
  'dateTime.iso8601': [
    ['20240229T12:34:56', new Date('2024-02-29T12:34:56Z')],
    ['2024-02-29T12:34:56', new Date('2024-02-29T12:34:56Z')],
    ['20240229T123456', new Date('2024-02-29T12:34:56Z')],
    ['20240229T12:34:56Z', new Date('2024-02-29T12:34:56Z')],
    ['2024-02-29T12:34:56.000Z', new Date('2024-02-29T12:34:56Z')],
    ['20240229T123456.000+0000', new Date('2024-02-29T12:34:56Z')],
    ['20240229T12:34:56.7', new Date('2024-02-29T12:34:56.700Z')],
    ['20240229T12:34:56,789999999', new Date('2024-02-29T12:34:56.789Z')],
    ['20240229T12:34:56+01:30', new Date('2024-02-29T11:04:56Z')],
    ['20240229T00:34:56+0200', new Date('2024-02-28T22:34:56Z')],
    ['20240229T12:34:56-05', new Date('2024-02-29T17:34:56Z')],
    [' 20240229T12:34:56\n', new Date('2024-02-29T12:34:56Z')],
    ['00010101T00:00:00', new Date('0001-01-01T00:00:00Z')],
    ['00990101T00:00:00', new Date('0099-01-01T00:00:00Z')],
    ['99991231T23:59:59', new Date('9999-12-31T23:59:59Z')],
    ['20000229T00:00:00', new Date('2000-02-29T00:00:00Z')],
    ['20230229T12:34:56', undefined],
    ['19000229T12:34:56', undefined],
    ['20240231T12:34:56', undefined],
    ['20240431T12:34:56', undefined],
    ['20241301T12:34:56', undefined],
    ['20240001T12:34:56', undefined],
    ['20240100T12:34:56', undefined],
    ['20240229T24:00:00', undefined],
    ['20240229T12:60:00', undefined],
    ['20161231T23:59:60', undefined],
    ['2024-0229T12:34:56', undefined],
    ['20240229T12:3456', undefined],
    ['20240229 12:34:56', undefined],
    ['20240229', undefined],
    ['1240229T12:34:56', undefined],
    ['20240229T12:34:56.', undefined],
    ['20240229T12:34:56+24:00', undefined],
    ['20240229T12:34:56z', undefined],
    ['20240229T12:34:56 Z', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ],
  base64: [
    ['', new Uint8Array()],
    ['QUJD', Uint8Array.of(65, 66, 67)],
    ['QUI=', Uint8Array.of(65, 66)],
    ['QQ==', Uint8Array.of(65)],
    ['+/+/', Uint8Array.of(0xfb, 0xff, 0xbf)],
    ['\nQU\r\nJD\t \n', Uint8Array.of(65, 66, 67)],
    ['Q Q = =', Uint8Array.of(65)],
    ['QQ', undefined],
    ['QQ=', undefined],
    ['QQ===', undefined],
    ['Q===', undefined],
    ['====', undefined],
    ['QQ==QQ==', undefined],
    ['-_-_', undefined],
    ['QUJ!', undefined],
    ['QUJDé', undefined],
  ],
  nil: [
    ['', null],
    [' \n', null],
    ['null', undefined],
  ],
}

for (const [type, cases] of Object.entries(readings)) {
  await t.test(`<${type}> is read to the letter`, async t => {
    const scalar = scalars[type as Type]
    for (const [text, value] of cases) {
      t.strictSame(scalar.read(text), value, JSON.stringify(text.slice(0, 50)))
    }
    t.match(scalar.expected, /^[a-z0-9]/)
  })
}

await t.test('bytes come in memory of their own', async t => {
  const bytes = scalars.base64.read('QUJD')
  t.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype)
  t.equal((bytes as Uint8Array).buffer.byteLength, 3)
})

await t.test('a double is written with the fewest digits and without an exponent', async t => {
  const cases: [number, string][] = [
    [0.5, '0.5'],
    [-12.25, '-12.25'],
    [1e-7, '0.0000001'],
    [-1.5e-7, '-0.00000015'],
    [1e21, `1${'0'.repeat(21)}`],
    [1.25e21, `125${'0'.repeat(19)}`],
    [1e300, `1${'0'.repeat(300)}`],
    [2 ** 53 + 2, '9007199254740994'],
    [5e-324, `0.${'0'.repeat(323)}5`],
    [Number.MIN_VALUE * 3, `0.${'0'.repeat(322)}15`],
    [0.1 + 0.2, '0.30000000000000004'],
  ]
  for (const [number, text] of cases) t.equal(scalars.double.write(number), text)
  for (const number of [Number.NaN, Infinity, -Infinity]) t.equal(scalars.double.write(number), undefined)
})

await t.test('every double reads back equal', async t => {
  const bits = new DataView(new ArrayBuffer(8))
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
  let wrong = 0
  for (let round = 0; round < 20_000; round += 1) {
    bits.setUint32(0, random())
    bits.setUint32(4, random())
    const number = bits.getFloat64(0)
    if (!Number.isFinite(number)) continue
    const text = scalars.double.write(number)
    if (text === undefined || !/^-?[0-9]+(\.[0-9]+)?$/.test(text) || scalars.double.read(text) !== number)
      wrong += 1
  }
  t.equal(wrong, 0)
})

await t.test('a date is written in UTC, in the one form that all clients read', async t => {
  const write = (iso: string) => scalars['dateTime.iso8601'].write(new Date(iso))
  t.equal(write('2024-02-29T12:34:56.789Z'), '20240229T12:34:56')
  t.equal(write('2024-02-29T00:34:56+02:00'), '20240228T22:34:56')
  t.equal(write('0024-02-09T01:02:03Z'), '00240209T01:02:03')
  for (const iso of ['+010000-01-01T00:00:00Z', '-000001-12-31T00:00:00Z', 'never'])
    t.equal(write(iso), undefined)
})

await t.test('bytes are written in lines of 76', async t => {
  const write = (length: number) => scalars.base64.write(Buffer.alloc(length, 'q'))
  t.equal(write(0), '\n')
  t.equal(write(1), '\ncQ==\n')
  t.equal(write(57), `\n${'cXFx'.repeat(19)}\n`)
  t.equal(write(58), `\n${'cXFx'.repeat(19)}\ncQ==\n`)
  t.equal(scalars.base64.write(new Uint8Array(Buffer.from('xABCx').buffer, 0, 0)), '\n')
  t.equal(scalars.base64.write(Uint8Array.of(0, 65, 66, 67, 0).subarray(1, 4)), '\nQUJD\n')
})
