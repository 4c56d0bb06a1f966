import t from 'tap'
import { authorization, captureLog, enabled, startAgent, writePlugins } from '../helper.ts'

const broken = `
export const activate = () => true
export const large = () => 'x'.repeat(2000)
export const many = () => Array(100).fill(1)
export const notANumber = () => Number.NaN
`

const xml = (method: string) => `<methodCall><methodName>${method}</methodName></methodCall>`
const json = (method: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method })

const doors: [
  door: string,
  url: (method: string) => string,
  type: string,
  body: (method: string) => string,
][] = [
  ['JSON-RPC', () => '/jsonrpc', 'application/json', json],
  ['JSON-RPC, in a batch', () => '/jsonrpc', 'application/json', method => `[${json(method)}]`],
  ['one path per method', method => `/rpc/${method}`, 'application/json', () => '[]'],
  ['XML-RPC', () => '/RPC2', 'text/xml', xml],
  [
    'system.multicall',
    () => '/rpc/system.multicall',
    'application/json',
    method => JSON.stringify([[{ methodName: method, params: [] }]]),
  ],
]

const results: [method: string, words: RegExp][] = [
  ['broken.large', /^broken\.large was answered -32004: The reply would be larger than \d+ bytes/],
  ['broken.many', /^broken\.many was answered -32004: result holds more than 100 values/],
  ['broken.notANumber', /^broken\.notANumber was answered -32603: .* is NaN, which \S+ cannot carry/],
]

t.test('a result that cannot be sent is in the log too, with plugin and method', async t => {
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, {
    log,
    plugins: { broken: enabled },
    options: {
      main: { plugindirs: writePlugins(t, { broken }), required: 'broken' },
      limits: { replybytes: 1024, replyelements: 100 },
    },
  })
  for (const [door, url, type, body] of doors) {
    for (const [method, words] of results) {
      const before = lines.length
      await server.inject({
        method: 'POST',
        url: url(method),
        headers: { authorization, 'content-type': type },
        body: body(method),
      })
      const told = lines.slice(before).filter(({ msg }) => words.test(String(msg)))
      t.equal(told.length, 1, `${method}, ${door}`)
      t.match(told[0], { level: 40, plugin: 'broken', method })
    }
  }
})
