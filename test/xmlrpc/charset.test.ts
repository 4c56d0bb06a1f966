import t from 'tap'
import { FaultCode } from '../../src/rpc/fault.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { decodeText } from '../../src/xmlrpc/charset.ts'

const decode = (body: Uint8Array, contentType: string) => atOnce(decodeText(body, contentType))

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const declared = (encoding: string, rest = 'é') => `<?xml version="1.0" encoding='${encoding}'?>${rest}`
const bytes = (...parts: (string | Uint8Array | number[])[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

const utf8Mark = [0xef, 0xbb, 0xbf]

await t.test(
  'the encoding is that of the byte order mark, the Content-Type, the declaration, or UTF-8',
  async t => {
    const inQuotes = '<?xml version="1.0" encoding="latin1"?>é'
    const behind = '<?xml version="1.0"?><a encoding="latin1">é'
    const cases: [string, Uint8Array, string, string][] = [
      ['nothing says anything', bytes('é€😀'), 'text/xml', 'é€😀'],
      ['UTF-8 with a mark', bytes(utf8Mark, 'é'), 'text/xml', 'é'],
      ['UTF-16, little end first', bytes([0xff, 0xfe], utf16('é😀')), 'text/xml', 'é😀'],
      ['UTF-16, big end first', bytes([0xfe, 0xff], utf16('é😀').swap16()), 'text/xml', 'é😀'],
      ['UTF-16 in mark and charset', bytes([0xff, 0xfe], utf16('é')), 'text/xml; charset=utf-16', 'é'],
      ['UTF-16LE named by the charset', utf16('é'), 'text/xml; charset=UTF-16LE', 'é'],
      ['a charset', latin1('é'), 'text/xml; charset=iso-8859-1', 'é'],
      ['a charset in quotes and capitals', latin1('é'), 'text/xml;Charset="ISO-8859-1"', 'é'],
      ['a charset after other parameters', latin1('é'), 'text/xml; a=b; x="c;d"; charset=latin1; z=1', 'é'],
      ['no charset but one in quotes', bytes('é'), 'text/xml; x="; charset=latin1"', 'é'],
      ['an empty charset', bytes('é'), 'text/xml; charset=', 'é'],
      ['a declaration', latin1(declared('ISO-8859-1')), 'text/xml', declared('ISO-8859-1')],
      ['a declaration in other quotes', latin1(inQuotes), '', inQuotes],
      ['a declaration of what it is', bytes(declared('utf-8')), 'text/xml', declared('utf-8')],
      [
        'charset over declaration',
        bytes(declared('ISO-8859-1')),
        'text/xml; charset=utf-8',
        declared('ISO-8859-1'),
      ],
      ['mark over charset', bytes(utf8Mark, 'é'), 'text/xml; charset=iso-8859-1', 'é'],
      ['mark over declaration', bytes(utf8Mark, declared('ISO-8859-1')), '', declared('ISO-8859-1')],
      ['no encoding in the declaration', bytes(behind), 'text/xml', behind],
      ['US-ASCII', bytes('e'), 'text/xml; charset=us-ascii', 'e'],
      ['nothing', bytes(), 'text/xml', ''],
    ]
    for (const [what, body, contentType, expected] of cases) {
      t.equal(decode(body, contentType), expected, what)
    }
  },
)

await t.test('ISO-8859-1 is itself, and not what browsers take it for', async t => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, code) => code))
  t.equal(decode(all, 'text/xml; charset=iso-8859-1'), String.fromCharCode(...all))
})

await t.test('windows-1252 has its own characters from 0x80 to 0x9F, and five gaps', async t => {
  const decodeCode = (code: number) => decode(Buffer.of(code), 'text/xml; charset=windows-1252')
  const known: [number, string][] = [
    [0x41, 'A'],
    [0x80, '€'],
    [0x82, '‚'],
    [0x8c, 'Œ'],
    [0x8e, 'Ž'],
    [0x91, '‘'],
    [0x99, '™'],
    [0x9c, 'œ'],
    [0x9e, 'ž'],
    [0x9f, 'Ÿ'],
    [0xe9, 'é'],
  ]
  for (const [code, character] of known) t.equal(decodeCode(code), character)
  for (const code of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) {
    t.throws(() => decodeCode(code), {
      code: FaultCode.invalidCharacter,
      message: /means nothing in windows-1252/,
    })
  }
})

await t.test('only one byte order mark is taken off', async t => {
  t.equal(decode(bytes(utf8Mark, utf8Mark, 'a'), 'text/xml'), '\uFEFFa')
})

await t.test('bytes that are wrong in their encoding are refused, never replaced', async t => {
  const cases: [string, Uint8Array, string][] = [
    ['a broken character', bytes('<a>', [0xc3], '</a>'), 'text/xml'],
    ['Latin-1 without a word of it', latin1('<a>é</a>'), 'text/xml'],
    ['an overlong form', bytes([0xc0, 0xaf]), 'text/xml'],
    ['half a surrogate pair in UTF-8', bytes([0xed, 0xa0, 0x80]), 'text/xml'],
    ['half a surrogate pair in UTF-16', bytes([0xff, 0xfe, 0x00, 0xd8, 0x41, 0]), 'text/xml'],
    ['half a character of UTF-16', bytes([0xff, 0xfe, 0x41]), 'text/xml'],
    ['a byte beyond US-ASCII', latin1('é'), 'text/xml; charset=us-ascii'],
  ]
  for (const [what, body, contentType] of cases) {
    t.throws(() => decode(body, contentType), { code: FaultCode.invalidCharacter }, what)
  }
})

await t.test('an encoding we do not know is refused by its name', async t => {
  const cases: [string, Uint8Array, string, RegExp][] = [
    ['in the charset', bytes('a'), 'text/xml; charset=koi8-r', /"koi8-r"/],
    ['in the declaration', bytes(declared('EBCDIC-CP-FR', 'a')), 'text/xml', /"EBCDIC-CP-FR"/],
    ['UTF-7', bytes('a'), 'text/xml; charset=utf-7', /"utf-7"/],
    ['UTF-32 by its mark', bytes([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), 'text/xml', /"utf-32"/],
    ['UTF-16 without a mark', utf16('<a/>'), 'text/xml; charset=utf-16', /byte order mark/],
    ['UTF-16 that cannot be true', bytes(declared('UTF-16', 'a')), 'text/xml', /byte order mark/],
    ['a name of an object of JavaScript', bytes('a'), 'text/xml; charset=constructor', /"constructor"/],
  ]
  for (const [what, body, contentType, message] of cases) {
    t.throws(() => decode(body, contentType), { code: FaultCode.unsupportedEncoding, message }, what)
  }
})
