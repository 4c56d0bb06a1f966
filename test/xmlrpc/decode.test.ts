import t from 'tap'
import { FaultCode } from '../../src/rpc/fault.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { decodeCall } from '../../src/xmlrpc/decode.ts'

const limits = { maxDepth: 64, maxValues: 1_000_000 }
const decode = (content: string) => atOnce(decodeCall(content, limits))
const callWith = (value: string) =>
  `<methodName>m</methodName><params><param><value>${value}</value></param></params>`
/** The parameters of a call with one. */
const decodeValue = (value: string) => decode(callWith(value)).params

await t.test('a call is a method name and parameters', async t => {
  const param = '<param><value><int>1</int></value></param>'
  const cases: [string, string, RpcValue[]][] = [
    ['one parameter', `<methodName>a.b</methodName><params>${param}</params>`, [1]],
    ['two parameters', `<methodName>a.b</methodName><params>${param}${param}</params>`, [1, 1]],
    ['no parameter', '<methodName>a.b</methodName><params></params>', []],
    ['no parameter and no end tag', '<methodName>a.b</methodName><params/>', []],
    ['no <params>', '<methodName>a.b</methodName>', []],
    ['parameters first', `<params>${param}</params><methodName>a.b</methodName>`, [1]],
    [
      'blanks',
      '\n <methodName>\n a.b\t</methodName >\n<params \n>\n<param> <value> </value></param></params>\n',
      [' '],
    ],
    ['CRLF', '\r\n<methodName>a.b</methodName>\r\n<params>\r\n</params>\r\n', []],
    ['comments', '<!----><methodName><!-- x -->a<!-- y -->.b</methodName><!--<params>--><params/>', []],
    ['instructions', '<?a?><methodName>a.b</methodName><?b <params> ?><params><?c?></params>', []],
    ['attributes', `<methodName a="1" b = '"'>a.b</methodName><params xml:lang="a&amp;b"/>`, []],
    ['prefixes', `<x:methodName>a.b</x:methodName><y:params>${param}</y:params>`, [1]],
    ['blanks in CDATA', '<methodName>a.b</methodName><![CDATA[ \n]]><params/>&#32;', []],
  ]
  for (const [what, content, params] of cases) t.strictSame(decode(content), { method: 'a.b', params }, what)
  t.equal(
    decode('<methodName>no such /:name</methodName>').method,
    'no such /:name',
    'an odd name is only unknown',
  )
})

await t.test('every type is read', async t => {
  const date = new Date('2024-02-29T12:34:56Z')
  const cases: [string, RpcValue][] = [
    ['<int>5</int>', 5],
    ['<i4>5</i4>', 5],
    ['<i1>5</i1>', 5],
    ['<i2>5</i2>', 5],
    ['<i8>5</i8>', 5],
    ['<ex:i8>9007199254740993</ex:i8>', 9007199254740993n],
    ['<ext:i1>5</ext:i1>', 5],
    ['<double>1.5</double>', 1.5],
    ['<boolean>1</boolean>', true],
    ['<string>a</string>', 'a'],
    ['<string/>', ''],
    ['<string></string>', ''],
    ['<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>', date],
    ['<base64>QUJD</base64>', Uint8Array.of(65, 66, 67)],
    ['<base64/>', new Uint8Array()],
    ['<nil/>', null],
    ['<nil></nil>', null],
    ['<ex:nil/>', null],
    ['<ex:nil xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"/>', null],
    ['', ''],
    ['a', 'a'],
    [' a ', ' a '],
    [' \n<int>5</int>\t', 5],
    ['<!-- a --><int>5</int><?b?>', 5],
    ['<int>\n<!-- a -->5<!-- b --></int>', 5],
    ['<int><![CDATA[5]]></int>', 5],
    ['<int>&#53;</int>', 5],
    ['<int a="b">5</int>', 5],
    ['<int\n>5</int\n>', 5],
    ['<array><data></data></array>', []],
    ['<array><data/></array>', []],
    ['<array> <data> <value>a</value> <value/> </data> </array>', ['a', '']],
    [
      '<array><data><value><array><data><value><i4>1</i4></value></data></array></value></data></array>',
      [[1]],
    ],
    ['<struct></struct>', {}],
    ['<struct/>', {}],
    ['<struct><member><name>a</name><value>b</value></member></struct>', { a: 'b' }],
    ['<struct> <member> <value>b</value> <name> a </name> </member> </struct>', { ' a ': 'b' }],
    ['<struct><member><name/><value/></member></struct>', { '': '' }],
    ['<struct><member><name>&lt;é😀</name><value/></member></struct>', { '<é😀': '' }],
    [
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      { a: '2' },
    ],
  ]
  for (const [xml, value] of cases) t.strictSame(decodeValue(xml), [value], xml)
  t.strictSame(decode('<methodName>m</methodName><params><param><value/></param></params>').params, [''])
})

await t.test('a string is what it says, to the character', async t => {
  const cases: [string, string][] = [
    [' \t a\n\n', ' \t a\n\n'],
    ['a\r\nb\rc\n', 'a\nb\nc\n'],
    ['a&#13;&#10;b&#xD;', 'a\r\nb\r'],
    ['&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['&#60;b&#62;&#x3c;&#x3E;', '<b><>'],
    ['&#38;amp;&amp;lt;', '&amp;&lt;'],
    ['&#0000000065;&#x10FFFF;&#128512;', 'A\u{10FFFF}😀'],
    ['<![CDATA[<b>&amp;]] >]]>', '<b>&amp;]] >'],
    ['a<![CDATA[b]]>c<!-- d -->e<?f?>g<![CDATA[]]>', 'abceg'],
    ['<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
    [']] > ]]', ']] > ]]'],
    ['> " \'', '> " \''],
    ['\u00A0\u2028\u0085\u007F\uFEFF', '\u00A0\u2028\u0085\u007F\uFEFF'],
    ['<!-- - -->', ''],
  ]
  for (const [xml, text] of cases) {
    // Some of the characters would end the line of the test's own output.
    t.strictSame(decodeValue(`<string>${xml}</string>`), [text], encodeURI(xml))
    t.strictSame(decodeValue(xml), [text], `without a type: ${encodeURI(xml)}`)
  }
})

await t.test('names from strangers are ordinary names', async t => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'length', '0', 'then']
  const members = names.map(name => `<member><name>${name}</name><value>x</value></member>`).join('')
  const params = decodeValue(`<struct>${members}</struct>`)
  const struct = (params as RpcValue[])[0] as object
  t.strictSame(Object.keys(struct).sort(), [...names].sort())
  t.equal(Object.getPrototypeOf(struct), Object.prototype)
  t.strictSame(Object.getOwnPropertyDescriptor(struct, '__proto__'), {
    value: 'x',
    writable: true,
    enumerable: true,
    configurable: true,
  })
  t.equal(({} as Record<string, unknown>)['x'], undefined)
  for (const name of names) {
    t.throws(() => decodeValue(`<${name}>x</${name}>`), { name: 'Fault' }, `<${name}> is no type`)
  }
})

await t.test('what is no call is refused, and the fault says where', async t => {
  const name = '<methodName>m</methodName>'
  const cases: [string, string][] = [
    ['', 'methodCall: <methodName> is missing'],
    ['hello', 'methodCall: text between elements, of length 5'],
    ['<params/>', 'methodCall: <methodName> is missing'],
    ['<methodName/>', 'methodCall: <methodName> is empty'],
    ['<methodName> \n</methodName>', 'methodCall: <methodName> is empty'],
    ['<methodName>a<b/></methodName>', 'methodCall: expected text alone, found <b>'],
    [`${name}${name}`, 'methodCall: expected one <methodName> and at most one <params>, found <methodName>'],
    [
      `${name}<params/><params/>`,
      'methodCall: expected one <methodName> and at most one <params>, found <params>',
    ],
    [`${name}<param/>`, 'methodCall: expected one <methodName> and at most one <params>, found <param>'],
    [
      `${name}<x:y:params/>`,
      'methodCall: expected one <methodName> and at most one <params>, found <x:y:params>',
    ],
    [`${name}<params><value/></params>`, 'params[0]: expected <param>, found <value>'],
    [`${name}<params>x</params>`, 'params[0]: text between elements, of length 1'],
    [`${name}<params><param/></params>`, 'params[0]: <value> is missing'],
    [`${name}<params><param><int>5</int></param></params>`, 'params[0]: expected <value>, found <int>'],
    [
      `${name}<params><param><value/><value/></param></params>`,
      'params[0]: expected one <value>, found <value>',
    ],
    [`${name}<params><param><value/></param><param/></params>`, 'params[1]: <value> is missing'],
    [callWith('<int>1</int><int>2</int>'), 'params[0]: expected one type in a <value>, found <int>'],
    [callWith('a<int>1</int>'), 'params[0]: text between elements, of length 1'],
    [callWith('<int>1</int>a'), 'params[0]: text between elements, of length 1'],
    [callWith('<value/>'), 'params[0]: expected a type of XML-RPC, found <value>'],
    [callWith('<float>1</float>'), 'params[0]: expected a type of XML-RPC, found <float>'],
    [callWith('<INT>1</INT>'), 'params[0]: expected a type of XML-RPC, found <INT>'],
    [callWith('<string>a<b>c</b></string>'), 'params[0]: expected text alone, found <b>'],
    [callWith('<array/>'), 'params[0]: <data> is missing'],
    [callWith('<array><value/></array>'), 'params[0]: expected <data>, found <value>'],
    [callWith('<array><data/><data/></array>'), 'params[0]: expected one <data>, found <data>'],
    [callWith('<array><data><int>1</int></data></array>'), 'params[0]: expected <value>, found <int>'],
    [callWith('<array><data>x</data></array>'), 'params[0]: text between elements, of length 1'],
    [callWith('<struct><value/></struct>'), 'params[0]: expected <member>, found <value>'],
    [callWith('<struct><member/></struct>'), 'params[0].?: <name> is missing in a <member>'],
    [callWith('<struct><member><value/></member></struct>'), 'params[0].?: <name> is missing in a <member>'],
    [
      callWith('<struct><member><name>a</name></member></struct>'),
      'params[0].a: <value> is missing in a <member>',
    ],
    [
      callWith('<struct><member><name>a</name><name>a</name></member></struct>'),
      'params[0].a: expected one <name> and one <value> in a <member>, found <name>',
    ],
    [
      callWith('<struct><member><name>a</name><value/><value/></member></struct>'),
      'params[0].a: expected one <name> and one <value> in a <member>, found <value>',
    ],
    [callWith(`<${'x'.repeat(100)}/>`), `params[0]: expected a type of XML-RPC, found <${'x'.repeat(39)}…>`],
  ]
  for (const [content, message] of cases) {
    t.throws(() => decode(content), { code: FaultCode.invalidRequest, message }, message)
  }
})

await t.test(
  'a value that its type does not allow is refused, with what was expected and what came',
  async t => {
    const cases: [string, string][] = [
      [
        '<int>abc</int>',
        'params[0]: expected a whole number from -2147483648 to 2147483647, got another text, of length 3',
      ],
      [
        '<i1> 128 </i1>',
        'params[0]: expected a whole number from -128 to 127, got another text, of length 3',
      ],
      [
        '<ex:i8>9223372036854775808</ex:i8>',
        'params[0]: expected a whole number from -9223372036854775808 to 9223372036854775807, got another text, of length 19',
      ],
      ['<boolean>yes</boolean>', 'params[0]: expected 0, 1, true or false, got another text, of length 3'],
      [
        '<double>NaN</double>',
        'params[0]: expected a number such as -12.5 or 1e-7, within the range of doubles, got another text, of length 3',
      ],
      ['<nil>0</nil>', 'params[0]: expected nothing inside <nil/>, got another text, of length 1'],
      // A secret may be in there.
      [
        '<base64>secret!</base64>',
        'params[0]: expected base64 with its padding, got another text, of length 7',
      ],
      [
        '<array><data><value/><value><struct><member><name>uid</name><value><int/></value></member></struct></value></data></array>',
        'params[0][1].uid: expected a whole number from -2147483648 to 2147483647, got an empty text',
      ],
      [
        '<struct><member><name>a</name><value><struct><member><value><nil>x</nil></value></member></struct></value></member></struct>',
        'params[0].a.?: expected nothing inside <nil/>, got another text, of length 1',
      ],
      [
        `<boolean>${'x\n'.repeat(100)}</boolean>`,
        `params[0]: expected 0, 1, true or false, got another text, of length 199`,
      ],
    ]
    for (const [xml, message] of cases) {
      t.throws(() => decodeValue(xml), { code: FaultCode.invalidParams, message }, message)
    }
  },
)

await t.test('what is not well-formed is refused', async t => {
  const cases: [string, string, RegExp][] = [
    ['a missing end tag', '<methodName>m', /<\/methodName> was expected, at the end/],
    [
      'a wrong end tag',
      callWith('<int>5</string>'),
      /params\[0\]: .*<\/int> was expected, near "<\/string>"$/,
    ],
    ['a longer end tag', callWith('<int>5</int4>'), /<\/int> was expected/],
    ['another prefix', callWith('<a:int>5</b:int>'), /<\/a:int> was expected/],
    ['no prefix at the end', callWith('<a:int>5</int>'), /<\/a:int> was expected/],
    ['an end tag too many', '<methodName>m</methodName></params>', /end tag without its start/],
    ['the root again', '<methodName>m</methodName></methodCall><methodCall>', /end tag without its start/],
    ['an end tag with an attribute', callWith('<int>5</int a="b">'), /was expected/],
    ['half an end tag', '<methodName>m</methodName', /was expected/],
    ['half a start tag', '<methodName', /breaks off/],
    ['a lone <', callWith('a < b'), /name was expected, at character 51 of the text there/],
    ['< at the end', '<methodName>m</methodName><', /name was expected/],
    ['an empty name', callWith('<>5</>'), /name was expected/],
    ['a name with a digit in front', callWith('<4i>5</4i>'), /name was expected/],
    ['a name with a full stop in front', callWith('<.a>5</.a>'), /name was expected/],
    ['a name with odd characters', callWith('<i$>5</i$>'), /spelt wrong/],
    ['a lone &', callWith('a & b'), /begins no reference, at character 3 of the text there/],
    ['an unknown entity', callWith('&nbsp;'), /begins no reference, near "&nbsp;"/],
    ['an entity in capitals', callWith('&LT;'), /begins no reference/],
    ['a reference without its end', callWith('&lt'), /begins no reference/],
    ['a number without its end', callWith('&#65'), /begins no reference/],
    ['a reference with a blank', callWith('& lt;'), /begins no reference/],
    ['a number with an X', callWith('&#X41;'), /begins no reference/],
    ['a number without digits', callWith('&#;'), /begins no reference/],
    ['a number with wrong digits', callWith('&#4a;'), /begins no reference/],
    ["']]>' in text", callWith('a]]>b'), /']]>' outside/],
    ['CDATA without its end', callWith('<![CDATA[a]]'), /CDATA section without its end/],
    ['CDATA in small letters', callWith('<![cdata[a]]>'), /no place here/],
    ['a comment without its end', callWith('<!-- a ->'), /comment without its end/],
    ['a comment with dashes', callWith('<!-- a -- b -->'), /'--' inside a comment/],
    ['a comment that ends with three dashes', callWith('<!-- a --->'), /'--' inside a comment/],
    ['a comment that is too short', callWith('<!-->'), /comment without its end/],
    ['an instruction without its end', callWith('<?a >'), /without its end/],
    ['an instruction without a name', callWith('<??>'), /name was expected/],
    ['an instruction called xml', callWith('<?XmL a?>'), /misplaced XML declaration/],
    ['an instruction with a wrong name', callWith('<?a$?>'), /wrong name/],
    ['a DOCTYPE', callWith('<!DOCTYPE a>'), /DOCTYPE/],
    ['another declaration', callWith('<!ENTITY a "b">'), /no place here/],
    ['an attribute twice', callWith('<int a="1" a="2">5</int>'), /"a" is given twice/],
    ['an attribute without a value', callWith('<int a>5</int>'), /without a value/],
    ['an attribute without quotes', callWith('<int a=b>5</int>'), /without a value/],
    ['attributes without a blank', callWith('<int a="1"b="2">5</int>'), /breaks off/],
    ['< in an attribute', callWith('<int a="<">5</int>'), /'<' inside/],
    ['& in an attribute', callWith('<int a="&">5</int>'), /begins no reference/],
    ['a slash and a blank', callWith('<int / >'), /name was expected/],
  ]
  for (const [what, content, message] of cases) {
    t.throws(() => decode(content), { code: FaultCode.parseError, message }, what)
  }
})

await t.test('characters that XML forbids are refused, raw or as references', async t => {
  for (const character of [
    '\u0000',
    '\u0001',
    '\u0008',
    '\u000B',
    '\u001F',
    '\uFFFE',
    '\uFFFF',
    '\uD800',
    '\uDC00a',
  ]) {
    for (const content of [
      callWith(character),
      callWith(`<![CDATA[${character}]]>`),
      `<!--${character}-->`,
    ]) {
      t.throws(() => decode(content), {
        code: FaultCode.invalidCharacter,
        message: /character U\+[0-9A-F]{4}/,
      })
    }
  }
  for (const reference of ['&#0;', '&#1;', '&#xB;', '&#xD800;', '&#57343;', '&#xFFFE;', '&#x110000;']) {
    const message = `params[0]: reference "${reference}": XML forbids this character`
    t.throws(() => decodeValue(reference), { code: FaultCode.invalidCharacter, message })
  }
  t.throws(() => decodeValue(`&#${'9'.repeat(400)};`), { code: FaultCode.invalidCharacter })
})

await t.test('values may be nested as deep as the limit says', async t => {
  const arrays = (depth: number) =>
    `${'<array><data><value>'.repeat(depth)}${'</value></data></array>'.repeat(depth)}`
  const structs = (depth: number) =>
    `${'<struct><member><name>a</name><value>'.repeat(depth)}${'</value></member></struct>'.repeat(depth)}`
  for (const nest of [arrays, structs]) {
    t.doesNotThrow(() => decodeValue(nest(64)))
    t.doesNotThrow(() =>
      decodeValue(`<array><data><value>${nest(63)}</value><value>${nest(63)}</value></data></array>`),
    )
    for (const depth of [65, 100_000]) {
      const expected = {
        code: FaultCode.tooLarge,
        message: /: more than 64 arrays and structs inside each other \(\[limits\] nestingdepth\)$/,
      }
      t.throws(() => decodeValue(nest(depth)), expected)
    }
  }
})

await t.test('hostile calls of a megabyte do not hang', async t => {
  const parts = [
    '<',
    '<!--',
    '<!---->',
    '<![CDATA[',
    '<![CDATA[]]>',
    '<?',
    '<?a?>',
    ']]',
    '&',
    '&a',
    '&#60;',
    '</',
    '<a "',
    '<a b="c" ',
    '\r',
    '<int>',
    '<value>',
    '<struct>',
    '<struct><member>',
    '<string/>',
    'a<!-- -->',
    'a&amp;<![CDATA[b]]>',
  ]
  const texts = ['0', '9', ' ', '.', '1e', 'A ', '=', '2024']
  for (const part of parts) endOf(callWith(part.repeat(1_000_000 / part.length)))
  for (const type of ['int', 'i8', 'double', 'boolean', 'dateTime.iso8601', 'base64', 'nil']) {
    for (const text of texts) endOf(callWith(`<${type}>${text.repeat(1_000_000 / text.length)}x</${type}>`))
  }
  endOf(callWith(`<int ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(' ')}>5</int>`))
  endOf(callWith(`<${'a'.repeat(1_000_000)}`))
  t.pass('none did')

  function endOf(content: string) {
    try {
      decode(content)
    } catch (error) {
      if ((error as Error).name !== 'Fault') throw error
    }
  }
})
