import { gzipSync } from 'node:zlib'
import type { HostileCase } from './judge.ts'
import { argument, call, echo, xml, xmlFault, xmlResult } from './requests.ts'

function wrong(type: string, ...texts: readonly string[]): HostileCase[] {
  return texts.map(text => ({
    title: `${type} of ${JSON.stringify(text.slice(0, 60))} is refused`,
    send: xml(echo(`<${type}>${text}</${type}>`)),
    replies: [xmlFault(-32602)],
  }))
}

function right(type: string, out: string, ...texts: readonly string[]): HostileCase[] {
  return texts.map(text => ({
    title: `${type} of ${JSON.stringify(text.slice(0, 60))} is ${out.slice(0, 60)}`,
    send: xml(echo(`<${type}>${text}</${type}>`)),
    replies: [xmlResult(out)],
    runs: 1,
  }))
}

const noNumbers = [
  '',
  ' ',
  'x',
  '1x',
  'x1',
  '0x10',
  '0b1',
  '0o7',
  '1_000',
  '1,000',
  '1 000',
  '--1',
  '+-1',
  '1-',
  '1+',
  '+',
  '-',
  'NaN',
  'nan',
  'Infinity',
  '-Infinity',
  'INF',
  'null',
  'true',
  '１',
  '١',
  '½',
  '1n',
  '\u00a01',
  '$1',
  '1;2',
  '[1]',
]
const noWholes = [...noNumbers, '1.0', '1.', '.1', '1e3', '1E3', '1.5', '1e', '-0.0']

const wholes: readonly (readonly [type: string, bits: number])[] = [
  ['int', 32],
  ['i4', 32],
  ['i1', 8],
  ['i2', 16],
  ['i8', 64],
]

export const scalars: HostileCase[] = [
  ...wholes.flatMap(([type, bits]) => [
    ...wrong(type, ...noWholes),
    ...wrong(
      type,
      String(2n ** BigInt(bits - 1)),
      String(-(2n ** BigInt(bits - 1)) - 1n),
      '99999999999999999999999',
      '9'.repeat(100_000),
    ),
  ]),
  ...right(
    'int',
    '<int>7</int>',
    '7',
    '+7',
    '007',
    ' 7 ',
    '\n7\t',
    '0000000000000000000000007',
    '<!-- c -->7',
    '<![CDATA[7]]>',
    '&#55;',
  ),
  ...right('int', '<int>0</int>', '0', '-0', '+0', '000'),
  ...right('int', '<int>2147483647</int>', '2147483647'),
  ...right('int', '<int>-2147483648</int>', '-2147483648'),
  ...right('i8', '<double>9007199254740991</double>', '9007199254740991'),
  // The default of [xmlrpc] bigint has no word for them.
  {
    title: 'i8 past 2^53 cannot be sent back by default',
    send: xml(echo('<i8>9223372036854775807</i8>')),
    replies: [xmlFault(-32603)],
    runs: 1,
  },

  ...wrong(
    'boolean',
    '',
    ' ',
    '2',
    '-1',
    '00',
    '01',
    '10',
    'TRUE',
    'True',
    'False',
    'yes',
    'no',
    'on',
    't',
    'f',
    'null',
    '1.0',
    '１',
    'truе',
    '0x1',
  ),
  ...right('boolean', '<boolean>1</boolean>', '1', 'true', ' 1 ', '\n1\n'),
  ...right('boolean', '<boolean>0</boolean>', '0', 'false'),

  ...wrong(
    'double',
    ...noNumbers,
    '.',
    '-.',
    'e3',
    '1e',
    '1e+',
    '1.2.3',
    '1e3.5',
    '1e400',
    '-1e400',
    '0x1p3',
    '1f',
    '1d',
    '1,5',
    `${'0'.repeat(200_000)}.1x`,
    '9'.repeat(400),
  ),
  ...right('double', '<double>1.5</double>', '1.5', '+1.5', '01.5', ' 1.5 ', '1.50', '15e-1', '0.15E1'),
  ...right('double', '<int>1</int>', '1', '1.', '1.0'),
  ...right('double', '<double>0.5</double>', '.5', '5e-1'),

  ...wrong(
    'dateTime.iso8601',
    '',
    'x',
    'now',
    '2024',
    '20240229',
    '12:34:56',
    '20240229T',
    '20240229T12',
    '20240229T12:34',
    '20240229 12:34:56',
    '20240229t12:34:56',
    '20230229T12:34:56',
    '20241301T00:00:00',
    '20240001T00:00:00',
    '20240100T00:00:00',
    '20240132T00:00:00',
    '20240431T00:00:00',
    '20240229T24:00:00',
    '20240229T12:60:00',
    '20240229T12:34:60',
    '20240229T12:34:56z',
    '20240229T12:34:56+25:00',
    '20240229T12:34:56+1',
    '20240229T12:34:56X',
    '2024-0229T12:34:56',
    '202402-29T12:34:56',
    '20240229T1234:56',
    '20240229T12:3456',
    '020240229T12:34:56',
    '-20240229T12:34:56',
    '+0020240229T12:34:56',
    '20240229T12:34:56.',
    '20240229T-1:34:56',
    '２０２４0229T12:34:56',
    '1709210096',
    '2024/02/29T12:34:56',
    '29.02.2024 12:34:56',
  ),
  ...right(
    'dateTime.iso8601',
    '<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>',
    '20240229T12:34:56',
    '2024-02-29T12:34:56',
    '20240229T123456',
    '20240229T12:34:56Z',
    '20240229T13:34:56+01:00',
    '20240229T12:34:56.000',
    ' 20240229T12:34:56 ',
  ),
  ...right('dateTime.iso8601', '<dateTime.iso8601>00000101T00:00:00</dateTime.iso8601>', '00000101T00:00:00'),
  // One hour before the year 0, and past 9999, no text of this type says the moment.
  ...['00000101T00:00:00+01:00', '99991231T23:59:59-01:00'].map(
    (text): HostileCase => ({
      title: `dateTime.iso8601 of ${text} cannot be sent back`,
      send: xml(echo(`<dateTime.iso8601>${text}</dateTime.iso8601>`)),
      replies: [xmlFault()],
      runs: [0, 1],
    }),
  ),

  ...wrong(
    'base64',
    '=',
    '==',
    '====',
    'A',
    'AB',
    'ABC',
    'A===',
    'ABCDE',
    'AB=C',
    'A=BC',
    '=ABC',
    'ABC=D',
    'AB==CD==',
    'AB-_',
    'AB_-',
    '!!!!',
    'AB.=',
    'ÄBCD',
    'AB%3D',
    'A B',
    'data:;base64,AAAA',
    '\u00a0AAA',
  ),
  ...right('base64', '<base64>\nAAEC\n</base64>', 'AAEC', ' AAEC ', '\nAA\nEC\n', 'A A E C'),
  ...right('base64', '<base64>\n</base64>', '', ' '),

  ...right('string', '<string></string>', ''),
  {
    title: 'nil in is an empty string out',
    send: xml(echo('<nil/>')),
    replies: [xmlResult('<string></string>')],
    runs: 1,
  },
  {
    title: 'ex:nil in is an empty string out',
    send: xml(echo('<ex:nil/>')),
    replies: [xmlResult('<string></string>')],
    runs: 1,
  },
  {
    title: 'an empty value is an empty string',
    send: xml(echo('')),
    replies: [xmlResult('<string></string>')],
    runs: 1,
  },
]

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')

const texts = [
  '007',
  '0',
  '-0',
  '+1',
  '1e5',
  '1E5',
  '0x10',
  '.5',
  '5.',
  '1_000',
  'true',
  'false',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '9007199254740993',
  '1.10',
  '  ',
  ' x ',
  '\tx\t',
  '\nx\n',
  'a\nb',
  'a\r\nb',
  'a\rb',
  '\r',
  '\r\r\n',
  'a\n\n\nb',
  '&#65;',
  '&amp;',
  '&lt;b&gt;',
  '<b>',
  ']]>',
  '<![CDATA[x]]>',
  '<!-- x -->',
  '<?x?>',
  '</string>',
  '"\'',
  '%41',
  '\\u0041',
  '\\n',
  '{}',
  '[]',
  '\x24{1}',
  '{{7*7}}',
  '`id`',
  '$(id)',
  '; rm -rf /',
  "' OR 1=1 --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'é',
  'é',
  '€',
  '漢字',
  'שלום',
  '😀',
  '👩‍👩‍👧',
  '\u{10ffff}',
  '\u{10000}',
  '\ufeff',
  '\ufeffx',
  '\ufffd',
  '\ue000',
  '\ud7ff',
  '\u200b',
  '\u202e',
  '\u2028\u2029',
  '\u0085',
  '\u007f',
  '\u0080\u009f',
  '\u00a0',
  'x'.repeat(100_000),
  '&'.repeat(10_000),
  '😀'.repeat(10_000),
]

/** However a string is written, it comes back to the byte. */
export const strings: HostileCase[] = texts.flatMap((text): HostileCase[] => {
  const replies = [xmlResult(`<string>${escaped(text)}</string>`)]
  const title = `${JSON.stringify(text.slice(0, 30))} comes back`
  const inReferences = Array.from(text, character => `&#${character.codePointAt(0)};`).join('')
  const cases: HostileCase[] = [
    { title, send: xml(echo(`<string>${escaped(text)}</string>`)), replies, runs: 1 },
    {
      title: `${title} in references`,
      send: xml(echo(`<string>${inReferences}</string>`)),
      replies,
      runs: 1,
    },
    {
      title: `${title} as a name of a member`,
      send: xml(echo(struct(text))),
      replies: [xmlResult(struct(text))],
      runs: 1,
    },
  ]
  // A value of blanks alone and no type is an empty text to nobody but those who trim.
  cases.push({ title: `${title} without a type`, send: xml(echo(escaped(text))), replies, runs: 1 })
  if (!text.includes(']]>') && !text.includes('\r')) {
    cases.push({
      title: `${title} in CDATA`,
      send: xml(echo(`<string><![CDATA[${text}]]></string>`)),
      replies,
      runs: 1,
    })
  }
  return text.length > 1000 ? cases.slice(0, 3) : cases
})

function struct(name: string) {
  return `<struct>\n<member>\n<name>${escaped(name)}</name>\n<value><int>1</int></value>\n</member>\n</struct>`
}

const arrays = (depth: number) =>
  `${'<array><data><value>'.repeat(depth)}1${'</value></data></array>'.repeat(depth)}`
const structs = (depth: number) =>
  `${'<struct><member><name>a</name><value>'.repeat(depth)}1${'</value></member></struct>'.repeat(depth)}`

const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`
const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupGetter__',
  'then',
  'toJSON',
  'length',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  '0',
  '-1',
  '',
]

/** Depth, number, size, and names that JavaScript knows. */
export const shapes: HostileCase[] = [
  ...[1, 32, 64].flatMap((depth): HostileCase[] => [
    {
      title: `${depth} arrays inside each other are served`,
      send: xml(call('witness.count', arrays(depth))),
      replies: [xmlResult('<int>1</int>')],
      runs: 1,
    },
    {
      title: `${depth} structs inside each other are served`,
      send: xml(call('witness.count', structs(depth))),
      replies: [xmlResult('<int>1</int>')],
      runs: 1,
    },
  ]),
  ...[65, 66, 100, 1000, 10_000, 40_000].flatMap((depth): HostileCase[] => [
    {
      title: `${depth} arrays inside each other are too deep`,
      send: xml(call('witness.count', arrays(depth))),
      replies: [xmlFault(-32004)],
    },
    {
      title: `${depth} structs inside each other are too deep`,
      send: xml(call('witness.count', structs(depth))),
      replies: [xmlFault(-32004)],
    },
  ]),
  {
    title: '100,000 elements inside each other that never end',
    send: xml(`<methodCall>${'<a>'.repeat(100_000)}`),
    replies: [xmlFault(-32700)],
  },
  {
    title: '100,000 elements inside each other that end',
    send: xml(`<methodCall>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</methodCall>`),
    replies: [xmlFault(-32600)],
  },
  {
    title: '100,000 roots inside each other',
    send: xml('<methodCall>'.repeat(100_000)),
    replies: [xmlFault(-32700)],
  },
  {
    title: '80,000 arrays that never end',
    send: xml(
      `<methodCall><methodName>witness.count</methodName><params><param><value>${'<array><data><value>'.repeat(80_000)}`,
    ),
    replies: [xmlFault(-32700)],
  },
  {
    title: '60,000 parameters',
    send: xml(call('witness.count', ...Array.from({ length: 60_000 }, () => '<int>1</int>'))),
    replies: [xmlResult('<int>60000</int>')],
    runs: 1,
  },
  {
    title: '100,000 short parameters',
    send: xml(
      `<methodCall><methodName>witness.count</methodName><params>${'<param><value/></param>'.repeat(100_000)}</params></methodCall>`,
    ),
    replies: [xmlResult('<int>100000</int>')],
    runs: 1,
  },
  {
    title: '100,000 items',
    send: xml(call('witness.count', `<array><data>${'<value/>'.repeat(100_000)}</data></array>`)),
    replies: [xmlResult('<int>1</int>')],
    runs: 1,
  },
  {
    title: '40,000 members',
    send: xml(
      call(
        'witness.count',
        `<struct>${Array.from({ length: 40_000 }, (_, i) => member(`m${i}`, '')).join('')}</struct>`,
      ),
    ),
    replies: [xmlResult('<int>1</int>')],
    runs: 1,
  },
  {
    title: '40,000 members of one name',
    send: xml(call('witness.keys', `<struct>${member('m', '').repeat(40_000)}</struct>`)),
    replies: [xmlResult('<array><data>\n<value><string>m</string></value>\n</data></array>')],
    runs: 1,
  },
  {
    title: '100,000 comments',
    send: xml(echo('x').replace('<params>', `${'<!---->'.repeat(100_000)}<params>`)),
    replies: [xmlResult('<string>x</string>')],
    runs: 1,
  },
  {
    title: '100,000 sections in a string',
    send: xml(echo(`<string>${'<![CDATA[]]>'.repeat(100_000)}x</string>`)),
    replies: [xmlResult('<string>x</string>')],
    runs: 1,
  },
  {
    title: 'a million blanks between elements',
    send: xml(echo('<int>1</int>').replace('<params>', `${' '.repeat(1_000_000)}<params>`)),
    replies: [xmlResult('<int>1</int>')],
    runs: 1,
  },
  { title: 'a name of a megabyte', send: xml(call('x'.repeat(1_000_000))), replies: [xmlFault(-32601)] },
  {
    title: '200,000 attributes',
    send: xml(
      echo('x').replace(
        '<methodCall>',
        `<methodCall ${Array.from({ length: 200_000 }, (_, i) => `a${i}=""`).join(' ')}>`,
      ),
    ),
    replies: [xmlFault(-32004)],
  },
  {
    title: '80,000 namespaces',
    send: xml(
      echo('x').replace(
        '<methodCall>',
        `<methodCall ${Array.from({ length: 80_000 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}>`,
      ),
    ),
    replies: [xmlFault(-32004)],
  },

  ...inherited.map(
    (name): HostileCase => ({
      title: `a member called ${JSON.stringify(name)} is one like any other`,
      send: xml(
        call(
          'witness.keys',
          `<struct>${member(name, '<int>1</int>')}${member('polluted', '<int>1</int>')}</struct>`,
        ),
      ),
      replies: [
        xmlResult(
          `<array><data>\n${(name === '0' ? ['0', 'polluted'] : [name, 'polluted']).map(key => `<value><string>${key}</string></value>\n`).join('')}</data></array>`,
        ),
      ],
      runs: 1,
    }),
  ),
  ...['__proto__', 'constructor', 'prototype'].map(
    (name): HostileCase => ({
      title: `a struct called ${name} pollutes nothing`,
      send: xml(
        call(
          'witness.inherited',
          `<struct>${member(name, `<struct>${member('polluted', '<int>1</int>')}${member('prototype', `<struct>${member('polluted', '1')}</struct>`)}</struct>`)}</struct>`,
        ),
      ),
      replies: [
        xmlResult(
          '<array><data>\n<value><string>undefined</string></value>\n<value><string>undefined</string></value>\n<value><boolean>1</boolean></value>\n</data></array>',
        ),
      ],
      runs: 1,
    }),
  ),
]

/** What a method returns and no wire can carry, and what it throws. */
export const results: HostileCase[] = [
  ...[
    'throwsError',
    'throwsString',
    'throwsNull',
    'throwsUndefined',
    'rejects',
    'notANumber',
    'infinity',
    'cyclic',
    'aFunction',
    'aSymbol',
    'aMap',
    'aClass',
    'control',
    'surrogate',
    'deep',
  ].map(
    (name): HostileCase => ({
      title: `${name} ends with a fault`,
      send: xml(call(`witness.${name}`)),
      replies: [xmlFault([-32603, -32004])],
      runs: 1,
    }),
  ),
  {
    title: 'a method without a result answers an empty text',
    send: xml(call('witness.nothing')),
    replies: [xmlResult('<string></string>')],
    runs: 1,
  },
  {
    title: 'a method with too many parameters',
    send: xml(call('witness.secret', argument)),
    replies: [xmlFault(-32602)],
  },
  { title: 'a method with too few parameters', send: xml(call('witness.echo')), replies: [xmlFault(-32602)] },
]

const limit = 4 * 1024 * 1024
const sized = (length: number) => {
  const document = echo('<string></string>')
  return document.replace('<string>', `<string>${'x'.repeat(length - document.length)}`)
}
const tooLarge = xmlFault(-32004, 413)
const packed = (text: string) => gzipSync(text)

export const sizes: HostileCase[] = [
  {
    title: 'a body of exactly the limit is served',
    send: xml(sized(limit)),
    replies: [{ status: 200, body: 'xml' }],
    runs: 1,
  },
  { title: 'a body of one byte more is too large', send: xml(sized(limit + 1)), replies: [tooLarge] },
  {
    title: 'a gzip body of exactly the limit is served',
    send: xml(packed(sized(limit)), ['Content-Encoding: gzip']),
    replies: [{ status: 200, body: 'xml' }],
    runs: 1,
  },
  {
    title: 'a gzip body of one byte more is too large',
    send: xml(packed(sized(limit + 1)), ['Content-Encoding: gzip']),
    replies: [tooLarge],
  },
  {
    title: 'a gzip bomb of 100 MB',
    send: xml(packed(' '.repeat(100_000_000)), ['Content-Encoding: gzip']),
    replies: [tooLarge],
  },
  {
    title: 'gzip in gzip',
    send: xml(packed(gzipSync(echo('x')).toString('latin1')), ['Content-Encoding: gzip']),
    replies: [xmlFault([-32700, -32702])],
  },
  {
    title: 'gzip that is none',
    send: xml(echo(argument), ['Content-Encoding: gzip']),
    replies: [xmlFault(-32700)],
  },
  {
    title: 'gzip that breaks off',
    send: xml(packed(echo(argument)).subarray(0, -10), ['Content-Encoding: gzip']),
    replies: [xmlFault(-32700)],
  },
  {
    title: 'deflate that is none',
    send: xml(echo(argument), ['Content-Encoding: deflate']),
    replies: [xmlFault(-32700)],
  },
  { title: 'gzip of nothing', send: xml('', ['Content-Encoding: gzip']), replies: [xmlFault(-32700)] },
  ...[
    'br',
    'zstd',
    'compress',
    'x',
    'gzip, gzip',
    'gzip,deflate',
    'gzip;q=1',
    '__proto__',
    'constructor',
    '"gzip"',
  ].map(
    (encoding): HostileCase => ({
      title: `Content-Encoding ${encoding}`,
      send: xml(packed(echo(argument)), [`Content-Encoding: ${encoding}`]),
      replies: [xmlFault(-32600, 415)],
    }),
  ),
]
