import { listen } from './agent.ts'
import { judge } from './judge.ts'
import { overBoth, sampled } from './transports.ts'
import { results, scalars, shapes, sizes, strings } from './xml-values.ts'

overBoth(async (t, tls) => {
  const agent = await listen(t, tls)
  t.test('a value is of its type or refused', t => judge(t, agent, sampled(scalars, tls)))
  t.test('a string comes back as it went', t => judge(t, agent, sampled(strings, tls)))
  t.test('depth, number and names', t => judge(t, agent, sampled(shapes, tls)))
  t.test('results that cannot be sent, and errors', t => judge(t, agent, results))
  t.test('sizes', t => judge(t, agent, sizes))
})
