import t from 'tap'
import { FaultCode } from '../../src/rpc/fault.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { guardDocument } from '../../src/xmlrpc/guard.ts'

const guard = (document: string) => atOnce(guardDocument(document))

await t.test('the content of the root is cut out as it is written', async t => {
  const cases: [string, string, string][] = [
    ['nothing around', '<methodCall>x</methodCall>', 'x'],
    ['a declaration', "<?xml version='1.0'?>\n<methodCall>x</methodCall>\n", 'x'],
    [
      'all that a declaration can say',
      '<?xml version="1.1" encoding = "UTF-8"\tstandalone="yes" ?><methodCall>x</methodCall>',
      'x',
    ],
    ['comments', '<!-- <methodCall>y</methodCall> --><methodCall>x</methodCall><!--z-->', 'x'],
    ['instructions', '<?xml-style a="?><methodCall>x</methodCall><?b ?>\n<?c?>', 'x'],
    ['attributes', `<methodCall xmlns:ex="a" b = '>"'\n>x</methodCall >`, 'x'],
    ['a prefix', '<m:methodCall xmlns:m="a">x</m:methodCall\n>', 'x'],
    ['no content', '<methodCall></methodCall>', ''],
    ['no end tag', '<methodCall />', ''],
    ['the end tag in a comment', '<methodCall><!--</methodCall>-->x</methodCall>', '<!--</methodCall>-->x'],
    [
      'the end tag in CDATA',
      '<methodCall><![CDATA[</methodCall>]]></methodCall>',
      '<![CDATA[</methodCall>]]>',
    ],
    ['the end tag in an instruction', '<methodCall><?a </methodCall>?></methodCall>', '<?a </methodCall>?>'],
    ['the end tag in a comment behind', '<methodCall>x</methodCall><!--</methodCall>-->', 'x'],
    ['a longer name', '<methodCall></methodCalls></methodCall>', '</methodCalls>'],
    ['references', '<methodCall>&lt;&#65;&#13;</methodCall>', '&lt;&#65;&#13;'],
    ['line ends of all systems', '<methodCall>\r\n\r\n\n</methodCall>', '\n\n\n'],
    ['line ends of Macs of old', '<methodCall>\r\ra</methodCall>\r', '\n\na'],
  ]
  for (const [what, document, content] of cases) t.equal(guard(document), content, what)
})

await t.test('a document that is not well-formed is refused', async t => {
  const good = '<methodCall>x</methodCall>'
  const cases: [string, string, RegExp][] = [
    ['nothing', '', /root element was expected, at the end/],
    ['blanks', ' \n', /root element was expected/],
    ['text', 'hello', /root element was expected/],
    ['text in front', `a${good}`, /root element was expected, at character 1 of the text there/],
    ['text behind', `${good}a`, /after the root element, at character \d+ of the text there/],
    ['a reference behind', `${good}&#32;`, /after the root element/],
    ['CDATA behind', `${good}<![CDATA[ ]]>`, /no place here/],
    ['a second root', good + good, /after the root element/],
    ['a second byte order mark', `\uFEFF${good}`, /root element was expected/],
    ['a DOCTYPE', `<!DOCTYPE a>${good}`, /DOCTYPE/],
    ['a DOCTYPE with entities', `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>${good}`, /DOCTYPE/],
    ['a DOCTYPE behind a comment', `<!-- --><!DOCTYPE a>${good}`, /DOCTYPE/],
    ['a DOCTYPE inside', '<methodCall><!DOCTYPE a></methodCall>', /DOCTYPE/],
    ['a declaration behind a blank', ` <?xml version="1.0"?>${good}`, /misplaced XML declaration/],
    ['a declaration behind a comment', `<!----><?xml version="1.0"?>${good}`, /misplaced XML declaration/],
    ['a second declaration', `<?xml version="1.0"?><?xml version="1.0"?>${good}`, /misplaced/],
    ['a declaration without a version', `<?xml encoding="utf-8"?>${good}`, /wrong XML declaration/],
    ['a declaration of version 2', `<?xml version="2.0"?>${good}`, /wrong XML declaration/],
    [
      'a declaration in another order',
      `<?xml encoding="utf-8" version="1.0"?>${good}`,
      /wrong XML declaration/,
    ],
    ['a declaration without its end', `<?xml version="1.0">${good}`, /wrong XML declaration/],
    ['an empty declaration', `<?xml?>${good}`, /wrong XML declaration/],
    ['a wrong encoding name', `<?xml version="1.0" encoding="8"?>${good}`, /wrong XML declaration/],
    ['a comment with dashes', `<!-- -- -->${good}`, /'--' inside a comment/],
    ['a comment without its end', `<!-- ${good}`, /comment without its end/],
    ['an instruction without a name', `<? a?>${good}`, /name was expected/],
    ['an instruction without its end', `<?a ${good}`, /without its end/],
    ['no end tag', '<methodCall>x', /<\/methodCall> is missing, at the end/],
    ['half an end tag', '<methodCall>x</methodCall', /a tag without its end/],
    ['half an end tag and a blank', '<methodCall>x</methodCall ', /wrong end tag/],
    ['another end tag', '<methodCall>x</methodResponse>', /<\/methodCall> is missing/],
    ['an end tag in capitals', '<methodCall>x</methodcall>', /<\/methodCall> is missing/],
    ['an end tag with an attribute', '<methodCall>x</methodCall a="b">', /wrong end tag/],
    ['half a start tag', '<methodCall', /breaks off/],
    ['an attribute without a value', '<methodCall a></methodCall>', /without a value/],
    ['an attribute without quotes', '<methodCall a=b></methodCall>', /without a value/],
    ['an attribute twice', '<methodCall a="b" a="c"></methodCall>', /"a" is given twice/],
    ['attributes without a blank', '<methodCall a="b"c="d"></methodCall>', /breaks off/],
    ['< in an attribute', '<methodCall a="<"></methodCall>', /'<' inside an attribute/],
    ['& in an attribute', '<methodCall a="&"></methodCall>', /begins no reference/],
    ['an unknown entity in an attribute', '<methodCall a="&x;"></methodCall>', /begins no reference/],
    ['CDATA without its end', '<methodCall><![CDATA[</methodCall>', /']]>' is missing/],
    ['a tag without its end inside', '<methodCall><a <b></methodCall>', /a tag without its end/],
    ['a quote without its end inside', '<methodCall><a "></methodCall>', /a tag without its end/],
    ['an empty name', '<></>', /a name was expected/],
  ]
  for (const [what, document, message] of cases) {
    t.throws(() => guard(document), { code: FaultCode.parseError, message }, what)
  }
})

await t.test('characters that XML forbids are refused around the root', async t => {
  const invalid = { code: FaultCode.invalidCharacter }
  t.throws(() => guard('<!--\u0001--><methodCall/>'), {
    ...invalid,
    message: /U\+0001, at character 5 of the text there/,
  })
  t.throws(() => guard('<methodCall a="\uFFFF"/>'), invalid)
  t.throws(() => guard('<methodCall a="&#0;"/>'), { ...invalid, message: /reference "&#0;"/ })
  t.throws(() => guard('<methodCall/><?a \u000B?>'), invalid)
})

await t.test('a document with another root is no call', async t => {
  for (const root of ['methodResponse', 'methodcall', 'm:n:methodCall', 'methodCall2', 'html']) {
    const document = `<${root}></${root}>`
    t.throws(() => guard(document), {
      code: FaultCode.invalidRequest,
      message: /<methodCall> was expected/,
    })
  }
})

await t.test('hostile documents of a megabyte do not hang', async t => {
  const size = 1_000_000
  for (const part of [
    '<',
    '<!--',
    '<!-- -->',
    '<![CDATA[',
    '<?',
    '<?a ?>',
    '</',
    '<a "',
    '\r',
    '&',
    ' ',
    '</methodCall',
  ]) {
    const many = part.repeat(size / part.length)
    for (const document of [
      many,
      `<methodCall>${many}"</methodCall>`,
      `<methodCall ${many}`,
      `<methodCall/>${many}`,
    ]) {
      try {
        guard(document)
      } catch (error) {
        t.match(error, { name: 'Fault' })
      }
    }
  }
})
