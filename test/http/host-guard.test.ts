import { hostname } from 'node:os'
import t from 'tap'
import { machineNames } from '../../src/http/own-names.ts'
import { captureLog, startAgent } from '../helper.ts'

const cases: [host: string, isAllowed: boolean][] = [
  ['', true],
  ['localhost', true],
  ['localhost:7080', true],
  ['LOCALHOST.', true],
  ['agent.localhost:7080', true],
  ['127.0.0.1:7080', true],
  ['192.0.2.7', true],
  ['[::1]:7080', true],
  [`${hostname()}:7080`, true],
  ['mmc-agent:7080', true],
  ['agent.example', true],
  ['Agent.Example:443', true],
  ['a.agents.example', true],
  ['agents.example', false],
  ['a.b.agents.example', false],
  ['evil.example', false],
  ['evil.example:7080', false],
  ['localhost.evil.example', false],
  ['agent.example.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['agent.example@evil.example', false],
  ['evil.example/agent.example', false],
  ['agent.example:7080:80', false],
  ['a b', false],
]

t.test('the agent answers to its addresses and names, and to nobody else’s', async t => {
  const { server } = await startAgent(t, {
    options: { main: { allowedhosts: 'agent.example, *.agents.example' } },
  })
  for (const [host, isAllowed] of cases) {
    const response = await server.inject({ url: '/health/plugins', headers: { host } })
    t.equal(response.statusCode, isAllowed ? 200 : 403, `Host: ${host}`)
    if (!isAllowed) t.match(response.json(), { error: { code: -32005, message: /allowedhosts/ } })
  }
})

t.test('who asks for another host is refused in the form of the door, before credentials', async t => {
  const { server } = await startAgent(t)
  const headers = { host: 'evil.example', 'content-type': 'text/xml' }
  const response = await server.inject({ method: 'POST', url: '/RPC2', headers, payload: 'x' })
  t.equal(response.statusCode, 403)
  t.match(response.body, '<int>-32005</int>')
})

t.test('with allowedhosts = * any name will do', async t => {
  const { server } = await startAgent(t, { options: { main: { allowedhosts: '*' } } })
  t.equal((await server.inject({ url: '/health/live', headers: { host: 'any.example' } })).statusCode, 200)
})

t.test('the operator is told each refused name once, and ten of them at most', async t => {
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, { log })
  for (let count = 0; count < 24; count += 1) {
    await server.inject({ url: '/health/live', headers: { host: `evil${count % 12}.example` } })
  }
  const told = lines.filter(({ msg }) => /was refused/.test(String(msg)))
  t.equal(told.length, 10)
  t.match(told[0], { level: 40, msg: /'evil0\.example'.*\[main\] allowedhosts/ })
})

t.test('what is no name at all is not repeated in the log', async t => {
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, { log })
  for (const host of ['evil\u009b2J.example', `evil'".example`, `${'a'.repeat(246)}.example`]) {
    t.equal((await server.inject({ url: '/health/live', headers: { host } })).statusCode, 403)
  }
  t.notMatch(JSON.stringify(lines), /was refused/)
  await server.inject({ url: '/health/live', headers: { host: `${'a'.repeat(245)}.example` } })
  t.match(JSON.stringify(lines), /was refused/)
})

t.test('the machine has its name in each domain that its resolver searches', t => {
  const own = hostname().toLowerCase()
  if (!own.includes('.')) {
    t.strictSame(machineNames('domain old.example\nsearch A.example b.example.\n'), [
      own,
      `${own}.a.example`,
      `${own}.b.example`,
    ])
    t.strictSame(machineNames('nameserver 192.0.2.1\n'), [own])
  }
  t.end()
})
