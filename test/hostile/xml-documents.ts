import type { HostileCase } from './judge.ts'
import { argument, call, echo, malformed, post, xml, xmlFault, xmlResult } from './requests.ts'

const good = echo(
  `<struct><member><name>key</name><value><string>${argument}</string></value></member></struct>`,
)
const plain = echo(`<string>${argument}</string>`)

/** A document that is no call, with the codes that may say so. */
function refused(
  title: string,
  document: string | Uint8Array,
  code: number | readonly number[],
  type = 'text/xml',
): HostileCase {
  return { title, send: post('/RPC2', type, document), replies: [xmlFault(code)] }
}

/** @param step - 1 cuts everywhere; 7 at every seventh byte */
export const truncated = (step: number): HostileCase[] =>
  Array.from({ length: good.length }, (_, length) => length)
    .filter(length => length % step === 0)
    .map(length => refused(`a call cut after ${length} bytes`, good.slice(0, length), -32700))

const notWellFormed: readonly (readonly [title: string, document: string, code?: number])[] = [
  ['nothing but blanks', ' \r\n\t '],
  ['text alone', argument],
  ['JSON', JSON.stringify({ jsonrpc: '2.0', method: 'witness.echo', params: [argument], id: 1 })],
  ['a form', `method=witness.echo&value=${argument}`],
  ['two roots', plain + plain.replace('<?xml version="1.0"?>', '')],
  ['two documents', plain + plain],
  ['text before the root', `x${plain.slice(21)}`],
  ['text before the declaration', `x${plain}`],
  ['a blank before the declaration', ` ${plain}`],
  ['a line end before the declaration', `\n${plain}`],
  ['a comment before the declaration', `<!-- c -->${plain}`],
  ['text after the root', `${plain}x`],
  ['a reference after the root', `${plain}&#65;`],
  ['CDATA after the root', `${plain}<![CDATA[ ]]>`],
  ['CDATA before the root', `<![CDATA[ ]]>${plain.slice(21)}`],
  ['an end tag after the root', `${plain}</methodCall>`],
  ['NUL after the root', `${plain}\0`, -32700],
  ['a second declaration', plain.replace('<methodCall>', '<?xml version="1.0"?><methodCall>')],
  ['a declaration inside', plain.replace('<params>', '<?xml version="1.0"?><params>')],
  ['an instruction called XML', plain.replace('<params>', '<?XML x?><params>')],
  ['a declaration without version', plain.replace(' version="1.0"', '')],
  ['a declaration of version 2', plain.replace('1.0', '2.0')],
  ['a declaration of version 1', plain.replace('1.0', '1')],
  ['a declaration with encoding first', plain.replace('version="1.0"', 'encoding="utf-8" version="1.0"')],
  ['a declaration with an attribute of its own', plain.replace('"1.0"', '"1.0" x="y"')],
  ['standalone maybe', plain.replace('"1.0"', '"1.0" standalone="maybe"')],
  ['a declaration in capitals', plain.replace('<?xml', '<?XML')],
  ['a declaration without its end', plain.replace('?>', '>')],
  ['a declaration with quotes that differ', plain.replace('"1.0"', '"1.0\'')],
  ['a declaration without quotes', plain.replace('"1.0"', '1.0')],
  ['tags that overlap', plain.replace('</value></param>', '</param></value>')],
  ['an end tag in another case', plain.replace('</string>', '</String>')],
  ['an end tag missing', plain.replace('</string>', '')],
  ['a start tag missing', plain.replace('<string>', '')],
  ['an end tag too many', plain.replace('</string>', '</string></string>')],
  ['an end tag with an attribute', plain.replace('</string>', '</string a="b">')],
  ['an end tag that is empty', plain.replace('</string>', '</>')],
  ['an end tag with a blank first', plain.replace('</string>', '</ string>')],
  ['a start tag with a blank first', plain.replace('<string>', '< string>')],
  ['a start tag without a name', plain.replace('<string>', '<>')],
  ['a name that begins with a digit', plain.replaceAll('string>', '1string>')],
  ['a name that begins with a dash', plain.replaceAll('string>', '-string>')],
  ['a name with a slash', plain.replace('<string>', '<str/ing>')],
  ['a tag inside a tag', plain.replace('<string>', '<string<string>>')],
  ['a tag without its end', plain.replace('<string>', '<string')],
  ['a bare <', plain.replace(argument, `a < b ${argument}`)],
  ['a bare < at the end of a text', plain.replace(argument, `${argument}<`)],
  ['a bare &', plain.replace(argument, `a & b ${argument}`)],
  [']]> outside a section', plain.replace(argument, `]]>${argument}`)],
  ['an attribute without a value', plain.replace('<string>', '<string a>')],
  ['an attribute without quotes', plain.replace('<string>', '<string a=b>')],
  ['an attribute without its second quote', plain.replace('<string>', '<string a="b>')],
  ['an attribute given twice', plain.replace('<string>', '<string a="1" a="2">')],
  ['two attributes without a blank', plain.replace('<string>', '<string a="1"b="2">')],
  ['< in an attribute', plain.replace('<string>', '<string a="<">')],
  ['a bare & in an attribute', plain.replace('<string>', '<string a="&">')],
  ['an unknown entity in an attribute', plain.replace('<string>', '<string a="&x;">')],
  ['an attribute with a quote as its name', plain.replace('<string>', '<string "a"="b">')],
  ['-- in a comment', plain.replace('<params>', '<!-- a -- b --><params>')],
  ['a comment that ends with three dashes', plain.replace('<params>', '<!-- a ---><params>')],
  ['a comment of two dashes', plain.replace('<params>', '<!--><params>')],
  ['a comment of three dashes', plain.replace('<params>', '<!---><params>')],
  ['a comment without its end', plain.replace('<params>', '<!-- <params>')],
  ['a comment behind the root without its end', `${plain}<!-- `],
  ['a comment in a tag', plain.replace('<string>', '<string <!-- c --> >')],
  ['an instruction without its end', plain.replace('<params>', '<?pi <params>')],
  ['an instruction without a name', plain.replace('<params>', '<? pi?><params>')],
  ['an instruction with a bad name', plain.replace('<params>', '<?1?><params>')],
  ['CDATA without its end', plain.replace(argument, `<![CDATA[${argument}`)],
  ['cdata in lower case', plain.replace(argument, `<![cdata[${argument}]]>`)],
  ['CDATA with blanks', plain.replace(argument, `<![ CDATA [${argument}]]>`)],
  ['a section of another name', plain.replace(argument, `<![INCLUDE[${argument}]]>`)],
  ['a declaration of an element', plain.replace('<methodCall>', '<!ELEMENT methodCall ANY><methodCall>')],
  ['a declaration of an entity', plain.replace('<params>', '<!ENTITY x "y"><params>')],
  ['HTML', `<!doctype html><html><body>${argument}</body></html>`],
  ['a million of <', '<'.repeat(1_000_000)],
  ['a hundred thousand of <a "', '<a "'.repeat(100_000)],
  ['a hundred thousand of <!--', '<!--'.repeat(100_000)],
  ['a hundred thousand of <![CDATA[', `<methodCall>${'<![CDATA['.repeat(100_000)}`],
  ['a hundred thousand of <?', `<methodCall>${'<?a '.repeat(100_000)}`],
  ['a hundred thousand of ]]', `<methodCall><methodName>${']]'.repeat(100_000)}>`],
  ['a hundred thousand of &', plain.replace(argument, '&'.repeat(100_000))],
  ['a hundred thousand of &#', plain.replace(argument, '&#'.repeat(100_000))],
  ['a reference of a million digits', plain.replace(argument, `&#${'1'.repeat(1_000_000)};`), -32702],
  [
    'a hundred thousand attributes without an end',
    `<methodCall ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ')}`,
    -32004,
  ],
  ['a megabyte of blanks before nothing', ' '.repeat(1_000_000)],
  ['a quote that never ends', `<methodCall a="${'x'.repeat(1_000_000)}`],
]

const documentTypes: readonly (readonly [title: string, subset: string, use?: string])[] = [
  ['empty', '<!DOCTYPE methodCall>'],
  ['in lower case', '<!doctype methodCall>'],
  ['in mixed case', '<!DocType methodCall>'],
  ['with a system identifier', '<!DOCTYPE methodCall SYSTEM "http://127.0.0.1:9/x.dtd">'],
  ['with a file', '<!DOCTYPE methodCall SYSTEM "file:///etc/passwd">'],
  [
    'with a public identifier',
    '<!DOCTYPE methodCall PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd">',
  ],
  ['with an empty subset', '<!DOCTYPE methodCall []>'],
  ['with an internal entity', '<!DOCTYPE methodCall [<!ENTITY x "y">]>', '&x;'],
  ['with an entity that nobody uses', '<!DOCTYPE methodCall [<!ENTITY x "y">]>'],
  [
    'with an external entity of a file',
    '<!DOCTYPE methodCall [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '&x;',
  ],
  [
    'with an external entity of a server',
    '<!DOCTYPE methodCall [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>',
    '&x;',
  ],
  ['with a public entity', '<!DOCTYPE methodCall [<!ENTITY x PUBLIC "a" "file:///etc/hostname">]>', '&x;'],
  [
    'with an entity of php',
    '<!DOCTYPE methodCall [<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=/etc/passwd">]>',
    '&x;',
  ],
  ['with an expect entity', '<!DOCTYPE methodCall [<!ENTITY x SYSTEM "expect://id">]>', '&x;'],
  ['with a parameter entity', '<!DOCTYPE methodCall [<!ENTITY % p "<!ENTITY x \'y\'>">%p;]>', '&x;'],
  [
    'with an external parameter entity',
    '<!DOCTYPE methodCall [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>',
  ],
  ['that redefines lt', '<!DOCTYPE methodCall [<!ENTITY lt "y">]>', '&lt;'],
  ['with an entity called l.', '<!DOCTYPE methodCall [<!ENTITY l. "y">]>', '&lt;'],
  ['with an entity that is itself', '<!DOCTYPE methodCall [<!ENTITY x "&x;">]>', '&x;'],
  ['with a circle of entities', '<!DOCTYPE methodCall [<!ENTITY x "&y;"><!ENTITY y "&x;">]>', '&x;'],
  ['with a notation', '<!DOCTYPE methodCall [<!NOTATION n SYSTEM "x">]>'],
  [
    'with an unparsed entity',
    '<!DOCTYPE methodCall [<!NOTATION n SYSTEM "x"><!ENTITY x SYSTEM "y" NDATA n>]>',
  ],
  ['with a default attribute', '<!DOCTYPE methodCall [<!ATTLIST string a CDATA "b">]>'],
  ['with an element', '<!DOCTYPE methodCall [<!ELEMENT methodCall ANY>]>'],
  ['with a comment that has an end', '<!DOCTYPE methodCall [<!-- ]> -->]>'],
  ['without its end', '<!DOCTYPE methodCall ['],
  ['without a name', '<!DOCTYPE>'],
  ['twice', '<!DOCTYPE methodCall><!DOCTYPE methodCall>'],
  ['with billion laughs', `<!DOCTYPE methodCall [<!ENTITY a "ha">${laughs(10, 10)}]>`, '&a9;'],
  [
    'with a quadratic blow-up',
    `<!DOCTYPE methodCall [<!ENTITY a "${'a'.repeat(50_000)}">]>`,
    '&a;'.repeat(50_000),
  ],
  [
    'of 100,000 entities',
    `<!DOCTYPE methodCall [${Array.from({ length: 100_000 }, (_, i) => `<!ENTITY e${i} "x">`).join('')}]>`,
    '&e1;',
  ],
  ['of a million brackets', `<!DOCTYPE methodCall ${'['.repeat(1_000_000)}`],
]

function laughs(levels: number, times: number) {
  return Array.from({ length: levels }, (_, level) => {
    const before = level === 0 ? 'a' : `a${level - 1}`
    return `<!ENTITY a${level} "${`&${before};`.repeat(times)}">`
  }).join('')
}

const doctypes = documentTypes.flatMap(([title, subset, use = '']): HostileCase[] => [
  refused(
    `a DOCTYPE ${title}`,
    plain.replace('<methodCall>', `${subset}<methodCall>`).replace(argument, argument + use),
    -32700,
  ),
  ...(subset.length < 5000
    ? [
        refused(`a DOCTYPE ${title} before all`, subset + plain.slice(21), -32700),
        refused(`a DOCTYPE ${title} inside the root`, plain.replace('<params>', `${subset}<params>`), -32700),
        refused(`a DOCTYPE ${title} inside a string`, plain.replace(argument, argument + subset), -32700),
        refused(`a DOCTYPE ${title} after the root`, plain + subset, -32700),
      ]
    : []),
])

const entities: readonly (readonly [reference: string, code?: number])[] = [
  ['&nbsp;'],
  ['&copy;'],
  ['&AMP;'],
  ['&Lt;'],
  ['&x;'],
  ['&;'],
  ['&#;'],
  ['&#x;'],
  ['&#X41;'],
  ['&#xZZ;'],
  ['&#-65;'],
  ['&#+65;'],
  ['&# 65;'],
  ['&#65 ;'],
  ['&#6 5;'],
  ['&#65'],
  ['&lt'],
  ['& lt;'],
  ['&lt ;'],
  ['&amp'],
  ['%p;&p;'],
  ['&__proto__;'],
  ['&constructor;'],
  ['&toString;'],
  ['&#1e3;'],
  ['&#0x41;'],
  ['&#65.0;'],
  ['&#0;', -32702],
  ['&#x0;', -32702],
  ['&#1;', -32702],
  ['&#8;', -32702],
  ['&#11;', -32702],
  ['&#12;', -32702],
  ['&#31;', -32702],
  ['&#x1F;', -32702],
  ['&#xD800;', -32702],
  ['&#xDBFF;', -32702],
  ['&#xDC00;', -32702],
  ['&#xDFFF;', -32702],
  ['&#xD83D;&#xDE00;', -32702],
  ['&#xFFFE;', -32702],
  ['&#xFFFF;', -32702],
  ['&#x110000;', -32702],
  ['&#1114112;', -32702],
  ['&#99999999999999999999;', -32702],
  ['&#xFFFFFFFFFFFFFFFFFFFF;', -32702],
]

const notCalls: readonly (readonly [title: string, document: string])[] = [
  ['another root', plain.replaceAll('methodCall>', 'call>')],
  ['a response', plain.replaceAll('methodCall>', 'methodResponse>')],
  ['a root in another case', plain.replaceAll('methodCall>', 'MethodCall>')],
  ['a root in capitals', plain.replaceAll('methodCall>', 'METHODCALL>')],
  ['a root in lower case', plain.replaceAll('methodCall>', 'methodcall>')],
  [
    'a SOAP envelope',
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>',
  ],
  ['a root inside another', `<a>${plain.slice(21)}</a>`],
  ['an empty root', '<methodCall></methodCall>'],
  ['an empty root of one tag', '<methodCall/>'],
  ['no name', '<methodCall><params/></methodCall>'],
  ['two names', plain.replace('<params>', '<methodName>witness.echo</methodName><params>')],
  ['a name in another case', plain.replaceAll('methodName>', 'MethodName>')],
  ['a name called name', plain.replaceAll('methodName>', 'name>')],
  ['an empty name', plain.replace('witness.echo', '')],
  ['a name of blanks', plain.replace('witness.echo', ' \n ')],
  ['a name of one tag', plain.replace('<methodName>witness.echo</methodName>', '<methodName/>')],
  ['an element in the name', plain.replace('witness.echo', '<string>witness.echo</string>')],
  ['an element amid the name', plain.replace('witness.echo', 'witness<b>.</b>echo')],
  ['two lists of parameters', plain.replace('</params>', '</params><params></params>')],
  ['parameters in another case', plain.replaceAll('params>', 'Params>')],
  ['something else beside them', plain.replace('</params>', '</params><extra/>')],
  ['text beside them', plain.replace('</params>', `</params>${argument}`)],
  ['text between name and parameters', plain.replace('<params>', 'x<params>')],
  ['CDATA between elements', plain.replace('<params>', '<![CDATA[x]]><params>')],
  ['a reference between elements', plain.replace('<params>', '&#65;<params>')],
  ['a value straight among the parameters', plain.replaceAll(/<\/?param>/g, '')],
  ['parameter straight in the root', plain.replaceAll(/<\/?params>/g, '')],
  ['text among the parameters', plain.replace('<param>', 'x<param>')],
  ['text in a parameter', plain.replace('<value>', 'x<value>')],
  ['a parameter without a value', call('witness.echo').replace('<params>', '<params><param></param>')],
  ['a parameter of one tag', call('witness.echo').replace('<params>', '<params><param/>')],
  ['a parameter with two values', plain.replace('</param>', '<value>2</value></param>')],
  ['a parameter that is a type', plain.replaceAll(/<\/?value>/g, '')],
  ['a parameter with something else', plain.replace('</param>', '<x/></param>')],
  ['two types in a value', plain.replace('</value>', '<int>1</int></value>')],
  ['text before a type', plain.replace('<string>', 'x<string>')],
  ['text behind a type', plain.replace('</string>', '</string>x')],
  ['CDATA before a type', plain.replace('<string>', '<![CDATA[x]]><string>')],
  ['an unknown type', plain.replaceAll('string>', 'text>')],
  ['a type in another case', plain.replaceAll('string>', 'String>')],
  ['a type in capitals', echo('<INT>1</INT>')],
  ['a type called __proto__', plain.replaceAll('string>', '__proto__>')],
  ['a type called constructor', plain.replaceAll('string>', 'constructor>')],
  ['a type called toString', plain.replaceAll('string>', 'toString>')],
  ['a type called hasOwnProperty', plain.replaceAll('string>', 'hasOwnProperty>')],
  ['a type called dateTime', echo('<dateTime>20240229T12:34:56</dateTime>')],
  ['a type called i16', echo('<i16>1</i16>')],
  ['a type called float', echo('<float>1</float>')],
  ['a type in a type', echo('<string><string>x</string></string>')],
  ['a type in an int', echo('<int><i4>1</i4></int>')],
  ['a value in a string', echo('<string><value>x</value></string>')],
  ['a value in a value', echo('<value>x</value>')],
  ['an array without data', echo('<array></array>')],
  ['an array of one tag', echo('<array/>')],
  ['an array with two lists of data', echo('<array><data></data><data></data></array>')],
  ['an array of values without data', echo('<array><value>x</value></array>')],
  ['an array with text', echo('<array>x<data></data></array>')],
  ['an array with text in data', echo('<array><data>x</data></array>')],
  ['an array of types', echo('<array><data><int>1</int></data></array>')],
  ['an array with something else', echo('<array><data></data><x/></array>')],
  [
    'an array of members',
    echo('<array><data><member><name>a</name><value>x</value></member></data></array>'),
  ],
  ['data in another case', echo('<array><Data></Data></array>')],
  ['a struct with text', echo('<struct>x</struct>')],
  ['a struct of values', echo('<struct><value>x</value></struct>')],
  ['a struct with data', echo('<struct><data></data></struct>')],
  ['a struct in which a member has no name', echo('<struct><member><value>x</value></member></struct>')],
  ['a struct in which a member has no value', echo('<struct><member><name>x</name></member></struct>')],
  ['a struct with an empty member', echo('<struct><member></member></struct>')],
  ['a struct with a member of one tag', echo('<struct><member/></struct>')],
  [
    'a struct in which a member has two names',
    echo('<struct><member><name>x</name><name>y</name><value>1</value></member></struct>'),
  ],
  [
    'a struct in which a member has two values',
    echo('<struct><member><name>x</name><value>1</value><value>2</value></member></struct>'),
  ],
  [
    'a struct in which a member has something else',
    echo('<struct><member><name>x</name><value>1</value><x/></member></struct>'),
  ],
  [
    'a struct in which a member has text',
    echo('<struct><member>x<name>x</name><value>1</value></member></struct>'),
  ],
  [
    'a struct in which a name is typed',
    echo('<struct><member><name><string>x</string></name><value>1</value></member></struct>'),
  ],
  [
    'a struct in which Name is in another case',
    echo('<struct><member><Name>x</Name><value>1</value></member></struct>'),
  ],
  ['a fault among the parameters', plain.replace('<param>', '<fault><value>x</value></fault><param>')],
]

/** What is odd and means one thing only; all that echo gives back is `<string>x</string>`. */
const x = echo('<string>x</string>')
const readAsX: readonly (readonly [title: string, document: string])[] = [
  ['no declaration', x.slice(21)],
  ['a declaration of 1.1', x.replace('1.0', '1.1')],
  ['a declaration with apostrophes', x.replace('"1.0"', "'1.0'")],
  ['a declaration with all it can have', x.replace('"1.0"', '"1.0" encoding="UTF-8" standalone="yes"')],
  ['comments everywhere', x.slice(21).replaceAll('><', '><!-- c --><')],
  ['comments around the root', `<!-- a --><!----> ${x.slice(21)}<!-- </methodCall> -->`],
  ['comments with markup', x.replace('<params>', '<!-- <params> ]]> & < --><params>')],
  ['instructions everywhere', x.slice(21).replaceAll('><', '><?pi x="y"?><')],
  ['a style sheet', x.replace('<methodCall>', '<?xml-stylesheet href="file:///etc/passwd"?><methodCall>')],
  ['white space everywhere', x.slice(21).replaceAll(/>(?=<(?!\/string))/g, '>\r\n\t ')],
  ['white space in tags', x.slice(21).replaceAll('>', ' \n>')],
  ['a comment in a string', x.replace('>x<', '><!-- y -->x<')],
  ['CDATA in a string', x.replace('>x<', '><![CDATA[x]]><')],
  ['CDATA of nothing', x.replace('>x<', '><![CDATA[]]>x<![CDATA[]]><')],
  ['CDATA in the name', x.replace('witness.echo', '<![CDATA[witness.echo]]>')],
  ['references in the name', x.replace('witness', '&#119;itness')],
  ['a comment in the name', x.replace('witness.echo', 'witness<!-- c -->.echo')],
  ['white space around the name', x.replace('witness.echo', '\n witness.echo\t')],
  ['attributes everywhere', x.slice(21).replaceAll(/<([a-zA-Z]+)>/g, '<$1 a="1" b=\'>\'>')],
  ['a namespace', x.replace('<methodCall>', '<methodCall xmlns="urn:x">')],
  [
    'a prefix',
    x
      .slice(21)
      .replaceAll(/<(\/?)([a-zA-Z]+)>/g, '<$1p:$2>')
      .replace('<p:methodCall>', '<p:methodCall xmlns:p="urn:x">'),
  ],
  [
    'parameters before the name',
    '<methodCall><params><param><value>x</value></param></params><methodName>witness.echo</methodName></methodCall>',
  ],
  ['an untyped value', echo('x')],
  ['a reference', echo('&#120;')],
  ['a hexadecimal reference with zeros', echo('&#x00000078;')],
]

export const documents: HostileCase[] = [
  { title: 'no body at all', send: xml(''), replies: [xmlFault(-32700)] },
  ...notWellFormed.map(([title, document, code]) => refused(title, document, code ?? -32700)),
  ...doctypes,
  ...entities.flatMap(([reference, code = -32700]) => [
    refused(`${reference} in a string`, plain.replace(argument, argument + reference), code),
    refused(`${reference} in the name`, plain.replace('witness.echo', `witness.echo${reference}`), code),
    refused(`${reference} in an attribute`, plain.replace('<string>', `<string a="${reference}">`), code),
  ]),
  ...notCalls.map(([title, document]) => refused(`no call: ${title}`, document, -32600)),
  ...readAsX.map(
    ([title, document]): HostileCase => ({
      title: `read for what it means: ${title}`,
      send: xml(document),
      replies: [xmlResult('<string>x</string>')],
      runs: 1,
    }),
  ),
]

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const utf32 = (text: string) =>
  Buffer.concat(
    Array.from(`\ufeff${text}`, character => {
      const unit = Buffer.alloc(4)
      unit.writeUInt32LE(character.codePointAt(0) ?? 0)
      return unit
    }),
  )
const declaring = (encoding: string, text = plain) => text.replace('"1.0"', `"1.0" encoding="${encoding}"`)
const withBytes = (...bytes: readonly number[]) => {
  const [before = '', behind = ''] = plain.split(argument)
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(behind)])
}
const latin1 = (text: string) => Buffer.from(text, 'latin1')

const wrongBytes: readonly (readonly [title: string, bytes: readonly number[]])[] = [
  ['a lone byte of Latin-1', [0xe9]],
  ['a lone continuation byte', [0x80]],
  ['0xFF', [0xff]],
  ['0xFE', [0xfe]],
  ['a sequence that breaks off', [0xe2, 0x82]],
  ['a sequence of four that breaks off', [0xf0, 0x9f, 0x98]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['an overlong <', [0xc0, 0xbc]],
  ['an overlong < of three bytes', [0xe0, 0x80, 0xbc]],
  ['an overlong < of four bytes', [0xf0, 0x80, 0x80, 0xbc]],
  ['an overlong NUL', [0xc0, 0x80]],
  ['half a pair in UTF-8', [0xed, 0xa0, 0x80]],
  ['both halves of a pair in UTF-8 (CESU-8)', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['a character past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a sequence of five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ['a sequence of six bytes', [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]],
]

const controls = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 20, 24, 27, 28, 29, 30, 31]

export const encodings: HostileCase[] = [
  ...wrongBytes.map(([title, bytes]) => refused(`UTF-8: ${title}`, withBytes(...bytes), -32702)),
  ...controls.map(code => refused(`character ${code} in a string`, withBytes(code), -32702)),
  ...controls.map(code =>
    refused(
      `character ${code} in the name`,
      plain.replace('witness.', `witness.${String.fromCharCode(code)}`),
      -32702,
    ),
  ),
  refused('U+FFFE in a string', withBytes(0xef, 0xbf, 0xbe), -32702),
  refused('U+FFFF in a string', withBytes(0xef, 0xbf, 0xbf), -32702),
  refused('NUL between elements', plain.replace('<params>', '\0<params>'), [-32700, -32702]),
  refused('NUL before all', `\0${plain}`, [-32700, -32702]),
  ...[
    'utf-7',
    'UTF-32',
    'utf-16',
    'UTF-16',
    'ISO-10646-UCS-4',
    'shift_jis',
    'EUC-JP',
    'GB18030',
    'koi8-r',
    'ebcdic-cp-us',
    'cp037',
    'utf-8-sig',
    'utf-9',
    'x',
    'base64',
    'hex',
    'binary',
    'ucs2',
    '__proto__',
    'constructor',
    'toString',
  ].map(encoding =>
    refused(
      `a declaration of ${encoding}`,
      declaring(encoding),
      encoding.startsWith('_') ? malformed : -32701,
    ),
  ),
  ...['', ' ', '8', 'ut f', 'é', 'utf-8"', '<', '../../etc/passwd'].map(encoding =>
    refused(`a declaration of ${JSON.stringify(encoding)}`, declaring(encoding), malformed),
  ),
  ...['utf-7', 'utf-32', 'shift_jis', 'x-user-defined', '"a b"', '__proto__', 'constructor'].map(charset =>
    refused(`a charset of ${charset}`, plain, -32701, `text/xml; charset=${charset}`),
  ),
  refused(
    'UTF-7 that hides a tag',
    plain.replace(argument, '+ADw-int+AD4-').replace('"1.0"', '"1.0" encoding="UTF-7"'),
    -32701,
  ),
  refused('UTF-16 without a mark', Buffer.from(plain, 'utf16le'), malformed),
  refused(
    'UTF-16 without a mark, as its charset says',
    Buffer.from(plain, 'utf16le'),
    malformed,
    'text/xml; charset=utf-16',
  ),
  refused('UTF-16 with half a character', Buffer.concat([utf16(plain), Buffer.of(0)]), malformed),
  refused('UTF-16 with half a pair', utf16(plain.replace(argument, '\ud800')), malformed),
  refused('UTF-32', utf32(plain), -32701),
  refused('UTF-32 as it is declared', utf32(declaring('UTF-32')), -32701),
  refused('a mark twice', `\ufeff\ufeff${plain}`, -32700),
  refused('a mark of UTF-8 in the middle', plain.replace('<params>', '\ufeff<params>'), -32600),
  refused(
    'a mark of UTF-16 before UTF-8',
    Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(plain)]),
    malformed,
  ),
  refused('US-ASCII with more', declaring('US-ASCII', plain.replace(argument, 'é')), -32702),
  refused(
    'windows-1252 with a byte that means nothing',
    latin1(declaring('windows-1252', plain.replace(argument, '\x81'))),
    -32702,
  ),
  refused(
    'two encodings declared',
    plain.replace('"1.0"', '"1.0" encoding="utf-8" encoding="latin1"'),
    -32700,
  ),
  ...(
    [
      ['UTF-8 with a mark', Buffer.from(`\ufeff${echo('é€😀')}`), 'é€😀'],
      ['UTF-16 with a mark', utf16(echo('é€😀')), 'é€😀'],
      ['UTF-16 with the other mark', utf16(echo('é€😀')).swap16(), 'é€😀'],
      ['UTF-16 as it is declared', utf16(declaring('UTF-16', echo('é€😀'))), 'é€😀'],
      ['Latin-1 as it is declared', latin1(declaring('ISO-8859-1', echo('é'))), 'é'],
      ['Latin-1 with apostrophes', latin1(echo('é').replace('"1.0"', '"1.0" encoding=\'iso-8859-1\'')), 'é'],
      ['windows-1252', latin1(declaring('windows-1252', echo('\x80'))), '€'],
      ['US-ASCII', declaring('US-ASCII', echo('e')), 'e'],
    ] as const
  ).map(
    ([title, document, value]): HostileCase => ({
      title: `${title} is read`,
      send: xml(document),
      replies: [xmlResult(`<string>${value}</string>`)],
      runs: 1,
    }),
  ),
  {
    title: 'the charset of the type counts before the declaration',
    send: post('/RPC2', 'text/xml; charset=ISO-8859-1', latin1(declaring('UTF-8', echo('é')))),
    replies: [xmlResult('<string>é</string>')],
    runs: 1,
  },
  {
    title: 'a character whose bytes come in two packets is whole',
    send: (() => {
      const bytes = xml(echo('€'))
      const at = bytes.indexOf(0xe2) + 1
      return [bytes.subarray(0, at), { await: 0 }, bytes.subarray(at)]
    })(),
    replies: [xmlResult('<string>€</string>')],
    runs: 1,
  },
]
