import t from 'tap'
import { trustProxies } from '../../src/http/trusted-proxies.ts'
import { authorization, enabled, startAgent, writePlugins } from '../helper.ts'

const cases: [proxies: string[], address: string | undefined, isTrusted: boolean][] = [
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7'], '192.0.2.8', false],
  [['192.0.2.7'], '::ffff:192.0.2.7', true],
  [['10.0.0.0/8'], '10.255.0.1', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['2001:db8::/32'], '2001:db8::1', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['unix'], undefined, true],
  [['unix'], '127.0.0.1', false],
  [['127.0.0.1'], undefined, false],
  [['127.0.0.1'], 'unknown', false],
]
for (const [proxies, address, isTrusted] of cases) {
  t.test(`${address} ${isTrusted ? 'is' : 'is not'} trusted where ${proxies.join()} is listed`, async t => {
    t.equal(trustProxies(proxies)(address), isTrusted)
  })
}

const forwarded = {
  'x-forwarded-for': '198.51.100.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'ui.example',
}

const call = {
  method: 'POST' as const,
  url: '/RPC2',
  payload: '<methodCall><methodName>caller.address</methodName></methodCall>',
}

for (const [trustedproxies, remoteAddress, isTrusted] of [
  ['', '127.0.0.1', false],
  ['192.0.2.1', '127.0.0.1', false],
  ['127.0.0.1', '127.0.0.1', true],
] as const) {
  t.test(
    `with trustedproxies = ${trustedproxies}, headers of a proxy at ${remoteAddress} ${isTrusted ? 'count' : 'do not count'}`,
    async t => {
      const caller = writePlugins(t, {
        caller: `
import { currentCall } from 'mmc-agent'
export const activate = () => true
export const address = () => currentCall().clientAddress`,
      })
      const main = { trustedproxies, allowedhosts: 'ui.example', plugindirs: caller, required: 'caller' }
      const { server } = await startAgent(t, { options: { main }, plugins: { caller: enabled } })
      const headers = { authorization, 'content-type': 'text/xml', ...forwarded }
      const response = await server.inject({ ...call, remoteAddress, headers })
      t.match(response.body, isTrusted ? '198.51.100.9' : '127.0.0.1', 'the address of the caller')
      t.equal(/; Secure/.test(String(response.headers['set-cookie'])), isTrusted, 'the cookie')

      const page = { ...headers, origin: 'https://ui.example' }
      const own = await server.inject({ ...call, remoteAddress, headers: page })
      t.equal(own.statusCode, isTrusted ? 200 : 403, 'a page that the proxy serves is the agent’s own')

      const foreign = { ...headers, 'x-forwarded-host': 'evil.example' }
      const refused = await server.inject({ ...call, remoteAddress, headers: foreign })
      t.equal(refused.statusCode, isTrusted ? 403 : 200, 'the name that the proxy was asked for')
    },
  )
}

t.test('what a trusted proxy hands on from its client opens nothing', async t => {
  const { server } = await startAgent(t, {
    options: { main: { trustedproxies: '127.0.0.1', allowedhosts: 'ui.example' } },
  })
  const said: [words: string, headers: Record<string, string>][] = [
    ['another host, where Host is empty', { host: '', 'x-forwarded-host': 'evil.example' }],
    [
      'a protocol with a host in it',
      {
        'x-forwarded-host': 'ui.example',
        'x-forwarded-proto': 'http://evil.example#',
        origin: 'http://evil.example',
      },
    ],
  ]
  for (const [words, headers] of said) {
    const response = await server.inject({ url: '/health/live', headers })
    t.equal(response.statusCode, 403, words)
  }
})

t.test('addresses are read as a list of addresses and networks', async t => {
  await t.rejects(startAgent(t, { options: { main: { trustedproxies: '10.0.0.0/33' } } }), {
    message: /trustedproxies = 10\.0\.0\.0\/33: must be a list of addresses or networks/,
  })
})
