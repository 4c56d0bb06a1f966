import t from 'tap'
import { withoutOpenssl } from '../certificates.ts'
import { listen } from './agent.ts'
import { exchange, halfClose, reset, type Step } from './exchange.ts'
import { judge } from './judge.ts'
import { call, xml, xmlResult } from './requests.ts'

const hello = Buffer.from('16030100a5010000a10303', 'hex')
const body = xml(call('witness.sum', '<int>2</int>', '<int>3</int>'))

/** What comes to the TLS port and is no TLS, or none that we speak. */
const cases: readonly (readonly [title: string, steps: readonly Step[]])[] = [
  ['a good request in plain HTTP', [body, halfClose]],
  ['GET in plain HTTP', ['GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n', halfClose]],
  ['noise', ['GARBAGE\r\n\r\n', halfClose]],
  ['NUL', [Buffer.alloc(1000), halfClose]],
  ['0xFF', [Buffer.alloc(1000, 0xff), halfClose]],
  ['nothing', [halfClose]],
  ['half a hello', [hello, halfClose]],
  ['a hello that is reset', [hello, reset]],
  ['a hello of one byte', [hello.subarray(0, 1), halfClose]],
  ['a hello of SSL 2', [Buffer.from('802e0100020015000000100100800300800700c0', 'hex'), halfClose]],
  [
    'a hello of SSL 3',
    [
      Buffer.from(
        '160300002d0100002903000000000000000000000000000000000000000000000000000000000000000000000200050100',
        'hex',
      ),
      halfClose,
    ],
  ],
  [
    'a hello of TLS 1.0',
    [
      Buffer.from(
        '160301002d0100002903010000000000000000000000000000000000000000000000000000000000000000000200050100',
        'hex',
      ),
      halfClose,
    ],
  ],
  [
    'a hello of TLS 9',
    [
      Buffer.from(
        '160309002d0100002909090000000000000000000000000000000000000000000000000000000000000000000200050100',
        'hex',
      ),
      halfClose,
    ],
  ],
  [
    'a hello without ciphers',
    [
      Buffer.from(
        '160303002b010000270303000000000000000000000000000000000000000000000000000000000000000000000100',
        'hex',
      ),
      halfClose,
    ],
  ],
  [
    'a record that is too long',
    [Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(65_535)]), halfClose],
  ],
  ['a record of no length', [Buffer.from('1603030000', 'hex'), halfClose]],
  ['an alert', [Buffer.from('15030300020228', 'hex'), halfClose]],
  [
    'application data first',
    [Buffer.concat([Buffer.from('1703030010', 'hex'), Buffer.alloc(16)]), halfClose],
  ],
  ['a heartbeat', [Buffer.from('1803030003014000', 'hex'), halfClose]],
  ['a change of the cipher', [Buffer.from('140303000101', 'hex'), halfClose]],
  [
    'a hello of 16 kB of noise',
    [Buffer.concat([Buffer.from('160303400001003ffc0303', 'hex'), Buffer.alloc(16_000, 7)]), halfClose],
  ],
]

t.test('what is no TLS ends its connection and nothing else', { skip: withoutOpenssl }, async t => {
  const agent = await listen(t, true)
  agent.ran()
  for (const [title, steps] of cases) {
    const { ended, rest, replies } = await exchange({ ...agent.target, tls: false }, steps)
    t.same(
      replies.map(({ status }) => status).filter(status => status !== 400),
      [],
      `${title}: no reply but 400`,
    )
    t.notMatch(rest, /HTTP|</, `${title}: no text`)
    t.ok(ended || steps.includes(reset), `${title}: the connection has ended`)
    t.equal(agent.ran(), 0, `${title}: nothing ran`)
    await judge(t, agent, [
      { title: `${title}: a good call`, send: body, replies: [xmlResult('<int>5</int>')], runs: 1 },
    ])
  }
})
