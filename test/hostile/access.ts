import { authorization, credentials } from '../helper.ts'
import type { Expected, HostileCase } from './judge.ts'
import { call, jsonCall, jsonError, request, rpcError, rpcResult, xmlFault, xmlResult } from './requests.ts'

const basic = (text: string | Uint8Array) => `Basic ${Buffer.from(text).toString('base64')}`
const { login, password } = credentials
const right = authorization.slice('Basic '.length)

/** The three ways to ask for a method. */
export function doors(method: string, params: readonly string[] = []) {
  return [
    { door: 'XML-RPC', path: '/RPC2', type: 'text/xml', body: call(method, ...params), refusal: xmlFault },
    {
      door: 'JSON-RPC',
      path: '/jsonrpc',
      type: 'application/json',
      body: JSON.stringify(jsonCall(method, params)),
      refusal: jsonError,
    },
    {
      door: '/rpc',
      path: `/rpc/${method}`,
      type: 'application/json',
      body: JSON.stringify(params),
      refusal: (code: number, status: number) => rpcError(status, code),
    },
  ]
}

const challenge = { 'www-authenticate': /^Basic realm="MMC agent", charset="UTF-8"$/ }
const unauthorized = (expected: Expected): Expected => ({ ...expected, headers: challenge })

const wrongHeaders: readonly string[] = [
  '',
  'Basic',
  'Basic ',
  'Basic  ',
  right,
  `Basic${right}`,
  `Bearer ${right}`,
  `Digest ${right}`,
  `Negotiate ${right}`,
  `NTLM ${right}`,
  `Token ${right}`,
  `basic2 ${right}`,
  `B\u00e4sic ${right}`,
  `Basic: ${right}`,
  `Basic=${right}`,
  `Basic,${right}`,
  `"Basic" ${right}`,
  `Basic realm="x" ${right}`,
  `Bearer x, Basic ${right}`,
  `Digest username="mmc", Basic ${right}`,
  `Basic "${right}"`,
  `Basic ${right.slice(1)}`,
  `Basic ${right.slice(0, -1)}x`,
  `Basic ${right.toUpperCase()}`,
  `Basic ${right.toLowerCase()}`,
  `Basic ${right.split('').reverse().join('')}`,
  `Basic ${right} x`,
  `Basic ${right},${right}`,
  `Basic ${login}:${password}`,
  `Basic ${encodeURIComponent(`${login}:${password}`)}`,
  `Basic ${Buffer.from(right).toString('base64')}`,
  `Basic ${Buffer.from(`${login}:${password}`).toString('hex')}`,
  `Basic %${right}`,
  `Basic ${right.slice(0, 8)} ${right.slice(8)}`,
  `Basic ${right.slice(0, 8)}\t${right.slice(8)}`,
  `Basic ${right.slice(0, 8)}*${right.slice(8)}`,
  'Basic !!!!',
  'Basic ====',
  'Basic null',
  'Basic undefined',
  'Basic true',
  'Basic []',
  'Basic __proto__',
  'Basic Og==',
  'Basic AA==',
  'Basic /w==',
  `Basic ${'A'.repeat(8000)}`,
  `Basic ${'='.repeat(8000)}`,
  basic(`${login}:`),
  basic(`:${password}`),
  basic(':'),
  basic('::'),
  basic(login),
  basic(password),
  basic(`${login}${password}`),
  basic(`${login};${password}`),
  basic(`${login} ${password}`),
  basic(`${password}:${login}`),
  basic(`${login}::${password}`),
  basic(`${login}:${password}:`),
  basic(`:${login}:${password}`),
  basic(`${login}:${password} `),
  basic(`${login}: ${password}`),
  basic(`${login} :${password}`),
  basic(` ${login}:${password}`),
  basic(`${login}:${password}\0`),
  basic(`${login}\0:${password}`),
  basic(`\0${login}:${password}`),
  basic(`${login}:${password}\n`),
  basic(`${login}:${password}\r\n`),
  basic(`\ufeff${login}:${password}`),
  basic(`${login}:${password.toUpperCase()}`),
  basic(`${login.toUpperCase()}:${password}`),
  basic(`${login}:${password.slice(0, -1)}`),
  basic(`${login}:${password}x`),
  basic(`${login}:${password}${password}`),
  basic(`${login}:${'x'.repeat(5000)}`),
  basic(`${'x'.repeat(5000)}:${password}`),
  basic(`${login}:${password}${'x'.repeat(4000)}`),
  basic('mmc:s3cr3t'),
  basic('root:root'),
  basic('admin:admin'),
  basic('mmc:mmc'),
  basic(`${login}:*`),
  basic(`*:*`),
  basic(`${login}:' OR '1'='1`),
  basic(`${login}:%`),
  basic(`${login}:null`),
  basic(`${login}:undefined`),
  basic(`${login}:[object Object]`),
  basic('__proto__:__proto__'),
  basic('constructor:constructor'),
  basic(Buffer.from([0x6d, 0x6d, 0x63, 0x3a, 0xff, 0xfe])),
  basic(Buffer.from(`${login}:${password}`, 'utf16le')),
]

export const credentialsCases: HostileCase[] = [
  ...doors('witness.secret').map(
    ({ door, path, type, body, refusal }): HostileCase => ({
      title: `${door}: no credentials`,
      send: request(`POST ${path}`, ['-Authorization', `Content-Type: ${type}`], body),
      replies: [unauthorized(refusal(401, 401))],
    }),
  ),
  ...wrongHeaders.flatMap((header, index): HostileCase[] => {
    const all = doors('witness.secret')
    // Each at one door in turn; the check stands before them all.
    return all
      .slice(index % all.length, (index % all.length) + 1)
      .map(({ door, path, type, body, refusal }) => ({
        title: `${door}: Authorization ${JSON.stringify(header.slice(0, 70))} is wrong`,
        send: request(`POST ${path}`, [`Authorization: ${header}`, `Content-Type: ${type}`], body),
        replies: [unauthorized(refusal(401, 401))],
      }))
  }),
  ...[
    `basic ${right}`,
    `BASIC ${right}`,
    `bAsIc ${right}`,
    `Basic  ${right}`,
    ` Basic ${right}`,
    `Basic ${right} `,
  ].map(
    (header): HostileCase => ({
      title: `Authorization ${JSON.stringify(header.replace(right, '…'))} is right`,
      send: request(
        'POST /rpc/witness.secret',
        [`Authorization: ${header}`, 'Content-Type: application/json'],
        '[]',
      ),
      replies: [rpcResult('for users only')],
      runs: 1,
    }),
  ),
  // mmc.client.sync sends it twice; the first counts.
  {
    title: 'right credentials, and the same again',
    send: request(
      'POST /rpc/witness.secret',
      [
        `Authorization: ${authorization}`,
        `Authorization: ${authorization}`,
        'Content-Type: application/json',
      ],
      '[]',
    ),
    replies: [rpcResult('for users only')],
    runs: 1,
  },
  {
    title: 'wrong credentials, then right ones',
    send: request(
      'POST /rpc/witness.secret',
      [`Authorization: ${basic('x:y')}`, `Authorization: ${authorization}`, 'Content-Type: application/json'],
      '[]',
    ),
    replies: [rpcError(401, 401)],
  },
  ...[
    'Proxy-Authorization',
    'X-Authorization',
    'Authorisation',
    'X-Forwarded-User',
    'Remote-User',
    'Authorization-Basic',
    'X-Original-Authorization',
  ].map(
    (name): HostileCase => ({
      title: `credentials in ${name} count for nothing`,
      send: request(
        'POST /rpc/witness.secret',
        ['-Authorization', `${name}: ${authorization}`, 'Content-Type: application/json'],
        '[]',
      ),
      replies: [unauthorized(rpcError(401, 401))],
    }),
  ),
  ...[
    'X-Forwarded-For: 127.0.0.1',
    'X-Real-IP: 127.0.0.1',
    'Forwarded: for=127.0.0.1',
    'X-Original-URL: /health/live',
    'X-Rewrite-URL: /health/live',
    'X-HTTP-Method-Override: GET',
    'X-Forwarded-Proto: https',
    'Cookie: TWISTED_SESSION=admin',
    'Cookie: auth=1; admin=true',
    'Referer: http://localhost/',
    'From: root@localhost',
    'X-Forwarded-Prefix: /health',
    'X-Forwarded-Uri: /health/live',
  ].map(
    (header): HostileCase => ({
      title: `${header} stands for no credentials`,
      send: request(
        'POST /rpc/witness.secret',
        ['-Authorization', header, 'Content-Type: application/json'],
        '[]',
      ),
      replies: [unauthorized(rpcError(401, 401))],
    }),
  ),
  ...['a', 'mmc:x', encodeURIComponent(login)].map(
    (user): HostileCase => ({
      title: `credentials ${user}@ in the path count for nothing`,
      send: request(
        `POST http://${user}:${encodeURIComponent(password)}@localhost/rpc/witness.secret`,
        ['-Authorization', 'Content-Type: application/json'],
        '[]',
      ),
      replies: [{ status: [400, 401, 404], body: 'any' }],
    }),
  ),
]

/** Paths as they were once spelt to get past a guard that looked at their text. */
const spellings: readonly string[] = [
  '/',
  '//',
  '///',
  '/RPC2',
  '//RPC2',
  '///RPC2',
  '/RPC2/',
  '/RPC2//',
  '/./RPC2',
  '/x/../RPC2',
  '/../RPC2',
  '/..;/RPC2',
  '/%2e/RPC2',
  '/%2e%2e/RPC2',
  '/x/%2e%2e/RPC2',
  '/RPC2/.',
  '/RPC2/..',
  '/RPC2?a=b',
  '/RPC2?',
  '/RPC2??',
  '/RPC2?/health/live',
  '/RPC2#x',
  '/RPC2#',
  '/RPC2%23',
  '/RPC2%3f',
  '/RPC2;x',
  '/RPC2;x=y',
  '/;/RPC2',
  '/RPC2%3bx',
  '/%52PC2',
  '/%52%50%43%32',
  '/%2552PC2',
  '/RPC%32',
  '/%2fRPC2',
  '/RPC2%2f',
  '/RPC2%00',
  '/RPC2%20',
  '/RPC2%09',
  '/RPC2%0a',
  '/RPC2%0d%0a',
  '/rpc2',
  '/Rpc2',
  '/XMLRPC',
  '/xmlrpc',
  '\\RPC2',
  '/\\RPC2',
  '/RPC2\\',
  '/%5cRPC2',
  '/RPC2\\..\\x',
  '/RPC2,x',
  '/RPC2:80',
  '/RPC2@x',
  '/RPC2&x',
  '/RPC2=x',
  '/RPC2+',
  '/RPC2*',
  '/RPC2~',
  '/RPC2.xml',
  '/RPC2.json',
  '/RPC2.',
  '/.RPC2',
  '/%c0%afRPC2',
  '/%c0%ae%c0%ae/RPC2',
  '/%u0052PC2',
  '/%ff',
  '/%',
  '/%zz',
  '/RPC2%',
  '/ＲPC2',
  '/health/../RPC2',
  '/health/live/../../RPC2',
  '/health/live/../../jsonrpc',
  '/health/live/..%2f..%2fRPC2',
  '/health/live/%2e%2e/%2e%2e/RPC2',
  '/health/live;/RPC2',
  '/health/live/RPC2',
  '/health/live%2f..%2fRPC2',
  '/health/plugins/../../RPC2',
  '/health/plugins/..%2f..%2frpc/witness.secret',
  '/health%2flive',
  '/health/live/',
  '//health/live',
  '/Health/live',
  '/metrics/',
  '/metrics/../RPC2',
  '/metrics;x',
  '/metrics%2f..%2fRPC2',
  '/docs/../RPC2',
  '/docs/..%2frpc%2fwitness.secret',
  '/jsonrpc',
  '/jsonrpc?a=b',
  '/jsonrpc#x',
  '/jsonrpc/',
  '/jsonrpc;x',
  '/%6asonrpc',
  '/JSONRPC',
  '/jsonrpc?/health/live',
  '//jsonrpc',
  '/./jsonrpc',
  '/rpc/witness.secret',
  '/rpc/witness.secret?a=b',
  '/rpc/witness.secret#x',
  '/rpc/witness%2esecret',
  '/rpc/witness.secret;x',
  '/rpc/witness.secret/',
  '//rpc/witness.secret',
  '/%72pc/witness.secret',
  '/rpc//witness.secret',
  '/rpc/./witness.secret',
  '/rpc/x/../witness.secret',
  '/rpc/%77itness.secret',
  '/RPC/witness.secret',
  'http://localhost/RPC2',
  'http://localhost/jsonrpc',
  'http://localhost/rpc/witness.secret',
  'HTTP://LOCALHOST/RPC2',
  'http://other.example/RPC2',
  'http://localhost/health/live',
  'http://localhost//RPC2',
  'http:///RPC2',
  'http:/RPC2',
  'http:RPC2',
  'https://localhost/RPC2',
  'ftp://localhost/RPC2',
  'file:///RPC2',
  'javascript:/RPC2',
  'RPC2',
  '?',
  '*',
  'localhost:80',
  '/http://localhost/RPC2',
  'http://localhost:99999/RPC2',
  'http://[::1]/RPC2',
  'http://[/RPC2',
]

export const paths: HostileCase[] = spellings.flatMap((path): HostileCase[] =>
  doors('witness.secret')
    .slice(0, 2)
    .map(({ type, body }) => ({
      title: `POST ${path} with ${type} and no credentials runs nothing`,
      send: request(`POST ${path}`, ['-Authorization', `Content-Type: ${type}`], body),
      replies: [{ status: [400, 401], body: 'any' }],
    })),
)

/** Nothing but health and numbers for those without credentials, and no more than what stands here. */
export const strangersReads: HostileCase[] = [
  ...[
    '/',
    '/docs',
    '/docs/',
    '/docs/index.html',
    '/docs/start.js',
    '/openapi.json',
    '/openapi.yaml',
    '/openrpc.json',
    '/OPENAPI.JSON',
    '/openapi.json?x',
    '/openapi%2ejson',
    '/./openapi.json',
    '//openapi.json',
    '/health/../openapi.json',
    '/health',
    '/health/',
    '/health/x',
    '/health/live/x',
    '/health/plugins/x/y',
    '/favicon.ico',
    '/robots.txt',
    '/.env',
    '/.git/config',
    '/config/agent.ini',
    '/../config/agent.ini',
    '/..%2fconfig%2fagent.ini',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/../../package.json',
    '/docs/....//package.json',
    '/package.json',
    '/node_modules/fastify/package.json',
    '/etc/passwd',
    '/rpc/witness.secret',
    '/jsonrpc',
    '/RPC2',
    '/server-status',
    '/debug',
    '/metrics/x',
    '/actuator',
    '/__proto__',
    '/constructor',
  ].map(
    (path): HostileCase => ({
      title: `GET ${path} without credentials is 401`,
      send: request(`GET ${path}`, ['-Authorization']),
      replies: [{ status: [400, 401], body: 'any' }],
    }),
  ),
  ...['/health/live', '/health/ready', '/health/plugins', '/health/plugins/witness', '/metrics'].flatMap(
    (path): HostileCase[] => [
      ...[
        '',
        '?a=b',
        '?a[b]=c',
        '?__proto__[x]=y',
        `?${'x=y&'.repeat(1000)}`,
        '?%',
        '?%zz',
        '?a=%00',
        '#x',
        '?callback=alert(1)',
      ].map(
        (query): HostileCase => ({
          title: `GET ${path}${query.slice(0, 20)} tells what it always tells`,
          send: request(`GET ${path}${query}`, ['-Authorization']),
          replies: [{ status: 200, body: 'any' }],
        }),
      ),
      {
        title: `HEAD ${path} has no body`,
        send: request(`HEAD ${path}`, ['-Authorization']),
        replies: [{ status: 200, body: 'nothing' }],
        head: true,
      },
      ...[
        'If-None-Match: *',
        'If-None-Match: "x"',
        `If-None-Match: ${'"x",'.repeat(1000)}`,
        'If-None-Match: W/',
        'If-Modified-Since: x',
        'Range: bytes=0-0',
        'Range: bytes=5-1',
        'Range: x',
        'Accept: application/x',
        'Accept: ,;q=x',
        'Accept-Encoding: x;q=2',
        'Accept-Encoding: gzip;q=0',
        'Accept-Encoding: *;q=0',
        `Accept-Encoding: ${'gzip,'.repeat(1000)}`,
        'Accept-Language: *',
        'TE: trailers',
        'Cookie: ;;;=;',
      ].map(
        (header): HostileCase => ({
          title: `GET ${path} with ${header.slice(0, 40)}`,
          send: request(`GET ${path}`, ['-Authorization', header]),
          replies: [{ status: [200, 304], body: 'any' }],
        }),
      ),
    ],
  ),
  ...[
    '%00',
    '%',
    '..',
    '%2e%2e',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(5000),
    'Witness',
    'witness%00',
    'witness%2f',
    "witness'",
    'nothing',
  ].map(
    (name): HostileCase => ({
      title: `there is no health of the plugin ${name.slice(0, 20)}`,
      send: request(`GET /health/plugins/${name}`, ['-Authorization']),
      replies: [{ status: [400, 401, 404, 414], body: 'any' }],
    }),
  ),
]

const foreign: readonly string[] = [
  'http://evil.example',
  'https://evil.example',
  'null',
  '',
  'file://',
  'http://localhost.evil.example',
  'http://evil.example/localhost',
  'http://localhost@evil.example',
  'http://evil.example#localhost',
  'http://evil.example?localhost',
  'http://localhost:1',
  'https://localhost:1',
  'http://127.0.0.1',
  'http://[::1]',
  'http://LOCALHOST.',
  'http://xlocalhost',
  'http://localhostx',
  'http://localhost%00.evil.example',
  'http://localhost%2eevil.example',
  'ftp://localhost',
  'javascript:alert(1)',
  'data:text/html,x',
  'chrome-extension://abc',
  'moz-extension://abc',
  'about:blank',
  '*',
  'localhost',
  '//localhost',
  'http:/localhost.evil',
  'undefined',
  '__proto__',
  'http://',
  'x'.repeat(5000),
  'http://evil.example http://localhost',
  'http://evil.example, http://localhost',
]

export const origins: HostileCase[] = [
  ...foreign.flatMap((origin, index): HostileCase[] => {
    const { door, path, type, body, refusal } = doors('witness.secret')[index % 3] ?? {
      door: '',
      path: '',
      type: '',
      body: '',
      refusal: xmlFault,
    }
    return [
      {
        title: `${door}: Origin ${JSON.stringify(origin.slice(0, 50))} is refused`,
        send: request(`POST ${path}`, [`Origin: ${origin}`, `Content-Type: ${type}`], body),
        replies: [refusal(-32005, 403)],
      },
    ]
  }),
  ...['cross-site', 'same-site'].flatMap(site =>
    doors('witness.secret').map(
      ({ door, path, type, body, refusal }): HostileCase => ({
        title: `${door}: Sec-Fetch-Site ${site} without an Origin is refused`,
        send: request(`POST ${path}`, [`Sec-Fetch-Site: ${site}`, `Content-Type: ${type}`], body),
        replies: [refusal(-32005, 403)],
      }),
    ),
  ),
  ...['same-origin', 'none'].map(
    (site): HostileCase => ({
      title: `Sec-Fetch-Site ${site} is served`,
      send: request(
        'POST /rpc/witness.secret',
        [`Sec-Fetch-Site: ${site}`, 'Content-Type: application/json'],
        '[]',
      ),
      replies: [rpcResult('for users only')],
      runs: 1,
    }),
  ),
  ...['http://evil.example', 'null'].flatMap(origin =>
    ['/RPC2', '/jsonrpc', '/rpc/witness.secret', '/health/live', '/'].map(
      (path): HostileCase => ({
        title: `a preflight of ${origin} for ${path} is told nothing`,
        send: request(`OPTIONS ${path}`, [
          '-Authorization',
          `Origin: ${origin}`,
          'Access-Control-Request-Method: POST',
          'Access-Control-Request-Headers: authorization, content-type',
          'Access-Control-Request-Private-Network: true',
        ]),
        replies: [{ status: [401, 403, 405], body: 'any' }],
      }),
    ),
  ),
  ...['GET', 'HEAD'].flatMap(method =>
    ['/health/live', '/openapi.json', '/docs', '/metrics'].map(
      (path): HostileCase => ({
        title: `${method} ${path} of another site is refused`,
        send: request(`${method} ${path}`, ['Origin: http://evil.example']),
        replies: [{ status: 403, body: 'any' }],
        head: method === 'HEAD',
      }),
    ),
  ),
]

const xmlTypes: readonly string[] = [
  'text/plain',
  'text/html',
  'application/json',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'image/svg+xml',
  'application/soap+xml',
  'application/xhtml+xml',
  'text/xmlx',
  'text/xm',
  'text',
  'text/',
  '/xml',
  '*/*',
  'text/*',
  'xml',
  'text/plain; text/xml',
  'text/plain, text/xml',
  'text/xml, text/plain',
  'text/plain\ttext/xml',
  'text/xml\ttext/plain',
  'text /xml',
  'text/ xml',
  'text/xml x',
  '"text/xml"',
  'application/xml-dtd',
  '__proto__',
  'constructor',
  'x'.repeat(4000),
]
const goodXmlTypes: readonly string[] = [
  'text/xml',
  'Text/XML',
  'TEXT/XML',
  'application/xml',
  'Application/Xml',
  'text/xml; charset=utf-8',
  'text/xml;charset="utf-8"',
  'text/xml ; charset=UTF-8',
  'text/xml;',
  'text/xml; x=y; charset=utf-8',
  'text/xml\t',
  'application/x-www-form-urlencoded',
]

const five = xmlResult('<int>5</int>')
const sum = call('witness.sum', '<int>2</int>', '<int>3</int>')

export const xmlContentTypes: HostileCase[] = [
  ...xmlTypes.map(
    (type): HostileCase => ({
      title: `XML-RPC: type ${JSON.stringify(type.slice(0, 50))} is refused`,
      send: request('POST /RPC2', [`Content-Type: ${type}`], sum),
      replies: [xmlFault(undefined, [415, 400])],
    }),
  ),
  ...goodXmlTypes.map(
    (type): HostileCase => ({
      title: `XML-RPC: type ${JSON.stringify(type)} is taken`,
      send: request('POST /RPC2', [`Content-Type: ${type}`], sum),
      replies: [five],
      runs: 1,
    }),
  ),
  { title: 'XML-RPC: no type is taken', send: request('POST /RPC2', [], sum), replies: [five], runs: 1 },
  ...['', 'application/x-www-form-urlencoded'].flatMap(type =>
    ['Origin: null', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: none', 'Sec-Fetch-Site: x'].map(
      (header): HostileCase => ({
        title: `XML-RPC: type ${JSON.stringify(type)} of a browser (${header}) is refused`,
        send: request('POST /RPC2', [...(type === '' ? [] : [`Content-Type: ${type}`]), header], sum),
        replies: [xmlFault(undefined, [403, 415])],
      }),
    ),
  ),
  ...['text/xml', 'text/plain'].map(
    (second): HostileCase => ({
      title: `XML-RPC: two lines of type, the second ${second}`,
      send: request('POST /RPC2', ['Content-Type: text/plain', `Content-Type: ${second}`], sum),
      replies: [xmlFault(undefined, [415, 400])],
    }),
  ),
]

const open = ['witness.login', 'witness.whoami', 'witness.guess', 'system.multicall']

/**
 * Every method at every door, asked for by those who may not.
 *
 * @param cookie - of no live session
 */
export function withoutSession(
  methods: readonly string[],
  cookie: string | undefined,
  title: string,
): HostileCase[] {
  return methods
    .filter(method => !open.includes(method))
    .flatMap(method =>
      doors(method).map(
        ({ door, path, type, body, refusal }): HostileCase => ({
          title: `${door}: ${method} needs a session (${title})`,
          send: request(
            `POST ${path}`,
            [`Content-Type: ${type}`, ...(cookie === undefined ? [] : [`Cookie: ${cookie}`])],
            body,
          ),
          replies: [door === '/rpc' ? rpcError(403, 8003) : refusal(8003, 200)],
        }),
      ),
    )
}

export function withoutCredentials(methods: readonly string[]): HostileCase[] {
  return methods.flatMap(method =>
    doors(method).map(
      ({ door, path, type, body, refusal }): HostileCase => ({
        title: `${door}: ${method} needs credentials`,
        send: request(`POST ${path}`, ['-Authorization', `Content-Type: ${type}`], body),
        replies: [unauthorized(refusal(401, 401))],
      }),
    ),
  )
}
