import { listen } from './agent.ts'
import { judge } from './judge.ts'
import { overBoth, sampled } from './transports.ts'
import { documents, encodings, truncated } from './xml-documents.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('what is no XML, or no call, never runs', t => judge(t, agent, sampled(documents, tls)))
  t.test('a call that breaks off never runs', t => judge(t, agent, truncated(tls ? 7 : 1)))
  t.test('bytes are read in their encoding or refused', t => judge(t, agent, sampled(encodings, tls)))
})
