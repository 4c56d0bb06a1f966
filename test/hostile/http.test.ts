import { listen } from './agent.ts'
import { formerMistakes } from './former-mistakes.ts'
import { framing, noHttp, otherMethods, pipelines } from './framing.ts'
import { judge } from './judge.ts'
import { overBoth } from './transports.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('where a request ends is never in doubt', t => judge(t, agent, framing))
  t.test('what is no HTTP', t => judge(t, agent, noHttp))
  t.test('other ways to speak', t => judge(t, agent, otherMethods))
  t.test('what was once answered wrongly', t => judge(t, agent, formerMistakes))
  t.test('several requests on one connection', t => judge(t, agent, pipelines))
})
