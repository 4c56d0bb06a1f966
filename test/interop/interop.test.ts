import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { credentials, root, startAgent, tempDir } from '../helper.ts'
import { typedMethods } from '../typed-methods.ts'
import { type CaseTitle, type InteropCase, interopCases } from './cases.ts'
import { type Client, clients } from './clients.ts'
import { buildClient, missing, type Outcome, runClient } from './run-client.ts'
import { canonical, type Value } from './values.ts'

t.setTimeout(300_000)

const titles = Object.keys(interopCases) as CaseTitle[]
const programs = tempDir(t)

const { server, registry } = await startAgent(t, { options: { limits: { activateseconds: 10 } } })
registry.register('typed', typedMethods)
await server.listen({ host: '127.0.0.1', port: 0 })
// A server that listens on a port has an address that is no string.
const { port } = server.server.address() as AddressInfo
// How long a kept connection may idle is not what is tested: on a busy machine seconds pass between two calls.
server.server.keepAliveTimeout = 120_000
let connections = 0
server.server.on('connection', () => {
  connections += 1
})
const address = {
  MMC_HOST: '127.0.0.1',
  MMC_PORT: String(port),
  MMC_LOGIN: credentials.login,
  MMC_PASSWORD: credentials.password,
}

t.test('packages.txt holds what the clients need, and nothing else', async t => {
  const text = readFileSync(join(root, 'test/interop/packages.txt'), 'utf8')
  const listed = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  t.strictSame(listed.toSorted(), [...new Set(clients.flatMap(({ packages }) => packages))].toSorted())
})

for (const [index, client] of clients.entries()) {
  t.test(`${client.name} gets on with the agent`, { skip: missing(client) }, async t => {
    const buildDir = join(programs, String(index))
    const built = await buildClient(client, buildDir)
    if (built !== undefined) t.equal(built.code, 0, `its program is built ${built.stderr}`)
    // Dates must not move, wherever client and agent are.
    for (const zone of ['UTC', client.zone ?? 'Asia/Kolkata']) {
      process.env['TZ'] = zone
      await t.test(`in ${zone}`, t => checkClient(t, client, buildDir))
    }
  })
}

async function checkClient(t: Test, client: Client, buildDir: string) {
  const differences = differencesOf(client)
  const sent = titles.filter(title => differences.get(title) !== 'not sent')
  connections = 0
  const { end, outcomes } = await runClient(client, sent, address, buildDir)
  for (const title of sent) checkOutcome(t, client, title, differences.get(title), outcomes.get(title))
  t.equal(end.code, 0, `the program ends well ${end.stderr}`)
  t.equal(connections, client.connections ?? sent.length, 'connections are kept by whoever wants to')
}

function differencesOf({ differences = [] }: Client): ReadonlyMap<CaseTitle, 'not sent' | Value> {
  return new Map(
    differences.flatMap(([titles, what]) => [titles].flat().map(title => [title, what] as const)),
  )
}

function checkOutcome(
  t: Test,
  { shows = value => value, unauthorized }: Client,
  title: CaseTitle,
  difference: 'not sent' | Value | undefined,
  outcome: Outcome | undefined,
) {
  const { password, result, fault }: InteropCase = interopCases[title]
  if (result !== undefined) {
    const value = typeof difference === 'object' ? difference : shown(result, shows)
    t.strictSame(outcome, { kind: 'value', value: canonical(value) }, title)
  } else if (password === 'wrong' && unauthorized !== 'fault') {
    t.match(outcome, { kind: 'error', message: unauthorized }, title)
  } else {
    const code = ['int', String(fault?.code)]
    t.match(outcome, { kind: 'fault', code, message: ['string', fault?.message] }, title)
  }
}

/** A value as the language of a client shows it, from the innermost values outwards. */
function shown(value: Value, shows: (value: Value) => Value): Value {
  if (value[0] === 'array') return shows(['array', value[1].map(item => shown(item, shows))])
  if (value[0] !== 'struct') return shows(value)
  return shows(['struct', value[1].map(([name, member]) => [name, shown(member, shows)] as const)])
}
