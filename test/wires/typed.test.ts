import t, { type Test } from 'tap'
import { authorization, captureLog, startAgent } from '../helper.ts'
import { typedMethods } from '../typed-methods.ts'
import { readReply, writeCall } from './xml-client.ts'

type Options = Parameters<typeof startAgent>[1]

async function startTyped(t: Test, options?: Options) {
  const app = await startAgent(t, options)
  app.registry.register('typed', typedMethods)
  /** Sends the text of a call and returns that of the reply. */
  const send = async (payload: string) => {
    const headers = { authorization, 'content-type': 'text/xml' }
    return (await app.server.inject({ method: 'POST', url: '/', headers, payload })).body
  }
  return { ...app, send }
}

/** What PHP's xmlrpc_encode_request writes; each parameter as its text. */
function phpCall(method: string, ...params: string[]) {
  const list = params.map(param => `<param>\n   <value>\n    ${param}\n   </value>\n  </param>`).join('\n  ')
  return `<?xml version="1.0" encoding="iso-8859-1"?>\n<methodCall>\n<methodName>${method}</methodName>\n<params>${list}</params></methodCall>`
}

const emptyArray = '<array>\n <data/>\n</array>'
const struct = (...members: string[]) => `<struct>${members.join('\n')}</struct>`
const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`
const login = member('login', '<string>ada</string>')

t.test('what PHP sends for what it does not have is understood', async t => {
  const { send } = await startTyped(t)
  const cases: [title: string, call: string, result: unknown][] = [
    ['null', phpCall('typed.addUser', struct(login), '<string/>'), { login: 'ada', uid: 1000 }],
    ['false', phpCall('typed.addUser', struct(login), '<boolean>0</boolean>'), { login: 'ada', uid: 1000 }],
    [
      'null as a member',
      phpCall('typed.addUser', struct(login, member('born', '<string/>'))),
      { login: 'ada', uid: 1000 },
    ],
    [
      '0 for a date',
      phpCall('typed.addUser', struct(login, member('born', '<int>0</int>'))),
      { login: 'ada', uid: 1000 },
    ],
    [
      '0, which is an integer',
      phpCall('typed.addUser', struct(login), '<int>0</int>'),
      { login: 'ada', uid: 0 },
    ],
    ['null where the type has it', phpCall('typed.orNull', '<string/>'), 'null'],
    ['an empty struct', phpCall('typed.members', emptyArray), 0],
    [
      'a password in base64',
      phpCall('typed.login', '<string>ada</string>', '<base64>cOR0&#10;</base64>'),
      undefined,
    ],
    [
      'a password in base64 of UTF-8',
      phpCall('typed.login', '<string>ada</string>', '<base64>cMOkw58=&#10;</base64>'),
      'ada: 3',
    ],
    [
      'a whole double',
      phpCall('typed.addUser', struct(login), '<double>7.000000</double>'),
      { login: 'ada', uid: 7 },
    ],
  ]
  for (const [title, call, result] of cases) {
    const reply = readReply(await send(call))
    if (result !== undefined) t.strictSame(reply, { result }, title)
    else
      t.match(
        reply,
        {
          fault: {
            code: -32602,
            message:
              /^typed\.login: parameter 'password' must be a string, but bytes that are not UTF-8 came; /,
          },
        },
        title,
      )
  }
})

t.test('an empty string is null, and no value at all, through XML-RPC only', async t => {
  const { server } = await startTyped(t)
  for (const [method, params] of [
    ['typed.orNull', ['']],
    ['typed.addUser', [{ login: 'ada' }, '']],
  ] as const) {
    const url = `/rpc/${method}`
    const { statusCode } = await server.inject({
      method: 'POST',
      url,
      headers: { authorization },
      payload: params,
    })
    t.equal(statusCode, 400, method)
  }
})

t.test('base64 is bytes in JSON; a string of XML-RPC is what it says', async t => {
  const { server, send } = await startTyped(t)
  const url = '/rpc/typed.size'
  const { body } = await server.inject({ method: 'POST', url, headers: { authorization }, payload: ['AAEC'] })
  t.equal(body, '3')
  t.match(readReply(await send(writeCall('typed.size', ['AAEC']))), {
    fault: {
      code: -32602,
      message:
        "typed.size: parameter 'data' must be bytes in base64, but a string came; call it as typed.size(data)",
    },
  })
})

t.test('a whole number that a method calls a Double is a double on the wire that knows one', async t => {
  const { server, send } = await startTyped(t)
  const point = (xml: string) =>
    [.../<value><(\w+)>(3(?:\.0)?)<\/\1>/g[Symbol.matchAll](xml)].map(([, type, text]) => `${type} ${text}`)
  t.strictSame(point(await send(writeCall('typed.point', []))), ['double 3.0', 'int 3'])
  t.strictSame(point(await send(writeCall('typed.sum', [1, 2]))), ['double 3.0'])
  const calls = [
    { methodName: 'typed.point', params: [] },
    { methodName: 'typed.sum', params: [3] },
  ]
  t.strictSame(point(await send(writeCall('system.multicall', [calls]))), [
    'double 3.0',
    'int 3',
    'double 3.0',
  ])

  // A plugin gets the number, and what it returns has types of its own.
  t.strictSame(point(await send(writeCall('good.relay', ['typed.point', []]))), ['int 3', 'int 3'])
  t.strictSame(point(await send(writeCall('good.relay', ['system.multicall', [calls]]))), [
    'int 3',
    'int 3',
    'int 3',
  ])
  for (const [url, payload, body] of [
    ['/rpc/typed.point', [], '{"x":3,"count":3}'],
    ['/rpc/system.multicall', [calls], '[[{"x":3,"count":3}],[3]]'],
  ] as const) {
    const response = await server.inject({ method: 'POST', url, headers: { authorization }, payload })
    t.equal(response.body, body)
  }
})

t.test('the fault of JSON-RPC has place, expectation and finding as data', async t => {
  const { server } = await startTyped(t)
  const { body } = await server.inject({
    method: 'POST',
    url: '/jsonrpc',
    headers: { authorization, 'content-type': 'application/json' },
    payload: {
      jsonrpc: '2.0',
      id: 1,
      method: 'typed.addUser',
      params: [{ login: 'ada', address: { zip: 5 } }],
    },
  })
  t.strictSame(JSON.parse(body).error.data, {
    path: ['user', 'address', 'zip'],
    expected: 'a string of at least 1 character',
    received: 'an integer',
  })
})

t.test('the log has the place in a result that is not of its type, and the mistake in a type', async t => {
  const { log, lines } = captureLog()
  const { send } = await startTyped(t, { log })
  await send(writeCall('typed.wrong', []))
  await send(writeCall('typed.broken', ['secret argument']))
  const failures = lines.filter(({ level }) => level === 50)
  t.match(failures, [
    {
      method: 'typed.wrong',
      reference: /^[0-9a-f]{8}$/,
      err: { message: 'result[1] must be a string, but an integer came' },
    },
    { method: 'typed.broken', reference: /^[0-9a-f]{8}$/, err: { message: /strnig/ } },
  ])
  t.equal(failures.length, 2)
  t.notMatch(JSON.stringify(lines), /secret argument/)
})

t.test('results are not looked at unless the operator wants it', async t => {
  const { send } = await startTyped(t, { options: { main: { checkresults: 0 } } })
  t.strictSame(readReply(await send(writeCall('typed.wrong', []))), { result: ['a', 5] })
})

t.test("the agent's own methods have types like any other", async t => {
  const { send } = await startTyped(t)
  const cases: [method: string, param: unknown, message: string][] = [
    [
      'system.multicall',
      'x',
      "system.multicall: parameter 'calls' must be an array, but a string came; call it as system.multicall(calls)",
    ],
    [
      'system.methodHelp',
      5,
      "system.methodHelp: parameter 'methodName' must be a string, but an integer came; call it as system.methodHelp(methodName)",
    ],
  ]
  for (const [method, param, message] of cases) {
    t.strictSame(readReply(await send(writeCall(method, [param as string]))), {
      fault: { code: -32602, message },
    })
  }
})
