import {
  credentialsCases,
  origins,
  paths,
  strangersReads,
  withoutCredentials,
  xmlContentTypes,
} from './access.ts'
import { listen } from './agent.ts'
import { judge } from './judge.ts'
import { overBoth } from './transports.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('credentials are right as a whole or not at all', t => judge(t, agent, credentialsCases))
  t.test('no spelling of a path gets past them', t => judge(t, agent, paths))
  t.test('what strangers may read', t => judge(t, agent, strangersReads))
  t.test('other web sites', t => judge(t, agent, origins))
  t.test('types of XML', t => judge(t, agent, xmlContentTypes))
  t.test('no method without credentials', t => judge(t, agent, withoutCredentials(agent.methods())))
})
