import t from 'tap'
import { buildJsonRpcCodec } from '../../src/jsonrpc/codec.ts'
import type { Outcome, Perform } from '../../src/rpc/codec.ts'
import { Fault, FaultCode } from '../../src/rpc/fault.ts'
import type { RpcStruct, RpcValue } from '../../src/rpc/value.ts'

const codec = buildJsonRpcCodec({
  maxDepth: 8,
  maxValues: 100,
  maxBatch: 5,
  batchConcurrency: 2,
  maxReplyBytes: 10_000,
})

/** The methods of the specification's examples (section 7), with no agent behind them. */
const perform: Perform = async ({ method, params }): Promise<Outcome> => {
  const named = params as RpcStruct
  const numbers = (Array.isArray(params) ? params : [named['minuend'], named['subtrahend']]) as number[]
  const values: Record<string, RpcValue> = {
    subtract: (numbers[0] ?? 0) - (numbers[1] ?? 0),
    sum: numbers.reduce((total, number) => total + number, 0),
    get_data: ['hello', 5],
    update: null,
    notify_hello: null,
    notify_sum: null,
    echo: params,
  }
  if (Object.hasOwn(values, method)) return { value: values[method] ?? null }
  return { fault: new Fault('Method not found', { code: FaultCode.methodNotFound }) }
}

async function answer(body: string | Uint8Array): Promise<string | undefined> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const text = (await codec.answer(bytes, perform))?.text
  return text?.toString()
}

const notFound = (id: unknown) => ({
  jsonrpc: '2.0',
  error: { code: -32601, message: 'Method not found' },
  id,
})
const refused = (code: number, id: unknown = null) => ({ jsonrpc: '2.0', error: { code }, id })

const cases: [title: string, body: string, expected: unknown][] = [
  // The examples of the specification, in its order.
  [
    'positional parameters',
    '{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}',
    { jsonrpc: '2.0', result: 19, id: 1 },
  ],
  [
    'positional parameters the other way round',
    '{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}',
    { jsonrpc: '2.0', result: -19, id: 2 },
  ],
  [
    'named parameters',
    '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
    { jsonrpc: '2.0', result: 19, id: 3 },
  ],
  [
    'named parameters in another order',
    '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}',
    { jsonrpc: '2.0', result: 19, id: 4 },
  ],
  ['a notification', '{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', undefined],
  ['a notification of a method that does not exist', '{"jsonrpc": "2.0", "method": "foobar"}', undefined],
  ['a method that does not exist', '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}', notFound('1')],
  ['broken JSON', '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', refused(-32700)],
  ['a request that is none', '{"jsonrpc": "2.0", "method": 1, "params": "bar"}', refused(-32600)],
  [
    'a broken batch',
    '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method"]',
    refused(-32700),
  ],
  ['an empty batch', '[]', refused(-32600)],
  ['a batch of one element that is no request', '[1]', [refused(-32600)]],
  [
    'a batch of elements that are no requests',
    '[1,2,3]',
    [refused(-32600), refused(-32600), refused(-32600)],
  ],
  [
    'a batch of all sorts',
    `[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
      {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
      {"foo": "boo"},
      {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
      {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]`,
    [
      { jsonrpc: '2.0', result: 7, id: '1' },
      refused(-32600),
      notFound('5'),
      { jsonrpc: '2.0', result: ['hello', 5], id: '9' },
    ],
  ],
  [
    'a batch of notifications',
    '[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]',
    undefined,
  ],
  // And what its words say without an example.
  [
    'a batch of one request',
    '[{"jsonrpc":"2.0","method":"sum","params":[1],"id":1}]',
    [{ jsonrpc: '2.0', result: 1, id: 1 }],
  ],
  [
    'a batch that holds null',
    '[null, {"jsonrpc":"2.0","method":"sum","params":[1],"id":1}]',
    [refused(-32600), { jsonrpc: '2.0', result: 1, id: 1 }],
  ],
  ['a batch in a batch', '[[{"jsonrpc":"2.0","method":"sum","params":[1],"id":1}]]', [refused(-32600)]],
  ['a batch longer than the limit', '[1,2,3,4,5,6]', refused(-32004)],
  ...['null', '0', '""', 'false', '"text"'].map((body): [string, string, unknown] => [
    `the body ${body}`,
    body,
    refused(-32600),
  ]),
  ...['', ' ', '{', 'undefined', '{"a":1}x', "{'a':1}", '[1,]'].map((body): [string, string, unknown] => [
    `the body ${JSON.stringify(body)}, which is no JSON`,
    body,
    refused(-32700),
  ]),
  [
    'a body nested to the limit',
    '{"jsonrpc":"2.0","method":"echo","params":[[[[[[[1]]]]]]],"id":1}',
    { jsonrpc: '2.0', result: [[[[[[[1]]]]]]], id: 1 },
  ],
  [
    'a body nested deeper',
    '{"jsonrpc":"2.0","method":"echo","params":[[[[[[[[1]]]]]]]],"id":1}',
    refused(-32004),
  ],
  ['a hundred thousand brackets', '['.repeat(100_000) + ']'.repeat(100_000), refused(-32004)],
  ['no jsonrpc', '{"method":"sum","params":[1],"id":1}', refused(-32600, 1)],
  ['another jsonrpc', '{"jsonrpc":"1.0","method":"sum","params":[1],"id":1}', refused(-32600, 1)],
  ['a jsonrpc that is a number', '{"jsonrpc":2.0,"method":"sum","params":[1],"id":1}', refused(-32600, 1)],
  ['no method', '{"jsonrpc":"2.0","id":"a"}', refused(-32600, 'a')],
  ['a method that is null', '{"jsonrpc":"2.0","method":null,"id":1}', refused(-32600, 1)],
  ['params that are a text', '{"jsonrpc":"2.0","method":"sum","params":"x","id":1}', refused(-32600, 1)],
  ['params that are null', '{"jsonrpc":"2.0","method":"sum","params":null,"id":1}', refused(-32600, 1)],
  ['an id that is an object', '{"jsonrpc":"2.0","method":"sum","id":{}}', refused(-32600)],
  ['an id that is an array', '{"jsonrpc":"2.0","method":"sum","id":[1]}', refused(-32600)],
  ['an id that is true', '{"jsonrpc":"2.0","method":"sum","id":true}', refused(-32600)],
  [
    'an id that is null, which is no notification',
    '{"jsonrpc":"2.0","method":"sum","id":null}',
    { jsonrpc: '2.0', result: 0, id: null },
  ],
  ['a notification that is no request', '{"jsonrpc":"2.0","method":1}', refused(-32600)],
  ['no params', '{"jsonrpc":"2.0","method":"echo","id":1}', { jsonrpc: '2.0', result: [], id: 1 }],
  [
    'a member that the specification does not know',
    '{"jsonrpc":"2.0","method":"sum","id":1,"extra":true}',
    { jsonrpc: '2.0', result: 0, id: 1 },
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((method): [string, string, unknown] => [
    `a method called ${method}`,
    JSON.stringify({ jsonrpc: '2.0', method, id: 1 }),
    notFound(1),
  ]),
]

for (const [title, body, expected] of cases) {
  t.test(`JSON-RPC 2.0: ${title}`, async t => {
    const text = await answer(body)
    if (text === undefined || expected === undefined) return t.equal(text, expected)
    const response = JSON.parse(text)
    t.match(response, expected)
    t.equal(Array.isArray(response), Array.isArray(expected))
    if (Array.isArray(expected)) t.equal(response.length, expected.length)
    for (const one of [response].flat()) {
      t.strictSame(Object.keys(one), ['jsonrpc', 'id', 'error' in one ? 'error' : 'result'])
      if ('error' in one) t.strictSame(Object.keys(one.error), ['code', 'message'])
    }
  })
}

t.test('an id comes back as the client spelt it', async t => {
  const ids = [
    '1',
    '-1',
    '1.5',
    '0',
    '9007199254740993',
    '12345678901234567890',
    '1e400',
    '-0.1e-7',
    '0.10',
    '"é\\u0000"',
    '""',
    'null',
  ]
  for (const id of ids) {
    const text = await answer(`{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":${id}}`)
    const returned = text?.match(/"id":(.*?),"result"/)?.[1]
    t.equal(returned, id.startsWith('"') ? JSON.stringify(JSON.parse(id)) : id)
  }
  t.equal(
    await answer('{"jsonrpc":"2.0","method":"sum","params":[1,2],"\\u0069\\u0064":1.0}'),
    '{"jsonrpc":"2.0","id":1.0,"result":3}',
    'also where the name of its member is spelt with escapes',
  )
  t.equal(
    await answer('[{"id":1e400},5,{"jsonrpc":"2.0","method":"sum","id":7,"id":9007199254740993}]'),
    '[{"jsonrpc":"2.0","id":1e400,"error":{"code":-32600,"message":"Invalid request: jsonrpc must be \\"2.0\\""}},' +
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request: not an object"}},' +
      '{"jsonrpc":"2.0","id":9007199254740993,"result":0}]',
  )
})

t.test('a body in another encoding than UTF-8 is a parse error, and a byte order mark is none', async t => {
  const request = '{"jsonrpc":"2.0","method":"echo","params":["é"],"id":1}'
  t.match(JSON.parse((await answer(Buffer.from(request, 'latin1'))) ?? ''), refused(-32700))
  t.match(JSON.parse((await answer(Buffer.from(request, 'utf16le'))) ?? ''), refused(-32700))
  t.match(JSON.parse((await answer(Buffer.from(`\uFEFF${request}`))) ?? ''), { result: ['é'] })
})

t.test('a parse error says where and never repeats the body', async t => {
  const { error } = JSON.parse((await answer('{"password": secret}')) ?? '')
  t.equal(error.message, 'Parse error: the body is not JSON, at character 13')
})

t.test('the calls of a batch run at once within a bound, and answers keep their order', async t => {
  let running = 0
  let most = 0
  const slowFirst: Perform = async ({ params }) => {
    running += 1
    most = Math.max(most, running)
    const [turns] = params as number[]
    for (let turn = 0; turn < (turns ?? 0); turn += 1) await new Promise(setImmediate)
    running -= 1
    return { value: turns ?? null }
  }
  const batch = [30, 1, 20, 2].map((turns, id) => ({ jsonrpc: '2.0', method: 'slow', params: [turns], id }))
  const reply = await codec.answer(Buffer.from(JSON.stringify(batch)), slowFirst)
  t.strictSame(
    JSON.parse(String(reply?.text)).map(({ result }: { result: number }) => result),
    [30, 1, 20, 2],
  )
  t.equal(most, 2)
})

t.test('the data of a fault is sent, in the spelling of JSON', async t => {
  const fault = new Fault('no', { code: 1, data: { at: new Date(0), bytes: Uint8Array.of(1, 2) } })
  const reply = await codec.answer(Buffer.from('{"jsonrpc":"2.0","method":"x","id":1}'), async () => ({
    fault,
  }))
  t.strictSame(JSON.parse(String(reply?.text)).error, {
    code: 1,
    message: 'no',
    data: { at: '1970-01-01T00:00:00.000Z', bytes: 'AQI=' },
  })
})
