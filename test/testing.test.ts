import t from 'tap'
import { currentCall } from '../src/rpc/scope.ts'
import { withCall } from '../src/testing.ts'

t.test('withCall lets a method look at its call without an agent', async t => {
  const look = () => {
    const { session, clientAddress, method, signal } = currentCall()
    return { user: session.user, clientAddress, method, aborted: signal.aborted }
  }
  t.strictSame(await withCall({ user: 'ada', method: 'x.look' }, look), {
    user: 'ada',
    clientAddress: '127.0.0.1',
    method: 'x.look',
    aborted: false,
  })
  t.match(await withCall({}, async () => look()), { user: null })
  t.throws(look, { message: /^currentCall\(\) needs a call: .*withCall\(\) of 'mmc-agent\/testing'$/ })
})

t.test('there is no agent behind withCall that could call another method', async t => {
  await t.rejects(
    withCall({}, () => currentCall().call('base.getModList')),
    { message: 'there is no agent here that could call base.getModList' },
  )
})
