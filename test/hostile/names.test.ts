import { listen } from './agent.ts'
import { judge } from './judge.ts'
import { everyDoor } from './names.ts'
import { overBoth, sampled } from './transports.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('a name that is no method leads nowhere', t => judge(t, agent, sampled(everyDoor, tls)))
})
