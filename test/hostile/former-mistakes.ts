import { doors } from './access.ts'
import { halfClose } from './exchange.ts'
import { raw } from './framing.ts'
import type { HostileCase } from './judge.ts'
import {
  argument,
  call,
  echo,
  jsonError,
  post,
  refused,
  request,
  rpcError,
  xml,
  xmlFault,
  xmlResult,
} from './requests.ts'

const sum = call('witness.sum', '<int>2</int>', '<int>3</int>')
const five = xmlResult('<int>5</int>')
const chunked = `${sum.length.toString(16)}\r\n${sum}\r\n0\r\n\r\n`
/** A type that is not XML is 415 before the body is looked at, whatever the path. */
export const rpcPaths: HostileCase[] = [
  '/rpc',
  '/rpc/',
  '/rpc//witness.echo',
  '/rpc/witness/echo',
  '/rpc/witness.echo/',
  '/rpc/witness.echo/x',
  '/rpc/../rpc/witness.echo',
  '/RPC/witness.echo',
  '/Rpc/witness.echo',
  '/rpc/./witness.echo',
  '//rpc/witness.echo',
  '/rpc;x/witness.echo',
  '/rpc%2fwitness.echo',
  '/rpc/%2e%2e/witness.echo',
  '/rpc\\witness.echo',
  '/jsonrpc/',
  '/jsonrpc/x',
  '/JSONRPC',
  '/jsonrpc;x',
  '//jsonrpc',
  '/jsonrpc%2f',
  '/x/jsonrpc',
  '/./jsonrpc',
  '/../jsonrpc',
  '/docs',
  '/openapi.json',
  '/health/live',
  '/metrics',
  '/rpc/witness.echo;x',
  '/rpc/witness.echo%00',
  '/rpc/witness.echo%20',
  '/rpc/%20witness.echo',
  '/rpc/witness.echo%0a',
  '/rpc/witness.ech%C3%B6',
  '/rpc/witness%2eecho%2ecall',
  '/rpc/%',
  '/rpc/%zz',
  '/rpc/%C3',
  '/rpc/%ff',
  '/%',
  '/%2',
  '/jsonrpc%',
  '/rpc/witness.echo%',
].map(
  (path): HostileCase => ({
    title: `POST ${path} with JSON runs nothing`,
    send: request(`POST ${path}`, ['Content-Type: application/json'], JSON.stringify([argument])),
    replies: [{ status: [400, 404, 405, 415], body: 'any' }],
  }),
)

/** The same of bodies that are no XML, or broken, or too large, or packed. */
export const wrongTypes: HostileCase[] = [
  ...[
    'text/plain',
    'text/html',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    '*/*',
    'text/xmlx',
    'text/plain; text/xml',
    'text/plain\ttext/xml',
  ].flatMap((type): HostileCase[] =>
    [
      ['that is no XML', 'x'],
      ['of JSON', '{"jsonrpc":"2.0","method":"witness.secret","id":1}'],
      ['of nothing', ''],
      ['with a DOCTYPE', echo('x').replace('<methodCall>', '<!DOCTYPE methodCall><methodCall>')],
      ['of a call that breaks off', sum.slice(0, 100)],
    ].map(
      ([title, body = '']): HostileCase => ({
        title: `XML-RPC: a body ${title} of type ${type} is 415`,
        send: post('/RPC2', type, body),
        replies: [xmlFault(-32600, 415)],
      }),
    ),
  ),
  {
    title: 'XML-RPC: a form of a browser is 415 whatever its body',
    send: request(
      'POST /RPC2',
      ['Content-Type: application/x-www-form-urlencoded', 'Sec-Fetch-Site: none'],
      'a=b',
    ),
    replies: [xmlFault(-32600, 415)],
  },
]

/** What stands behind a request of a wrong length. */
export const hidden: HostileCase = {
  title: 'a request hidden in a body that is refused is none',
  send: Buffer.from(
    request('POST /RPC2', ['Content-Type: text/plain'], xml(sum))
      .toString('latin1')
      .replace('Connection: close\r\n', ''),
    'latin1',
  ),
  replies: [xmlFault(undefined, 415)],
  keepsOpen: true,
}

/** Node takes an empty Transfer-Encoding for none; a proxy may not. */
export const emptyCoding: HostileCase[] = (
  [
    ['an empty transfer coding', raw(['Transfer-Encoding:'], chunked)],
    [
      'an empty transfer coding and a length',
      raw(['Transfer-Encoding:', `Content-Length: ${sum.length}`], sum),
    ],
  ] as const
).map(([title, bytes]) => ({ title, send: [bytes, halfClose], replies: [refused(400, 501)] }))

/** An Expect that is not known is 417 with a whole reply. */
export const expectations: HostileCase[] = ['x', '200-ok', '100-continue, x', 'continue', ''].map(
  expected => ({
    title: `Expect: ${expected}`,
    send: xml(sum, [`Expect: ${expected}`]),
    replies: [],
    alternatives: [[five], [refused(417, 400)]],
    runs: [0, 1],
  }),
)

/** The connection does not end without a word. */
export const tunnels: HostileCase[] = ['CONNECT /RPC2', 'CONNECT 127.0.0.1:22', 'CONNECT localhost:7080'].map(
  line => ({
    title: `${line} is answered, and opens no tunnel`,
    send: request(line, [`X-Echo: ${argument}`]),
    replies: [refused(400, 401, 404, 405, 501)],
  }),
)

/** URL drops a soft hyphen, and what else is written as no browser does. */
export const origins: HostileCase[] = [
  'http://local\u00adhost',
  'HTTP://LOCALHOST',
  'http://localhost/',
  'http://localhost/x',
  'http://user@localhost',
  'http://localhost?x',
  'http://localhost:80',
  'http:\\\\localhost',
  'http://localhost#',
].map(
  (origin): HostileCase => ({
    title: `Origin ${JSON.stringify(origin)} is no origin as browsers write it`,
    send: request('POST /rpc/witness.secret', [`Origin: ${origin}`, 'Content-Type: application/json'], '[]'),
    replies: [rpcError(403, -32005)],
  }),
)

/** Fastify trims a no-break space off the type. */
export const trimmedTypes: HostileCase[] = doors('witness.secret')
  .slice(1)
  .map(({ door, path, body }) => ({
    title: `${door}: type application/json and a no-break space`,
    send: post(path, 'application/json\u00a0', body),
    replies: [door === '/rpc' ? rpcError(415) : jsonError(undefined, 415)],
  }))

/** What the agent once took for right, or answered wrongly, before it knew what door or origin it was about. */
export const formerMistakes: HostileCase[] = [
  ...rpcPaths,
  ...wrongTypes,
  hidden,
  ...emptyCoding,
  ...expectations,
  ...tunnels,
  ...origins,
  ...trimmedTypes,
]
