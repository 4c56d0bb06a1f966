import t from 'tap'
import type { Outcome } from '../../src/rpc/codec.ts'
import { Fault, FaultCode } from '../../src/rpc/fault.ts'
import { ReplyRoom } from '../../src/rpc/reply-text.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { type EncodePolicies, encodeFault, encodeOutcome, encodeResponse } from '../../src/xmlrpc/encode.ts'

const usual: EncodePolicies = { nil: false, bigint: 'double', errorMessages: 'off' }

const replyTo = (outcome: Outcome, room = new ReplyRoom(1_000_000)) =>
  String(atOnce(encodeOutcome(outcome, usual, room)))

/** The `<value>` of a reply that holds `value`. */
function encode(value: RpcValue, policies: Partial<EncodePolicies> = {}) {
  const reply = String(atOnce(encodeResponse(value, { ...usual, ...policies })))
  const before = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"
  const after = '</param>\n</params>\n</methodResponse>\n'
  t.ok(reply.startsWith(before) && reply.endsWith(after))
  return reply.slice(before.length, -after.length)
}

await t.test('a result is laid out as Python lays it out', async t => {
  const value = { a: [1, 'x', true], b: {}, c: [] }
  t.equal(
    encode(value),
    `<value><struct>
<member>
<name>a</name>
<value><array><data>
<value><int>1</int></value>
<value><string>x</string></value>
<value><boolean>1</boolean></value>
</data></array></value>
</member>
<member>
<name>b</name>
<value><struct>
</struct></value>
</member>
<member>
<name>c</name>
<value><array><data>
</data></array></value>
</member>
</struct></value>
`,
  )
})

await t.test('each kind of value has its type', async t => {
  const cases: [RpcValue, string][] = [
    ['', '<string></string>'],
    [' é€😀\t\n', '<string> é€😀\t\n</string>'],
    ['<a b="c">&\'</a>]]>', '<string>&lt;a b="c"&gt;&amp;\'&lt;/a&gt;]]&gt;</string>'],
    ['a\r\nb\r', '<string>a&#13;\nb&#13;</string>'],
    [true, '<boolean>1</boolean>'],
    [false, '<boolean>0</boolean>'],
    [0, '<int>0</int>'],
    [-0, '<int>0</int>'],
    [2147483647, '<int>2147483647</int>'],
    [-2147483648, '<int>-2147483648</int>'],
    [5n, '<int>5</int>'],
    [0.5, '<double>0.5</double>'],
    [1e-7, '<double>0.0000001</double>'],
    [2 ** 53 + 2, '<double>9007199254740994</double>'],
    [1e300, `<double>1${'0'.repeat(300)}</double>`],
    [new Date('2024-02-29T12:34:56.789Z'), '<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>'],
    [Uint8Array.of(65, 66, 67), '<base64>\nQUJD\n</base64>'],
    [Buffer.from('ABC'), '<base64>\nQUJD\n</base64>'],
    [new Uint8Array(), '<base64>\n</base64>'],
  ]
  for (const [value, xml] of cases) t.equal(encode(value), `<value>${xml}</value>\n`, xml)
})

await t.test('null is the empty string, or <nil/> by the policy', async t => {
  t.equal(encode(null), '<value><string></string></value>\n')
  t.equal(encode(null, { nil: true }), '<value><nil/></value>')
  const items = [null, undefined as never]
  t.match(encode(items, { nil: true }), '<data>\n<value><nil/></value><value><nil/></value></data>')
  const withHole: RpcValue[] = [1]
  withHole[2] = 2
  t.match(encode(withHole), '</int></value>\n<value><string></string></value>\n<value><int>2')
})

await t.test('members that are undefined are left out, and odd names are names', async t => {
  const struct = Object.defineProperty({ a: undefined as never, '<&': 1 }, '__proto__', {
    value: 2,
    enumerable: true,
  })
  t.equal(
    encode(struct),
    '<value><struct>\n<member>\n<name>&lt;&amp;</name>\n<value><int>1</int></value>\n</member>\n' +
      '<member>\n<name>__proto__</name>\n<value><int>2</int></value>\n</member>\n</struct></value>\n',
  )
  t.match(encode(Object.assign(Object.create(null), { a: 1 })), '<name>a</name>')
})

await t.test('whole numbers beyond 32 bits follow the policy', async t => {
  const cases: [number | bigint, Record<EncodePolicies['bigint'], string>][] = [
    [
      2147483648,
      {
        double: '<double>2147483648</double>',
        i8: '<i8>2147483648</i8>',
        string: '<string>2147483648</string>',
      },
    ],
    [
      -2147483649n,
      {
        double: '<double>-2147483649</double>',
        i8: '<i8>-2147483649</i8>',
        string: '<string>-2147483649</string>',
      },
    ],
    [
      2n ** 53n,
      {
        double: '<double>9007199254740992</double>',
        i8: '<i8>9007199254740992</i8>',
        string: '<string>9007199254740992</string>',
      },
    ],
    [
      2n ** 53n + 1n,
      { double: '', i8: '<i8>9007199254740993</i8>', string: '<string>9007199254740993</string>' },
    ],
    [
      -(2n ** 63n),
      { double: '', i8: '<i8>-9223372036854775808</i8>', string: '<string>-9223372036854775808</string>' },
    ],
    [2n ** 63n, { double: '', i8: '', string: '<string>9223372036854775808</string>' }],
    // A number this large is a double under every policy: what it stands for is not exact.
    [
      2 ** 60,
      {
        double: '<double>1152921504606847000</double>',
        i8: '<double>1152921504606847000</double>',
        string: '<double>1152921504606847000</double>',
      },
    ],
  ]
  for (const [value, expected] of cases) {
    for (const bigint of ['double', 'i8', 'string'] as const) {
      const xml = expected[bigint]
      if (xml !== '') t.equal(encode(value, { bigint }), `<value>${xml}</value>\n`)
      else {
        const message = `result is ${value}, which XML-RPC cannot carry`
        t.throws(() => encode(value, { bigint }), { code: FaultCode.internalError, message })
      }
    }
  }
})

await t.test('a value that XML-RPC cannot carry becomes a fault that says where', async t => {
  const cases: [unknown, string][] = [
    [Number.NaN, 'result is NaN'],
    [{ files: [{ size: 1 }, { size: -Infinity }] }, 'result.files[1].size is -Infinity'],
    [[new Date(Number.NaN)], 'result[0] is an invalid Date'],
    [new Date(8.64e15), 'result is +275760-09-13T00:00:00.000Z'],
    ['a\u0000', 'result holds the character U+0000'],
    [['a', 'b\u001B[0m'], 'result[1] holds the character U+001B'],
    ['\uD83D', 'result holds the character U+D83D'],
    [{ a: '\uFFFF' }, 'result.a holds the character U+FFFF'],
    [{ a: { '\u0007b': 1 } }, 'result.a has a member whose name holds the character U+0007'],
    [{ ['n'.repeat(150)]: Number.NaN }, `result.${'n'.repeat(100)}… is NaN`],
    [{ 'post code': Number.NaN }, 'result["post code"] is NaN'],
    [{ a: new Map() }, 'result.a is an instance of Map'],
    [[() => 1], 'result[0] is a function'],
    [Symbol('a'), 'result is a symbol'],
    [[Promise.resolve()], 'result[0] is a promise inside the result (await it first)'],
  ]
  for (const [value, message] of cases) {
    const fault = new Fault(`${message}, which XML-RPC cannot carry`, { code: FaultCode.internalError })
    t.equal(replyTo({ value: value as RpcValue }), encodeFault(fault, usual), message)
  }
})

await t.test('a result that throws when it is read becomes a fault', async t => {
  const circle: RpcValue[] = []
  circle.push(circle)
  const getter = Object.defineProperty({}, 'a', {
    enumerable: true,
    get() {
      throw new Error('a secret')
    },
  })
  for (const value of [circle, getter]) {
    const reply = replyTo({ value })
    t.match(reply, '<int>-32603</int>')
    t.match(reply, 'result is a value that cannot be read to its end, which XML-RPC cannot carry')
    t.notMatch(reply, 'secret')
  }
})

await t.test('a fault has a code and a text, whatever is in it', async t => {
  t.equal(
    encodeFault(new Fault('a < b & é', { code: 4, data: ['x'] }), usual),
    `<?xml version='1.0'?>
<methodResponse>
<fault>
<value><struct>
<member>
<name>faultCode</name>
<value><int>4</int></value>
</member>
<member>
<name>faultString</name>
<value><string>a &lt; b &amp; é</string></value>
</member>
</struct></value>
</fault>
</methodResponse>
`,
  )
  const fault = new Fault('x')
  t.equal(replyTo({ fault }), encodeFault(fault, usual))

  for (const code of [2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN, Infinity]) {
    t.match(encodeFault(new Fault('x', { code }), usual), '<int>-32500</int>')
  }
  t.match(
    encodeFault(new Fault('a\u0000b\uD800c\uFFFEd😀\r'), usual),
    '<string>a\uFFFDb\uFFFDc\uFFFDd😀&#13;</string>',
  )
})

await t.test('a reply is written for the strictest reader', async t => {
  const everything = { a: ['<&>"\r', 1e-9, true, new Date(0), Buffer.alloc(100), {}, [], ''], b: '😀' }
  const reply = String(atOnce(encodeResponse(everything, usual)))
  t.notMatch(reply, /<!|<\?(?!xml version)|\/>|\sxmlns|&(?!amp;|lt;|gt;|#13;)|e-|<value>[^<]/)
})

t.test("with errormessages = mmc, the code is the text that the original's pages look for", async t => {
  const reply = encodeFault(new Fault('Already exist', { code: 42 }), { ...usual, errorMessages: 'mmc' })
  t.match(reply, '<name>faultCode</name>\n<value><string>Fault: Already exist</string></value>')
  t.match(reply, '<name>faultString</name>\n<value><string>Already exist</string></value>')
  const own = encodeFault(new Fault('no', { code: -32601 }), { ...usual, errorMessages: 'mmc' })
  t.match(own, '<value><string>methodNotFound: no</string></value>')
})

t.test('with errormessages = mmc, 8003 and 8004 are numbers, at which those pages log in again', async t => {
  for (const code of [FaultCode.loginRequired, FaultCode.noSecurityContext]) {
    const reply = encodeFault(new Fault('no', { code }), { ...usual, errorMessages: 'mmc' })
    t.match(reply, `<name>faultCode</name>\n<value><int>${code}</int></value>`)
  }
})
