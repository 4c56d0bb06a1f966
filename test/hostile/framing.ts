import { authorization } from '../helper.ts'
import { halfClose, reset } from './exchange.ts'
import type { HostileCase } from './judge.ts'
import { argument, call, echo, refused, request, rpcResult, xml, xmlFault, xmlResult } from './requests.ts'

const body = call('witness.sum', '<int>2</int>', '<int>3</int>')
const five = xmlResult('<int>5</int>')

/** A request of nothing but these lines, and what follows its head. */
export function raw(lines: readonly string[], rest: string, line = 'POST /RPC2 HTTP/1.1'): string {
  return [
    line,
    'Host: localhost',
    `Authorization: ${authorization}`,
    'Content-Type: text/xml',
    ...lines,
    '',
    rest,
  ].join('\r\n')
}

const chunked = (text: string, size = text.length.toString(16)) => `${size}\r\n${text}\r\n0\r\n\r\n`
const length = `Content-Length: ${body.length}`
const te = 'Transfer-Encoding: chunked'

/** What a proxy in front of us could read in another way: refused, and nothing that follows is a request. */
const smuggled = raw([`Content-Length: ${body.length}`], body)

const refusals: readonly (readonly [title: string, bytes: string])[] = [
  ['length and chunks', raw([length, te], chunked(body))],
  ['chunks and length', raw([te, length], chunked(body))],
  ['length 0 and chunks', raw(['Content-Length: 0', te], chunked(body))],
  ['chunks and length 4 (TE.CL)', raw(['Content-Length: 4', te], `5c\r\n${smuggled}\r\n0\r\n\r\n`)],
  ['chunks that end before the length (CL.TE)', raw(['Content-Length: 6', te], `0\r\n\r\n${smuggled}`)],
  ['two lengths that differ', raw([length, 'Content-Length: 0'], body)],
  ['two lengths that differ, the other way', raw(['Content-Length: 0', length], body)],
  ['two lengths that are one', raw([length, length], body)],
  ['two lengths in one line', raw([`${length}, ${body.length}`], body)],
  ['two lengths in one line that differ', raw([`${length}, 0`], body)],
  ['a negative length', raw(['Content-Length: -1'], body)],
  ['a length of -0', raw(['Content-Length: -0'], body)],
  ['a length with a plus', raw([`Content-Length: +${body.length}`], body)],
  ['a hexadecimal length', raw([`Content-Length: 0x${body.length.toString(16)}`], body)],
  ['a length in hexadecimal digits', raw(['Content-Length: ff'], body)],
  ['a length with a point', raw([`Content-Length: ${body.length}.0`], body)],
  ['a length with an exponent', raw(['Content-Length: 1e2'], body)],
  ['a length with a comma', raw(['Content-Length: 1,0'], body)],
  ['a length with a blank inside', raw(['Content-Length: 1 0'], body)],
  ['a length with a tab inside', raw(['Content-Length: 1\t0'], body)],
  ['a length with an underscore', raw(['Content-Length: 1_0'], body)],
  ['an empty length', raw(['Content-Length:'], body)],
  ['a length that is no number', raw(['Content-Length: x'], body)],
  ['a length of quotes', raw([`Content-Length: "${body.length}"`], body)],
  ['a length past 64 bits', raw(['Content-Length: 99999999999999999999999999'], body)],
  ['a length of 2^64', raw(['Content-Length: 18446744073709551616'], body)],
  ['a length with NUL', raw([`Content-Length: ${body.length}\0`], body)],
  ['a blank before the colon', raw([`Content-Length : ${body.length}`], body)],
  ['a tab before the colon', raw([`Content-Length\t: ${body.length}`], body)],
  ['a blank before a header', raw([` ${length}`], body)],
  ['a folded header', raw([length, 'X: a', ' b'], body)],
  ['a folded length', raw(['Content-Length:', ` ${body.length}`], body)],
  ['a folded transfer coding', raw(['Transfer-Encoding:', ' chunked'], chunked(body))],
  ['a header without a colon', raw([length, 'Nonsense'], body)],
  ['a header without a name', raw([length, ': x'], body)],
  ['a header with a blank in its name', raw([length, 'X Y: z'], body)],
  ['a header with NUL in its name', raw([length, 'X\0: z'], body)],
  ['a header with NUL in its value', raw([length, 'X: a\0b'], body)],
  ['a header with a bell', raw([length, 'X: a\x07b'], body)],
  ['a header with DEL in its name', raw([length, 'X\x7f: b'], body)],
  ['a header with a bare CR', raw([length, 'X: a\rY: b'], body)],
  ['a header with a bare LF', raw([length, 'X: a\nTransfer-Encoding: chunked'], body)],
  ['a header with umlauts in its name', raw([length, 'Ä: b'], body)],
  ['a header with a parenthesis in its name', raw([length, 'X(: b'], body)],
  ['a head of bare LF', raw([length], body).replaceAll('\r\n', '\n')],
  ['a head of bare CR', raw([length], body).replaceAll('\r\n', '\r')],
  ['LF CR', raw([length], body).replaceAll('\r\n', '\n\r')],
  ['CR CR LF', raw([length], body).replaceAll('\r\n', '\r\r\n')],
  ['a request line with bare LF', raw([length], body).replace('HTTP/1.1\r\n', 'HTTP/1.1\n')],
  ['the transfer coding twice', raw([te, te], chunked(body))],
  ['chunked, chunked', raw(['Transfer-Encoding: chunked, chunked'], chunked(body))],
  ['chunked, identity', raw(['Transfer-Encoding: chunked, identity'], chunked(body))],
  ['identity', raw(['Transfer-Encoding: identity'], chunked(body))],
  ['identity and a length', raw(['Transfer-Encoding: identity', length], body)],
  ['gzip', raw(['Transfer-Encoding: gzip'], chunked(body))],
  ['gzip and a length', raw(['Transfer-Encoding: gzip', length], body)],
  ['xchunked', raw(['Transfer-Encoding: xchunked'], chunked(body))],
  ['xchunked and a length', raw(['Transfer-Encoding: xchunked', length], body)],
  ['chunkedx', raw(['Transfer-Encoding: chunkedx'], chunked(body))],
  ['"chunked"', raw(['Transfer-Encoding: "chunked"'], chunked(body))],
  ["'chunked'", raw(["Transfer-Encoding: 'chunked'"], chunked(body))],
  ['chunked;q=1', raw(['Transfer-Encoding: chunked;q=1'], chunked(body))],
  ['chunk ed', raw(['Transfer-Encoding: chunk ed'], chunked(body))],
  ['chunked with a vertical tab', raw(['Transfer-Encoding: \x0bchunked'], chunked(body))],
  ['chunked with NUL', raw(['Transfer-Encoding: chunked\0'], chunked(body))],
  ['a blank before the colon of the coding', raw(['Transfer-Encoding : chunked'], chunked(body))],
  [
    'a blank before the colon of the coding, and a length',
    raw(['Transfer-Encoding : chunked', length], body),
  ],
  ['chunks and length to HTTP/1.0', raw([te, length], chunked(body), 'POST /RPC2 HTTP/1.0')],
  ['a chunk size that is no number', raw([te], chunked(body, 'zz'))],
  ['a chunk size with 0x', raw([te], chunked(body, `0x${body.length.toString(16)}`))],
  ['a chunk size with a plus', raw([te], chunked(body, `+${body.length.toString(16)}`))],
  ['a negative chunk size', raw([te], chunked(body, '-1'))],
  ['an empty chunk size', raw([te], chunked(body, ''))],
  ['a chunk size with a blank first', raw([te], chunked(body, ` ${body.length.toString(16)}`))],
  ['a chunk size with a blank behind', raw([te], chunked(body, `${body.length.toString(16)} `))],
  ['a chunk size with a tab', raw([te], chunked(body, `${body.length.toString(16)}\t`))],
  ['a chunk size with an underscore', raw([te], chunked(body, '1_0'))],
  ['a chunk size with a point', raw([te], chunked(body, '1.0'))],
  ['a chunk size past 64 bits', raw([te], chunked(body, 'f'.repeat(17)))],
  ['a chunk size of 10,000 zeros', raw([te], chunked(body, 'f'.repeat(10_000)))],
  ['a chunk that is too short', raw([te], chunked(body, (body.length + 1).toString(16)))],
  ['a chunk that is too long', raw([te], chunked(body, (body.length - 1).toString(16)))],
  ['a chunk with bare LF', raw([te], chunked(body).replaceAll('\r\n', '\n'))],
  ['a chunk size that ends with LF', raw([te], chunked(body).replace('\r\n', '\n'))],
  ['a chunk that ends with LF', raw([te], chunked(body).replace('\r\n0', '\n0'))],
  ['a chunk without its end', raw([te], chunked(body).replace('\r\n0', '0'))],
  ['a chunk with a bare CR in its extension', raw([te], chunked(body, `${body.length.toString(16)};a\rb`))],
  ['a chunk with LF in its extension', raw([te], chunked(body, `${body.length.toString(16)};a\nb`))],
  ['a chunk with NUL in its extension', raw([te], chunked(body, `${body.length.toString(16)};a\0b`))],
  [
    'a chunk extension of a megabyte',
    raw([te], chunked(body, `${body.length.toString(16)};${'a'.repeat(1_000_000)}`)),
  ],
  ['a trailer that is no header', raw([te], chunked(body).replace('0\r\n\r\n', '0\r\nNonsense\r\n\r\n'))],
  [
    'a trailer that names a length',
    raw([te], chunked(body).replace('0\r\n\r\n', '0\r\nContent-Length: 5\r\n\r\n')),
  ],
  ['a trailer with NUL', raw([te], chunked(body).replace('0\r\n\r\n', '0\r\nX: a\0b\r\n\r\n'))],
  [
    'a trailer of a megabyte',
    raw([te], chunked(body).replace('0\r\n\r\n', `0\r\nX: ${'a'.repeat(1_000_000)}\r\n\r\n`)),
  ],
  ['a body without a length or chunks', raw(['Connection: close'], body)],
]

/** Two readings are possible only where one is ours. */
const nothingRuns = refusals.map(
  ([title, bytes]): HostileCase => ({
    title,
    send: [bytes, halfClose],
    replies: [],
    // A body that belongs to no request is what the next request begins with.
    alternatives: title.startsWith('a body without')
      ? [[xmlFault(-32700)], [refused(400, 411)]]
      : [[refused(400, 413, 431, 501)]],
  }),
)

const oddButGood: readonly (readonly [title: string, bytes: string])[] = [
  ['chunks', raw(['Connection: close', te], chunked(body))],
  [
    'chunks of one byte',
    raw(['Connection: close', te], `${Array.from(body, c => `1\r\n${c}\r\n`).join('')}0\r\n\r\n`),
  ],
  ['chunked in capitals', raw(['Connection: close', 'TRANSFER-ENCODING: CHUNKED'], chunked(body))],
  [
    'a chunk size with zeros in front',
    raw(['Connection: close', te], chunked(body, `000${body.length.toString(16)}`)),
  ],
  [
    'a chunk size in capitals',
    raw(['Connection: close', te], chunked(body, body.length.toString(16).toUpperCase())),
  ],
  [
    'a chunk with an extension',
    raw(['Connection: close', te], chunked(body, `${body.length.toString(16)};a=b`)),
  ],
  ['a trailer', raw(['Connection: close', te], chunked(body).replace('0\r\n\r\n', '0\r\nX: y\r\n\r\n'))],
  [
    'a trailer that names credentials',
    raw(['Connection: close', te], chunked(body).replace('0\r\n\r\n', '0\r\nAuthorization: x\r\n\r\n')),
  ],
  ['a length with zeros in front', raw(['Connection: close', `Content-Length: 000${body.length}`], body)],
  ['a length with blanks around', raw(['Connection: close', `Content-Length:   ${body.length}  `], body)],
  ['an empty line first', `\r\n${raw(['Connection: close', length], body)}`],
  ['a header without a value', raw(['Connection: close', length, 'X:'], body)],
  ['a header in Latin-1', raw(['Connection: close', length, 'X: ä'], body)],
  ['a header with tabs', raw(['Connection: close', length, 'X:\ta\tb\t'], body)],
  [
    'a header called __proto__',
    raw(['Connection: close', length, '__proto__: x', 'constructor: y', 'toString: z'], body),
  ],
  // RFC 9112, 6.1: it may be served, but nothing behind it.
  [
    'chunks to HTTP/1.0, and another request behind them,',
    raw([te], chunked(body) + smuggled, 'POST /RPC2 HTTP/1.0'),
  ],
  ['HTTP/1.0', raw([length], body, 'POST /RPC2 HTTP/1.0')],
  ['HTTP/1.0 that asks to be kept', raw([length, 'Connection: keep-alive'], body, 'POST /RPC2 HTTP/1.0')],
  ['Connection: keep-alive, close', raw([length, 'Connection: keep-alive, close'], body)],
  ['a Keep-Alive header', raw([length, 'Connection: close', 'Keep-Alive: timeout=100000'], body)],
]

const get = (path: string, line = `GET ${path}`) => request(line)
const lines = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: y`)

export const framing: HostileCase[] = [
  ...nothingRuns,
  ...oddButGood.map(
    ([title, bytes]): HostileCase => ({ title: `${title} is served`, send: bytes, replies: [five], runs: 1 }),
  ),
  {
    title: 'a head of 100 kB',
    send: raw([length, `X: ${'x'.repeat(100_000)}`], body),
    replies: [refused(431, 400)],
  },
  {
    title: 'a head of 20 kB',
    send: raw([length, `X: ${'x'.repeat(20_000)}`], body),
    replies: [refused(431, 400)],
  },
  {
    title: 'a name of a header of 20 kB',
    send: raw([length, `${'x'.repeat(20_000)}: x`], body),
    replies: [refused(431, 400)],
  },
  { title: 'a path of 20 kB', send: get(`/${'x'.repeat(20_000)}`), replies: [refused(414, 431, 400)] },
  {
    title: 'a query of 20 kB',
    send: get(`/health/live?${'x'.repeat(20_000)}`),
    replies: [refused(414, 431, 400)],
  },
  {
    title: 'ten thousand header lines',
    send: raw([length, ...lines(10_000)], body),
    replies: [refused(431, 400)],
  },
  {
    title: 'a length that never comes, and the client goes',
    send: [raw(['Content-Length: 1000'], 'x'), halfClose],
    replies: [],
    alternatives: [[], [refused(400)]],
  },
  {
    title: 'chunks that never come, and the client goes',
    send: [raw([te], '5\r\nab'), halfClose],
    replies: [],
    alternatives: [[], [refused(400)]],
  },
  {
    title: 'a head that never ends, and the client goes',
    send: ['POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n', halfClose],
    replies: [],
    alternatives: [[], [refused(400)]],
  },
  {
    title: 'nothing, and the client goes',
    send: halfClose,
    replies: [],
    alternatives: [[], [refused(400)]],
  },
  { title: 'a reset amid the body', send: [raw(['Content-Length: 1000'], 'x'), reset], replies: [] },
  { title: 'a reset amid the head', send: ['POST /RPC2', reset], replies: [] },
  {
    title: 'a whole request whose client ends its side',
    send: [raw([length], body), halfClose],
    replies: [five],
    runs: 1,
  },
  {
    title: 'a length past the limit',
    send: raw(['Content-Length: 4194305'], ''),
    replies: [xmlFault(-32004, 413)],
  },
  {
    title: 'a length of a terabyte',
    send: raw(['Content-Length: 1000000000000'], ''),
    replies: [xmlFault(-32004, 413)],
  },
  {
    title: 'a chunk past the limit',
    send: raw([te], `400001\r\n${' '.repeat(0x40_0001)}\r\n0\r\n\r\n`),
    replies: [xmlFault(-32004, 413)],
  },
  {
    title: 'chunks past the limit',
    send: raw([te], `${`100000\r\n${' '.repeat(0x10_0000)}\r\n`.repeat(5)}0\r\n\r\n`),
    replies: [xmlFault(-32004, 413)],
  },
]

const garbage: readonly (readonly [title: string, bytes: string | Uint8Array])[] = [
  ['a line of text', 'GARBAGE\r\n\r\n'],
  ['NUL', '\0'.repeat(100)],
  ['0xFF', Buffer.alloc(100, 0xff)],
  ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex')],
  ['an SSL 2 hello', Buffer.from('802e0100020015', 'hex')],
  ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
  ['SMTP', 'EHLO localhost\r\n\r\n'],
  ['Redis', '*1\r\n$4\r\nPING\r\n'],
  ['SOCKS', Buffer.from('050100', 'hex')],
  ['the PROXY protocol', 'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n\r\n'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/0.9', 'GET /health/live\r\n'],
  ['HTTP/0.9 with a version', 'GET / HTTP/0.9\r\n\r\n'],
  ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: x\r\n\r\n'],
  ['HTTP/3.0', 'GET / HTTP/3.0\r\nHost: x\r\n\r\n'],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: x\r\n\r\n'],
  ['HTTP/1.', 'GET / HTTP/1.\r\nHost: x\r\n\r\n'],
  ['HTTP/1', 'GET / HTTP/1\r\nHost: x\r\n\r\n'],
  ['HTTP/11', 'GET / HTTP/11\r\nHost: x\r\n\r\n'],
  ['HTTP/1.10', 'GET / HTTP/1.10\r\nHost: x\r\n\r\n'],
  ['HTTP/-1.1', 'GET / HTTP/-1.1\r\nHost: x\r\n\r\n'],
  ['HTTP/a.b', 'GET / HTTP/a.b\r\nHost: x\r\n\r\n'],
  ['http/1.1', 'GET / http/1.1\r\nHost: x\r\n\r\n'],
  ['HTTPS/1.1', 'GET / HTTPS/1.1\r\nHost: x\r\n\r\n'],
  ['RTSP/1.0', 'GET / RTSP/1.0\r\nHost: x\r\n\r\n'],
  ['ICE/1.0', 'SOURCE / ICE/1.0\r\nHost: x\r\n\r\n'],
  ['no path', 'GET HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no path but two blanks', 'GET  HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['two paths', 'GET / / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a path without a slash', 'GET x HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a tab for a blank', 'GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a blank first', ' GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method of an equals sign', '= / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method in lower case', 'post /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method in mixed case', 'Post /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method with NUL', 'GE\0T / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method of 20 kB', `${'X'.repeat(20_000)} / HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['a header first', 'Host: x\r\n\r\n'],
  ['a reply', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a body alone', body],
]

export const noHttp: HostileCase[] = garbage.map(([title, bytes]) => ({
  title,
  send: [bytes, halfClose],
  replies: [],
  alternatives: [[], [refused(400, 401, 404, 405, 414, 431, 501, 505)]],
}))

/** Ways to speak that no door has, with credentials. */
const methods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
export const otherMethods: HostileCase[] = [
  ...['/RPC2', '/XMLRPC', '/jsonrpc', '/rpc/witness.echo'].flatMap(path =>
    methods.map(
      (method): HostileCase => ({
        title: `${method} ${path} is 405 and says POST`,
        send: request(`${method} ${path}`),
        replies: [{ status: 405, body: 'any', headers: { allow: /^POST$/ } }],
        head: method === 'HEAD',
      }),
    ),
  ),
  ...[
    'TRACE',
    'PROPFIND',
    'MKCOL',
    'PURGE',
    'LOCK',
    'SEARCH',
    'QUERY',
    'LINK',
    'M-SEARCH',
    'SUBSCRIBE',
    'REPORT',
    'MERGE',
    'ACL',
    'BIND',
    'NOTIFY',
    'COPY',
    'MOVE',
  ].map(
    (method): HostileCase => ({
      title: `${method} runs nothing and echoes nothing`,
      send: request(`${method} /RPC2`, [`X-Echo: ${argument}`]),
      replies: [refused(400, 401, 404, 405, 501)],
    }),
  ),
  { title: 'OPTIONS *', send: request('OPTIONS *'), replies: [refused(400, 401, 404, 405, 501)] },
  { title: 'GET *', send: request('GET *'), replies: [refused(400, 401, 404, 405)] },
  ...['h2c', 'websocket', 'TLS/1.0', 'x'].map(
    (protocol): HostileCase => ({
      title: `an upgrade to ${protocol} is passed over`,
      send: xml(body, [
        'Connection: Upgrade, close',
        `Upgrade: ${protocol}`,
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ]),
      replies: [],
      alternatives: [[five], [refused(400, 426, 501)]],
      runs: [0, 1],
    }),
  ),
  {
    title: 'a websocket is not opened',
    send: request('GET /RPC2', [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
    ]),
    replies: [refused(400, 404, 405, 426, 501)],
  },
  { title: 'Expect: 100-continue', send: xml(body, ['Expect: 100-continue']), replies: [five], runs: 1 },
  {
    title: 'a method in a header counts for nothing',
    send: request(
      'GET /RPC2',
      [
        'X-HTTP-Method-Override: POST',
        'X-HTTP-Method: POST',
        'X-Method-Override: POST',
        'Content-Type: text/xml',
      ],
      echo(argument),
    ),
    replies: [{ status: 405, body: 'any' }],
  },
  {
    title: 'a method in the query counts for nothing',
    send: request('GET /RPC2?_method=POST'),
    replies: [{ status: [404, 405], body: 'any' }],
  },
]

const keep = (text: Buffer) => text.toString('latin1').replace('Connection: close\r\n', '')
const sumOf = (a: number, b: number) => keep(xml(call('witness.sum', `<int>${a}</int>`, `<int>${b}</int>`)))
const last = (text: Buffer) => text.toString('latin1')

/** Several requests on one connection. */
export const pipelines: HostileCase[] = [
  {
    title: 'three requests are answered in order',
    send: sumOf(1, 1) + sumOf(2, 2) + last(xml(call('witness.sum', '<int>3</int>', '<int>3</int>'))),
    replies: [xmlResult('<int>2</int>'), xmlResult('<int>4</int>'), xmlResult('<int>6</int>')],
    runs: 3,
  },
  {
    title: 'fifty requests are answered in order',
    send: Array.from({ length: 50 }, (_, i) => sumOf(i, 0)).join(''),
    replies: Array.from({ length: 50 }, (_, i) => xmlResult(`<int>${i}</int>`)),
    runs: 50,
    keepsOpen: true,
  },
  {
    title: 'a fault among results keeps its place',
    send: sumOf(1, 1) + keep(xml(call('nothing.here'))) + last(xml(call('witness.sum', '<int>3</int>'))),
    replies: [xmlResult('<int>2</int>'), xmlFault(-32601), xmlResult('<int>3</int>')],
    runs: 2,
  },
  {
    title: 'doors take turns',
    send:
      sumOf(1, 1) +
      keep(request('POST /rpc/witness.sum', ['Content-Type: application/json'], '[2,2]')) +
      last(request('GET /health/live')),
    replies: [xmlResult('<int>2</int>'), rpcResult(4), { status: 200, body: 'any' }],
    runs: 2,
  },
  ...(
    [
      ['a line of text', 'GARBAGE\r\n\r\n'],
      ['NUL', '\0\0\0\0'],
      ['half a request', 'POST /RPC2 HTTP/1.1\r\nHost: x\r\nX'],
      ['a request with two lengths', raw(['Content-Length: 1', 'Content-Length: 2'], 'x')],
      ['a head that is too long', raw([`X: ${'x'.repeat(100_000)}`], '')],
      ['a bad chunk', raw([te], 'zz\r\n')],
    ] as const
  ).map(
    ([title, noise]): HostileCase => ({
      title: `${title} behind a good request does not take its reply's place`,
      send: [sumOf(2, 3) + noise, halfClose],
      replies: [],
      alternatives: [[five], [five, refused(400, 431)]],
      runs: 1,
    }),
  ),
  {
    title: 'what follows Connection: close is no request',
    send: last(xml(body)) + sumOf(1, 1),
    replies: [five],
    runs: 1,
  },
  {
    title: 'what follows HTTP/1.0 is no request',
    send: raw([length], body, 'POST /RPC2 HTTP/1.0') + sumOf(1, 1),
    replies: [five],
    runs: 1,
  },
  {
    title: 'a request hidden in a GET is none',
    send: keep(request('GET /health/live', [], sumOf(1, 1))),
    replies: [{ status: [200, 400], body: 'any' }],
    keepsOpen: true,
  },
  {
    title: 'a request hidden behind wrong credentials is none',
    send: keep(request('POST /RPC2', ['Content-Type: text/xml', 'Authorization: Basic eDp5'], sumOf(1, 1))),
    replies: [xmlFault(401, 401)],
    keepsOpen: true,
  },
  {
    title: 'credentials of one request are not those of the next',
    send: sumOf(2, 3) + last(request('POST /RPC2', ['-Authorization', 'Content-Type: text/xml'], body)),
    replies: [five, xmlFault(401, 401)],
    runs: 1,
  },
]
