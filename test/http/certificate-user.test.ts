import { writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { authority, withoutOpenssl } from '../certificates.ts'
import { authorization, startAgent, tempDir } from '../helper.ts'

const skip = withoutOpenssl

/** An agent that wants certificates of a CA; whom it takes the holder of one for. */
async function agentWith(t: Test, certusers: string) {
  const dir = tempDir(t)
  const ca = authority(t, 'CA')
  const own = ca.sign('agent.example')
  const [localcert, cacert] = [join(dir, 'localcert.pem'), join(dir, 'cacert.pem')]
  writeFileSync(localcert, own.key + own.certificate)
  writeFileSync(cacert, ca.certificate)
  const main = { enablessl: 1, verifypeer: 1, localcert, cacert, certusers, requirelogin: 1 }
  const { server } = await startAgent(t, { options: { main, limits: { activateseconds: 30 } } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const ask = (identity: RequestOptions, path = '/rpc/good.whoami') =>
    new Promise<unknown>((resolve, reject) => {
      request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: 'POST',
          agent: false,
          ca: ca.certificate,
          checkServerIdentity: () => undefined,
          headers: { authorization },
          ...identity,
        },
        response => void json(response).then(resolve, reject),
      )
        .once('error', reject)
        .end()
    })
  const holderOf = (name: string) => {
    const { key, certificate } = ca.sign(name)
    return { key, cert: certificate }
  }
  return { ask, holderOf }
}

const cases: [certusers: string, name: string, user: string | null][] = [
  ['', 'frontend', null],
  ['frontend=web', 'frontend', 'web'],
  ['frontend=web', 'Frontend', null],
  ['frontend=web', 'other', null],
  ['*', 'other', 'other'],
  ['frontend = web, *', 'frontend', 'web'],
  ['frontend = web, *', 'other', 'other'],
]
for (const [certusers, name, user] of cases) {
  t.test(`with certusers = ${certusers}, the holder of ${name} is ${user ?? 'nobody'}`, { skip }, async t => {
    const { ask, holderOf } = await agentWith(t, certusers)
    t.match(await ask(holderOf(name)), { user })
    const answer = await ask(holderOf(name), '/rpc/good.nothing')
    if (user === null) t.match(answer, { error: { code: 8003 } })
    else t.equal(answer, null, 'without a login')
  })
}

t.test('a certificate with several names stands for nobody', { skip }, async t => {
  const { ask, holderOf } = await agentWith(t, '*')
  t.match(await ask(holderOf('one/CN=two')), { user: null })
})

t.test('who is who is a list of pairs', async t => {
  for (const certusers of ['frontend', '=web', 'frontend=', 'a=b=c', '*=web']) {
    await t.rejects(startAgent(t, { options: { main: { certusers } } }), {
      message: /certusers = .*: must be a list of pairs such as name=user/,
    })
  }
})
