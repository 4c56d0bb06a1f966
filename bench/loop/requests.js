import { gzipSync } from 'node:zlib'

const limit = 4 * 1024 * 1024

/** The worst bodies up to the default limit that we know of, each with a title; `body` makes it. */
export const requests = [...xmlRequests(), ...jsonRequests()]

function xmlRequests() {
  const values = (method, part) => xml(method, `<array><data>${fill(part)}</data></array>`)
  const bad = `${fill('<value><int>1</int></value>', limit - 400)}<value><int>x</int></value>`
  const bodies = {
    'many ints': values('take', '<value><int>1</int></value>'),
    'many ints, one short of the limit': xml('take', list('<value><int>1</int></value>', 99_900)),
    'a wrong int at the end': xml('take', `<array><data>${bad}</data></array>`),
    'many untyped values': values('take', '<value/>'),
    'many empty arrays': values('take', '<value><array><data/></array></value>'),
    'nests of 60 levels': values('take', nest(60)),
    'one long text': xml('take', fill('abcdefgh')),
    'one long text, not ASCII': xml('take', 'é'.repeat((limit - 400) / 2)),
    'one long text of pairs': xml('take', '😀'.repeat((limit - 400) / 4)),
    'one text of &amp;': xml('take', fill('&amp;')),
    'one text of &#65;': xml('take', fill('&#65;')),
    'one text of CDATA': xml('take', fill('<![CDATA[]]>')),
    'one text of CR': xml('take', fill('\r')),
    'comments between elements': xml('take', `<array>${fill('<!---->')}<data/></array>`),
    'blanks between elements': xml('take', `<array>${fill(' ')}<data/></array>`),
    'comments around the root': () => `${xml('take', '1')()}${fill('<!---->', limit - 400)}`,
    'many members': xml('take', `<struct>${members(40_000)}</struct>`),
    'one member again and again': xml(
      'take',
      `<struct>${fill('<member><name>a</name><value/></member>')}</struct>`,
    ),
    'a tag of many attributes': xml('take', `<int ${attributes(300_000)}>1</int>`),
    'an attribute of &#65;': xml('take', `<int a="${fill('&#65;')}">1</int>`),
    base64: xml('take', `<base64>${fill('QUJD')}</base64>`),
    'base64, short lines': xml('take', `<base64>${fill('QUJD\n')}</base64>`),
    'an int of many digits': xml('take', `<int>${fill('9')}</int>`),
    'a double of many digits': xml('take', `<double>0.${fill('3')}</double>`),
    'blanks alone': () => fill(' ', limit),
    'open tags': () => `<methodCall>${fill('<a>', limit - 100)}`,
    'garbage tags, closed': () => `<methodCall>${fill('<a b="c"/>', limit - 100)}</methodCall>`,
    'another root': () => `<html>${fill('<a/>', limit - 100)}</html>`,
    'broken at the very end': () => values('take', '<value><int>1</int></value>')().slice(0, -20),
    'multicall of 1,000 with large parameters': xml(
      '',
      '',
      multicall(1000, `<value>${'x'.repeat(3800)}</value>`),
    ),
    'multicall of 1,000': xml('', '', multicall(1000, '<value>x</value>')),
    'multicall, replies of 16 MB': xml(
      '',
      '',
      multicall(1000, '<value><int>20000</int></value>', 'loop.makeNumbers'),
    ),
    'echo of ints': xml('echo', list('<value><int>1</int></value>', 99_900)),
    'echo of members': xml('echo', `<struct>${members(40_000)}</struct>`),
    'echo of one long text': xml('echo', fill('abcdefgh')),
    'echo of a text of &amp;': xml('echo', fill('&amp;')),
    'echo of base64': xml('echo', `<base64>${fill('QUJD')}</base64>`),
    'typed: users': xml(
      'users',
      list('<value><struct><member><name>a</name><value/></member></struct></value>', 32_000),
    ),
    'typed: users, the last wrong': xml(
      'users',
      list(
        '<value><struct><member><name>a</name><value/></member></struct></value>',
        32_000,
        '<value>x</value>',
      ),
    ),
    'typed: doubles': xml('numbers', list('<value><int>1</int></value>', 99_900)),
    'typed: a tree': xml('trees', list('<value><array><data/></array></value>', 89_000)),
    'typed: a tree, wrong': xml('trees', list('<value><array><data/></array></value>', 89_000, '<value/>')),
    'result of 500,000 numbers': xml('makeNumbers', '<int>500000</int>'),
    'result of 990,000 numbers': xml('makeNumbers', '<int>990000</int>'),
    'result of 140,000 structs': xml('makeStructs', '<int>140000</int>'),
    'result of 12 MB text': xml('', '', call('makeText', 'abcd', '<int>3000000</int>')),
    'result of 12 MB text, not ASCII': xml('', '', call('makeText', '中', '<int>4000000</int>')),
    'result of &': xml('', '', call('makeText', '&amp;', '<int>3000000</int>')),
    'result of & past the limit': xml('', '', call('makeText', '&amp;', '<int>16000000</int>')),
    'result of 11 MB bytes': xml('makeBytes', '<int>11000000</int>'),
    'result of dates': xml('makeDates', '<int>190000</int>'),
  }
  const headers = { 'content-type': 'text/xml' }
  const flood = xml('take', fill('abcdefgh'))
  const wide = xml(
    'take',
    `<array><data>${'<value/>'.repeat(99_000)}</data>${' '.repeat(1_200_000)}</array>`,
  )()
  return [
    ...named('XML-RPC', '/RPC2', headers, bodies),
    ...named(
      'XML-RPC',
      '/RPC2',
      { ...headers, 'content-encoding': 'gzip' },
      {
        'gzip, up to the limit': () => gzipSync(flood()),
        'gzip, 400 MB': () => gzipSync(Buffer.alloc(400_000_000)),
      },
    ),
    ...named('XML-RPC', '/RPC2', headers, { 'UTF-16': () => Buffer.from(`\ufeff${wide}`, 'utf16le') }),
    ...named(
      'XML-RPC',
      '/RPC2',
      { 'content-type': 'text/xml; charset=iso-8859-1' },
      {
        'Latin-1': () => Buffer.from(xml('take', fill('é'))(), 'latin1'),
      },
    ),
    ...named(
      'XML-RPC',
      '/RPC2',
      { 'content-type': 'text/xml; charset=windows-1252' },
      {
        'windows-1252': () => Buffer.from(xml('take', fill('\x80'))(), 'latin1'),
      },
    ),
  ]
}

function jsonRequests() {
  const array = (part, last = '0') => `[${fill(part)}${last}]`
  const values = {
    'many numbers': array('0,'),
    'numbers, one short of the limit': `[${'0,'.repeat(99_900)}0]`,
    'many empty arrays': array('[],'),
    'empty arrays, one short of the limit': `[${'[],'.repeat(99_900)}0]`,
    'many empty strings': array('"",'),
    'many objects': array('{"a":1},'),
    'nests of 60 levels': array(`${'['.repeat(55)}${']'.repeat(55)},`),
    'too deep': '['.repeat(limit / 2 - 200) + ']'.repeat(limit / 2 - 200),
    'too deep objects': '{"a":'.repeat(limit / 6 - 200) + 1 + '}'.repeat(limit / 6 - 200),
    'many names': `{${names(49_900, '')}}`,
    'many long names': `{${names(40_000, 'x'.repeat(80))}}`,
    'many shapes': `[${Array.from({ length: 16_000 }, (_, at) => `{"k${at}":{"y":0,"x":1}}`).join()}]`,
    'one name again and again': `{${fill('"a":0,')}"a":0}`,
    'one long string': `"${fill('abc')}"`,
    'one long string, not ASCII': `"${'é'.repeat((limit - 400) / 2)}"`,
    'one string of escapes': `"${fill('\\n')}"`,
    'one string of \\u escapes': `"${fill('\\u1234')}"`,
    'a number of many digits': fill('9'),
    'a number 1e00…': `1e${fill('0')}`,
    'many numbers 1e5': array('1e5,'),
    'garbage at the end': array('"abcdefgh",', 'x'),
  }
  const typed = {
    'typed: users': ['users', `[${list('{"a":"x"},', 32_000, '')}{"a":"x"}]`],
    'typed: users, the last wrong': ['users', `[${list('{"a":"x"},', 32_000, '')}{"a":1}]`],
    'typed: a tree': ['trees', `[${'[],'.repeat(99_000)}[]]`],
    'typed: a tree, the last wrong': ['trees', `[${'[],'.repeat(99_000)}0]`],
    'typed: a tree of structs': ['trees', `[${'{"b":1},'.repeat(32_000)}{"b":1}]`],
    'typed: a tree of structs, the last wrong': ['trees', `[${'{"b":1},'.repeat(32_000)}{"b":"x"}]`],
    'typed: lists by name': [
      'anything',
      `{${names(49_900, '')
        .replaceAll(':0', ':[]')
        .slice(0, limit - 400)}}`,
    ],
    'typed: words': ['words', `[${Array.from({ length: 99_000 }, (_, at) => `"w${at}"`).join()}]`],
    'typed: one long word': ['words', `["a${fill('0')}"]`],
  }
  const echoes = {
    'echo of numbers': `[${'0,'.repeat(99_900)}0]`,
    'echo of empty arrays': `[${'[],'.repeat(99_900)}0]`,
    'echo of many names': `{${names(49_900, '')}}`,
    'echo of many shapes': `[${Array.from({ length: 19_000 }, (_, at) => `{"k${at}":{"y":0}}`).join()}]`,
    'echo of one long string': `"${fill('abc')}"`,
    'echo of one long string, not ASCII': `"${'中'.repeat((limit - 400) / 3)}"`,
  }
  const results = {
    'result of 990,000 numbers': ['makeNumbers', '990000'],
    'result of 2,000,000 numbers': ['makeNumbers', '2000000'],
    'result of 400,000 structs': ['makeStructs', '400000'],
    'result of 12 MB text': ['makeText', '"abcd",3000000'],
    'result of 12 MB text, not ASCII': ['makeText', '"中",4000000'],
    'result of 12 MB control characters': ['makeText', '"\\u0001",2700000'],
    'result of 11 MB bytes': ['makeBytes', '11000000'],
    'result of dates': ['makeDates', '190000'],
  }
  const calls = {
    ...Object.fromEntries(Object.entries(values).map(([title, value]) => [title, ['take', value]])),
    ...typed,
    ...Object.fromEntries(Object.entries(echoes).map(([title, value]) => [title, ['echo', value]])),
    ...results,
  }
  const rpc = Object.fromEntries(
    Object.entries(calls).map(([title, [method, value]]) => [title, jsonCall(method, value)]),
  )
  const batch = (method, value) => () =>
    `[${Array.from({ length: 1000 }, (_, id) => jsonCall(method, value, id)()).join()}]`
  const headers = { 'content-type': 'application/json' }
  const atOwnPath = Object.entries(calls).filter(([title]) =>
    /short of|names|typed: users|12 MB|too deep/.test(title),
  )
  return [
    ...named('JSON-RPC', '/jsonrpc', headers, {
      ...rpc,
      'blanks alone': () => fill(' ', limit),
      'batch of 1,000 with large parameters': batch('take', `"${'x'.repeat(3900)}"`),
      'batch of 1,000': batch('take', '0'),
      'batch, replies of 16 MB': batch('makeNumbers', '20000'),
      'batch of nothing but numbers': () => `[${fill('0,')}0]`,
    }),
    ...atOwnPath.flatMap(([title, [method, value]]) =>
      named('/rpc', `/rpc/loop.${method}`, headers, { [title]: () => `[${value}]` }),
    ),
  ]
}

function named(door, path, headers, bodies) {
  return Object.entries(bodies).map(([title, body]) => ({ title: `${door}: ${title}`, path, headers, body }))
}

function fill(part, length = limit - 400) {
  return part.repeat(Math.floor(length / part.length))
}

function xml(method, value, whole = call(method, value)) {
  return () => `<?xml version="1.0"?><methodCall>${whole}</methodCall>`
}

function call(method, ...values) {
  const params = values.map(value => `<param><value>${value}</value></param>`).join('')
  return `<methodName>loop.${method}</methodName><params>${params}</params>`
}

function list(part, count, last = '') {
  return part.startsWith('<')
    ? `<array><data>${part.repeat(count)}${last}</data></array>`
    : part.repeat(count)
}

function nest(levels) {
  return `${'<value><array><data>'.repeat(levels)}${'</data></array></value>'.repeat(levels)}`
}

function members(count) {
  const member = (_, at) => `<member><name>k${at.toString(36)}</name><value><int>1</int></value></member>`
  return Array.from({ length: count }, member).join('')
}

function attributes(count) {
  return Array.from({ length: count }, (_, at) => `a${at.toString(36)}=""`).join(' ')
}

function multicall(count, value, method = 'loop.take') {
  const member = (name, value) => `<member><name>${name}</name><value>${value}</value></member>`
  const entry = `<value><struct>${member('methodName', method)}${member('params', `<array><data>${value}</data></array>`)}</struct></value>`
  return `<methodName>system.multicall</methodName><params><param><value><array><data>${entry.repeat(count)}</data></array></value></param></params>`
}

function names(count, prefix) {
  return Array.from({ length: count }, (_, at) => `"${prefix}${at.toString(36)}x":0`).join()
}

function jsonCall(method, value, id = 1) {
  return () => `{"jsonrpc":"2.0","id":${id},"method":"loop.${method}","params":[${value}]}`
}
