import t from 'tap'
import { clientAddress } from '../../src/http/client-address.ts'
import { captureLog, startAgent } from '../helper.ts'

const cases: [said: string, address: string][] = [
  ['198.51.100.9', '198.51.100.9'],
  ['2001:db8::9', '2001:db8::9'],
  ['198.51.100.9:4711', '198.51.100.9'],
  ['[2001:db8::9]:4711', '2001:db8::9'],
  ['[2001:db8::9]', '2001:db8::9'],
  ['198.51.100.999:1', '127.0.0.1'],
  ['unknown', '127.0.0.1'],
  ['', '127.0.0.1'],
  ['<\u009b2J>', '127.0.0.1'],
  ['z'.repeat(14_000), '127.0.0.1'],
]
const wrong = `Basic ${Buffer.from('mmc:wrong').toString('base64')}`
for (const [said, address] of cases) {
  t.test(`'${said.slice(0, 40)}' from a trusted proxy is the address ${address}`, async t => {
    const { log, lines } = captureLog()
    const { server } = await startAgent(t, { log, options: { main: { trustedproxies: '127.0.0.1' } } })
    const headers = { authorization: wrong, 'x-forwarded-for': said }
    await server.inject({ url: '/openapi.json', headers })
    const line = lines.find(({ msg }) => String(msg).startsWith('wrong credentials'))
    t.match(line, { address, msg: `wrong credentials of the agent from ${address}` })
  })
}

t.test('all who come through the Unix socket are one', async t => {
  for (const ip of [undefined, 'unknown']) {
    // What Fastify says there, whatever its types do.
    const request = { ip, socket: {} } as Parameters<typeof clientAddress>[0]
    t.equal(clientAddress(request), 'unix')
  }
})
