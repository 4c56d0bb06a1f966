import { listen } from './agent.ts'
import { batches, ids, jsonTypes, noJson, noRequests, rpcBodies, truncatedJson, values } from './json.ts'
import { judge } from './judge.ts'
import { multicalls } from './multicall.ts'
import { overBoth, sampled } from './transports.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('what is no JSON never runs', t => judge(t, agent, sampled(noJson, tls)))
  t.test('a request that breaks off never runs', t => judge(t, agent, truncatedJson(tls ? 7 : 1)))
  t.test('what is no request never runs', t => judge(t, agent, sampled(noRequests, tls)))
  t.test('ids, notifications and errors', t => judge(t, agent, sampled(ids, tls)))
  t.test('values come back as they went', t => judge(t, agent, sampled(values, tls)))
  t.test('batches', t => judge(t, agent, batches))
  t.test('types of bodies', t => judge(t, agent, jsonTypes))
  t.test('bodies of /rpc', t => judge(t, agent, rpcBodies))
  t.test('multicalls', t => judge(t, agent, multicalls))
})
