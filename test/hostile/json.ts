import type { HostileCase } from './judge.ts'
import {
  argument,
  type Body,
  json,
  jsonCall,
  jsonError,
  jsonResult,
  post,
  request,
  rpc,
  rpcError,
  rpcResult,
} from './requests.ts'

const one = jsonCall('witness.echo', [argument])
const text = JSON.stringify(one)

function parseErrors(...cases: readonly (readonly [title: string, body: Body])[]): HostileCase[] {
  return cases.flatMap(([title, body]): HostileCase[] => [
    { title: `JSON-RPC: ${title}`, send: json(body), replies: [jsonError(-32700)] },
    ...(title === 'no body at all'
      ? []
      : [
          {
            title: `/rpc: ${title}`,
            send: rpc('witness.echo', body),
            replies: [rpcError(400, [-32700, -32600])],
          },
        ]),
  ])
}

function invalid(title: string, request: unknown): HostileCase {
  return { title: `no request: ${title}`, send: json(JSON.stringify(request)), replies: [jsonError(-32600)] }
}

const utf16 = (bom: string) => Buffer.from(bom + text, 'utf16le')
const bytes = (...inside: readonly number[]) =>
  Buffer.concat([
    Buffer.from('{"jsonrpc":"2.0","method":"witness.echo","params":["'),
    Buffer.from(inside),
    Buffer.from('"],"id":1}'),
  ])

export const noJson: HostileCase[] = parseErrors(
  ['no body at all', ''],
  ['blanks', ' \n'],
  ['text', argument],
  ['XML', '<methodCall><methodName>witness.echo</methodName></methodCall>'],
  ['a form', 'method=witness.echo&id=1'],
  ['two requests', text + text],
  ['two requests by line', `${text}\n${text}`],
  ['something behind', `${text}x`],
  ['a bracket too many', `${text}}`],
  ['a bracket too few', text.slice(0, -1)],
  ['a comment', `/* c */${text}`],
  ['a comment of one line', `// c\n${text}`],
  ['a comment inside', text.replace(':', ':/* c */')],
  ['a hash', `# c\n${text}`],
  ['a comma at the end of an object', text.replace(/\}$/, ',}')],
  ['a comma at the end of an array', text.replace(']', ',]')],
  ['a comma at the beginning', text.replace('[', '[,')],
  ['two commas', text.replace(',', ',,')],
  ['apostrophes', text.replaceAll('"', "'")],
  ['names without quotes', text.replace('"method"', 'method')],
  ['a semicolon', text.replace(',', ';')],
  ['NaN', text.replace('"id":1', '"id":NaN')],
  ['Infinity', text.replace('"id":1', '"id":Infinity')],
  ['undefined', text.replace('"id":1', '"id":undefined')],
  ['True', text.replace('"id":1', '"id":True')],
  ['a plus', text.replace('"id":1', '"id":+1')],
  ['a zero in front', text.replace('"id":1', '"id":01')],
  ['a point at the end', text.replace('"id":1', '"id":1.')],
  ['a point in front', text.replace('"id":1', '"id":.1')],
  ['hexadecimal', text.replace('"id":1', '"id":0x1')],
  ['an exponent without digits', text.replace('"id":1', '"id":1e')],
  ['a minus alone', text.replace('"id":1', '"id":-')],
  ['a line end in a string', text.replace(argument, 'a\nb')],
  ['a tab in a string', text.replace(argument, 'a\tb')],
  ['NUL in a string', text.replace(argument, 'a\0b')],
  ['NUL behind', `${text}\0`],
  ['an unknown escape', text.replace(argument, '\\x41')],
  ['half an escape', text.replace(argument, '\\u12')],
  ['a string without its end', text.replace('"],', '],')],
  ['a no-break space', `\u00a0${text}`],
  ['a form feed', `\f${text}`],
  ['a mark twice', `\ufeff\ufeff${text}`],
  ['UTF-16 with a mark', utf16('\ufeff')],
  ['UTF-16 without', utf16('')],
  ['UTF-32', Buffer.concat(Array.from(text, character => Buffer.of(0, 0, 0, character.charCodeAt(0))))],
  ['gzip that is not declared', Buffer.from('1f8b0800', 'hex')],
  ['a lone byte of Latin-1', bytes(0xe9)],
  ['an overlong slash', bytes(0xc0, 0xaf)],
  ['half a pair in UTF-8', bytes(0xed, 0xa0, 0x80)],
  ['a sequence that breaks off', bytes(0xe2, 0x82)],
  ['0xFF', bytes(0xff)],
  ['a million brackets', '['.repeat(1_000_000)],
  ['a million braces', '{"a":'.repeat(200_000)],
  ['a million quotes', '"'.repeat(1_000_001)],
  ['JSON with a prefix against hijacking', `)]}',\n${text}`],
  ['JSONP', `callback(${text})`],
  ['msgpack', Buffer.from('82a76a736f6e727063a3322e30', 'hex')],
)

export const truncatedJson = (step: number): HostileCase[] =>
  Array.from({ length: text.length - 1 }, (_, index) => index + 1)
    .filter(length => length % step === 0)
    .map(length => ({
      title: `a request cut after ${length} bytes`,
      send: json(text.slice(0, length)),
      replies: [jsonError(-32700)],
    }))

export const noRequests: HostileCase[] = [
  ...[1, 'x', null, true, false, '', 0, [], [[]], [1, 2, 3], {}].map(value =>
    invalid(JSON.stringify(value), value),
  ),
  invalid('no version', { method: 'witness.echo', params: [argument], id: 1 }),
  ...[1, 2, 2.0, '1.0', '2', '2.00', ' 2.0', '2.1', 'v2.0', null, true, ['2.0'], { a: 1 }, ''].map(jsonrpc =>
    invalid(`version ${JSON.stringify(jsonrpc)}`, { ...one, jsonrpc }),
  ),
  invalid('the name of the version in capitals', {
    JSONRPC: '2.0',
    method: 'witness.echo',
    params: [argument],
    id: 1,
  }),
  invalid('no method', { jsonrpc: '2.0', params: [argument], id: 1 }),
  ...[1, 0, null, true, [], ['witness.echo'], {}, { name: 'witness.echo' }].map(method =>
    invalid(`method ${JSON.stringify(method)}`, { ...one, method }),
  ),
  ...[1, 0, 'x', '', null, true, false].map(params =>
    invalid(`params ${JSON.stringify(params)}`, { ...one, params }),
  ),
  ...[true, false, [], [1], {}, { a: 1 }].map(id => invalid(`id ${JSON.stringify(id)}`, { ...one, id })),
  {
    title: 'the id of a request that is wrong comes back',
    send: json({ ...one, method: 1, id: 'abc' }),
    replies: [{ ...jsonError(-32600) }],
  },
]

const sum = { jsonrpc: '2.0', method: 'witness.sum', params: [2, 3] }
const idTexts = [
  '1',
  '0',
  '-1',
  '"1"',
  '""',
  '"x"',
  'null',
  '1.5',
  '9007199254740993',
  '123456789012345678901234567890',
  '1e3',
  '1E400',
  '-0',
  '0.1',
  '1.0',
  '"é€😀"',
  '"\\u0000"',
  '"__proto__"',
  `"${'x'.repeat(10_000)}"`,
]

export const ids: HostileCase[] = [
  ...idTexts.map(
    (id): HostileCase => ({
      title: `the id ${id.slice(0, 40)} comes back`,
      send: json(JSON.stringify(sum).replace(/\}$/, `,"id":${id}}`)),
      replies: [jsonResult({ jsonrpc: '2.0', result: 5, id: JSON.parse(id) })],
      runs: 1,
    }),
  ),
  ...(
    [
      ['a notification', sum, 1],
      ['a notification of a method that is none', { ...sum, method: 'nothing.here' }, 0],
      [
        'a notification whose parameters do not fit',
        { ...sum, method: 'witness.secret', params: [argument] },
        0,
      ],
      ['a notification that fails', { ...sum, method: 'witness.throwsError', params: [] }, 1],
      ['a batch of notifications', [sum, sum], 2],
    ] as const
  ).map(
    ([title, body, runs]): HostileCase => ({
      title: `${title} is silent`,
      send: json(body),
      replies: [{ status: 204, body: 'nothing' }],
      runs,
    }),
  ),
  {
    title: 'an id given twice: the last counts',
    send: json(JSON.stringify({ ...sum, id: 1 }).replace(/\}$/, ',"id":2}')),
    replies: [jsonResult({ jsonrpc: '2.0', result: 5, id: 2 })],
    runs: 1,
  },
  {
    title: 'a method given twice: the last counts',
    send: json('{"jsonrpc":"2.0","method":"witness.secret","method":"witness.sum","params":[2,3],"id":1}'),
    replies: [jsonResult({ jsonrpc: '2.0', result: 5, id: 1 })],
    runs: 1,
  },
  {
    title: 'other members are passed over',
    send: json({ ...sum, id: 1, auth: argument, __proto__: null, extra: {} }),
    replies: [jsonResult({ jsonrpc: '2.0', result: 5, id: 1 })],
    runs: 1,
  },
  {
    title: 'a mark of UTF-8 is passed over',
    send: json(`\ufeff${JSON.stringify({ ...sum, id: 1 })}`),
    replies: [jsonResult({ jsonrpc: '2.0', result: 5, id: 1 })],
    runs: 1,
  },
  {
    title: 'a member called __proto__ is no prototype',
    send: json(
      '{"jsonrpc":"2.0","method":"witness.inherited","params":[{"__proto__":{"polluted":1}}],"id":1}',
    ),
    replies: [
      {
        status: 200,
        body: 'json-rpc',
        value: { jsonrpc: '2.0', result: ['undefined', 'undefined', true], id: 1 },
      },
    ],
    runs: 1,
  },
  {
    title: 'a request within __proto__ is none',
    send: json('{"__proto__":{"jsonrpc":"2.0","method":"witness.sum","params":[2,3],"id":1}}'),
    replies: [jsonError(-32600)],
  },
  {
    title: 'parameters within __proto__ are none',
    send: json('{"jsonrpc":"2.0","method":"witness.echo","params":{"__proto__":{"value":1}},"id":1}'),
    replies: [jsonError(-32602)],
  },
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '', 'Value', 'value '].map(
    (name): HostileCase => ({
      title: `a parameter called ${JSON.stringify(name)}`,
      send: json(
        `{"jsonrpc":"2.0","method":"witness.echo","params":{${JSON.stringify(name)}:"${argument}"},"id":1}`,
      ),
      replies: [jsonError(-32602)],
    }),
  ),
  {
    title: 'a named parameter',
    send: json(jsonCall('witness.echo', { value: 'x' })),
    replies: [jsonResult({ jsonrpc: '2.0', result: 'x', id: 1 })],
    runs: 1,
  },
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
    'deep',
  ].flatMap((name): HostileCase[] => [
    {
      title: `${name} ends with an error`,
      send: json(jsonCall(`witness.${name}`)),
      replies: [jsonError([-32603, -32004])],
      runs: 1,
    },
    {
      title: `/rpc: ${name} ends with an error`,
      send: rpc(`witness.${name}`),
      replies: [rpcError([500, 413], [-32603, -32004])],
      runs: 1,
    },
  ]),
  ...['control', 'surrogate'].flatMap((name): HostileCase[] => [
    {
      title: `${name} can be said in JSON`,
      send: json(jsonCall(`witness.${name}`)),
      replies: [{ status: 200, body: 'json-rpc' }],
      runs: 1,
    },
    {
      title: `/rpc: ${name} can be said in JSON`,
      send: rpc(`witness.${name}`),
      replies: [{ status: 200, body: 'json' }],
      runs: 1,
    },
  ]),
]

const strings = [
  '007',
  ' x ',
  '1e5',
  'true',
  'null',
  '&#65;',
  '\r\n',
  '\t',
  '\u0000',
  '\u001f',
  '\u007f',
  '\ud800',
  '\udc00x',
  '\ufffe',
  '\uffff',
  '\ufeff',
  '😀',
  '\u2028',
  '</script>',
  '__proto__',
  '"',
  '\\',
  '/',
  '\u00e9',
  'x'.repeat(100_000),
]
const numbers = [
  '0',
  '-0',
  '1',
  '-1',
  '1.5',
  '1e3',
  '1e-7',
  '9007199254740991',
  '9007199254740993',
  '123456789012345678901234567890',
  '1e308',
  '5e-324',
  '0.1',
  '1e400',
  '-1e400',
]

export const values: HostileCase[] = [
  ...strings.flatMap((value): HostileCase[] => [
    {
      title: `${JSON.stringify(value.slice(0, 20))} comes back`,
      send: json(jsonCall('witness.echo', [value])),
      replies: [jsonResult({ jsonrpc: '2.0', result: value, id: 1 })],
      runs: 1,
    },
    {
      title: `/rpc: ${JSON.stringify(value.slice(0, 20))} comes back`,
      send: rpc('witness.echo', [value]),
      replies: [rpcResult(value)],
      runs: 1,
    },
  ]),
  ...numbers.map(
    (number): HostileCase => ({
      title: `the number ${number} comes back or is refused`,
      send: json(`{"jsonrpc":"2.0","method":"witness.echo","params":[${number}],"id":1}`),
      replies: [],
      alternatives: Number.isFinite(Number(number))
        ? [[jsonResult({ jsonrpc: '2.0', result: JSON.parse(JSON.stringify(Number(number))), id: 1 })]]
        : [[jsonError([-32602, -32603, -32600, -32700])]],
      runs: [0, 1],
    }),
  ),
  ...[1, 64].map(
    (depth): HostileCase => ({
      title: `${depth} arrays in the parameters`,
      send: rpc('witness.count', `${'['.repeat(depth)}${']'.repeat(depth)}`),
      replies: [rpcResult(depth === 1 ? 0 : 1)],
      runs: 1,
    }),
  ),
  ...[65, 1000, 100_000, 1_000_000].flatMap((depth): HostileCase[] => [
    {
      title: `${depth} arrays are too deep`,
      send: rpc('witness.count', `${'['.repeat(depth)}${']'.repeat(depth)}`),
      replies: [rpcError([413, 400], [-32004, -32700])],
    },
    {
      title: `JSON-RPC: ${depth} arrays are too deep`,
      send: json(
        `{"jsonrpc":"2.0","method":"witness.count","params":${'['.repeat(depth)}${']'.repeat(depth)},"id":1}`,
      ),
      replies: [jsonError([-32004, -32700])],
    },
  ]),
  ...[65, 100_000].map(
    (depth): HostileCase => ({
      title: `${depth} objects are too deep`,
      send: rpc('witness.count', `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
      replies: [rpcError([413, 400], [-32004, -32700])],
    }),
  ),
  {
    title: '100,000 parameters',
    send: rpc('witness.count', `[${Array.from({ length: 100_000 }, () => '0').join()}]`),
    replies: [rpcResult(100_000)],
    runs: 1,
  },
  {
    title: '100,000 members',
    send: rpc('witness.count', `[{${Array.from({ length: 100_000 }, (_, i) => `"m${i}":0`).join()}}]`),
    replies: [rpcResult(1)],
    runs: 1,
  },
  {
    title: 'a number of a million digits',
    send: rpc('witness.echo', `[${'9'.repeat(1_000_000)}]`),
    replies: [],
    alternatives: [[rpcError([400, 500])], [{ status: 200, body: 'json' }]],
    runs: [0, 1],
  },
  {
    title: 'an id of a million digits',
    send: json(`{"jsonrpc":"2.0","method":"witness.sum","params":[1],"id":${'9'.repeat(1_000_000)}}`),
    replies: [],
    alternatives: [[jsonError(-32600)], [{ status: 200, body: 'json-rpc' }]],
    runs: [0, 1],
  },
]

const entry = (id: number) => ({ ...sum, id })
const answer = (id: number) => ({ jsonrpc: '2.0', result: 5, id })
const batch = (length: number) => Array.from({ length }, (_, id) => entry(id))

export const batches: HostileCase[] = [
  {
    title: 'a batch of one',
    send: json(batch(1)),
    replies: [{ status: 200, body: 'json-rpc', value: [answer(0)] }],
    runs: 1,
  },
  {
    title: 'a batch of 1000',
    send: json(batch(1000)),
    replies: [{ status: 200, body: 'json-rpc', value: batch(1000).map(({ id }) => answer(id)) }],
    runs: 1000,
  },
  { title: 'a batch of 1001', send: json(batch(1001)), replies: [jsonError(-32004)] },
  {
    title: 'a batch of 1001 notifications',
    send: json(Array.from({ length: 1001 }, () => sum)),
    replies: [jsonError(-32004)],
  },
  { title: 'a batch of 40,000', send: json(batch(40_000)), replies: [jsonError(-32004)] },
  {
    title: 'a batch of a million numbers',
    send: json(`[${'1,'.repeat(999_999)}1]`),
    replies: [jsonError(-32004)],
  },
  {
    title: 'a batch of 1000 times nothing',
    send: json(`[${'1,'.repeat(999)}1]`),
    replies: [jsonError(-32600)],
  },
  {
    title: 'a batch within a batch',
    send: json([[entry(1)], entry(2)]),
    replies: [{ status: 200, body: 'json-rpc' }],
    runs: 1,
  },
  { title: 'a batch of batches', send: json([[entry(1)], [entry(2)]]), replies: [jsonError(-32600)] },
  { title: 'a batch of null', send: json([null, null]), replies: [jsonError(-32600)] },
  {
    title: 'good ones among bad ones are run',
    send: json([entry(1), 1, entry(2), { foo: 'boo' }, entry(3)]),
    replies: [{ status: 200, body: 'json-rpc' }],
    runs: 3,
  },
  {
    title: 'a batch of one id',
    send: json([entry(1), entry(1)]),
    replies: [{ status: 200, body: 'json-rpc', value: [answer(1), answer(1)] }],
    runs: 2,
  },
  {
    title: 'a multicall of multicalls in a batch',
    send: json([jsonCall('system.multicall', [[{ methodName: 'system.multicall', params: [[]] }]])]),
    replies: [{ status: 200, body: 'json-rpc' }],
  },
]

const types: readonly string[] = [
  'text/plain',
  'text/html',
  'text/xml',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/javascript',
  'text/json',
  'application/jsonx',
  'application/json5',
  'application/x-json',
  'json',
  'application',
  'application/',
  '/json',
  '*/*',
  'application/*',
  '',
  ' ',
  'text/plain;application/json',
  'text/plain; charset=application/json',
  'text/plain, application/json',
  'application/json, text/plain',
  'application/json,application/json',
  'text/plain\tapplication/json',
  'application/json\ttext/plain',
  'application /json',
  'application/ json',
  'application/json x',
  '"application/json"',
  'application/vnd.api+json',
  'application/json-seq',
  '__proto__',
  'constructor',
  'x'.repeat(4000),
]
const goodTypes: readonly string[] = [
  'application/json',
  'Application/JSON',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json ; charset=utf-8',
  ' application/json',
  'application/json;',
  'application/json; x="y"',
  'application/json; charset="utf-8"',
  'application/json\t',
]

export const jsonTypes: HostileCase[] = [
  ...types.flatMap((type): HostileCase[] => [
    {
      title: `JSON-RPC: type ${JSON.stringify(type.slice(0, 50))}`,
      send: post('/jsonrpc', type, text),
      replies: [{ ...jsonError(undefined, [415, 400]) }],
    },
    {
      title: `/rpc: type ${JSON.stringify(type.slice(0, 50))}`,
      send: post('/rpc/witness.echo', type, JSON.stringify([argument])),
      replies: [rpcError([415, 400])],
    },
  ]),
  ...goodTypes.flatMap((type): HostileCase[] => [
    {
      title: `JSON-RPC: type ${JSON.stringify(type)} is taken`,
      send: post('/jsonrpc', type, JSON.stringify({ ...sum, id: 1 })),
      replies: [jsonResult(answer(1))],
      runs: 1,
    },
    {
      title: `/rpc: type ${JSON.stringify(type)} is taken`,
      send: post('/rpc/witness.sum', type, '[2,3]'),
      replies: [rpcResult(5)],
      runs: 1,
    },
  ]),
  {
    title: 'JSON-RPC: no type',
    send: request('POST /jsonrpc', [], text),
    replies: [jsonError(undefined, [415, 400])],
  },
  ...['gzip', 'deflate', 'br', 'x', 'identity, gzip', 'GZIP'].flatMap((encoding): HostileCase[] => [
    {
      title: `JSON-RPC: Content-Encoding ${encoding}`,
      send: json(text, [`Content-Encoding: ${encoding}`]),
      replies: [jsonError(undefined, 415)],
    },
    {
      title: `/rpc: Content-Encoding ${encoding}`,
      send: rpc('witness.echo', [argument], [`Content-Encoding: ${encoding}`]),
      replies: [rpcError(415)],
    },
  ]),
]

const limit = 4 * 1024 * 1024
const sized = (length: number) => `["${'x'.repeat(length - 4)}"]`

export const rpcBodies: HostileCase[] = [
  ...[1, 'x', null, true].map(
    (value): HostileCase => ({
      title: `/rpc: a body of ${JSON.stringify(value)}`,
      send: rpc('witness.echo', JSON.stringify(value)),
      replies: [rpcError(400, -32600)],
    }),
  ),
  {
    title: '/rpc: too many parameters',
    send: rpc('witness.secret', [argument]),
    replies: [rpcError(400, -32602)],
  },
  { title: '/rpc: too few parameters', send: rpc('witness.echo', []), replies: [rpcError(400, -32602)] },
  {
    title: '/rpc: a parameter of another name',
    send: rpc('witness.echo', { values: argument }),
    replies: [rpcError(400, -32602)],
  },
  {
    title: '/rpc: a body of exactly the limit',
    send: rpc('witness.count', sized(limit)),
    replies: [rpcResult(1)],
    runs: 1,
  },
  {
    title: '/rpc: a body of one byte more',
    send: rpc('witness.count', sized(limit + 1)),
    replies: [rpcError(413, -32004)],
  },
  {
    title: 'JSON-RPC: a body of one byte more',
    send: json(`${text}${' '.repeat(limit + 1 - text.length)}`),
    replies: [jsonError(-32004, 413)],
  },
]
