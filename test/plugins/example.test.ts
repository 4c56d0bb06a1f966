import t from 'tap'
import { func1, func2, runLs, whoami } from '../../plugins/example/index.ts'
import { withCall } from '../../src/testing.ts'
import { authorization, enabled, startAgent } from '../helper.ts'

const bundled = { main: { plugindirs: 'bundled', required: 'example' } }

t.test('the functions of the example run without any agent', async t => {
  t.equal(func1('Ada'), 'Hello, Ada')
  t.equal(func1('Ada', true), 'HELLO, ADA')
  t.throws(() => func1(''), { code: -32500, message: 'there is nobody to greet' })
  t.strictSame(func2([1, 2]), [2, 4])
  t.throws(() => func2([1], 1001), { code: 1, message: 'factor must be 1000 at most' })
  t.ok((await runLs('/')).includes('etc'))
  await t.rejects(runLs('-l'), { code: -32500, message: /^ls: cannot access '-l'/ })
  t.strictSame(await withCall({ user: 'ada' }, whoami), { user: 'ada', door: 'plugin', address: '127.0.0.1' })
})

t.test(
  'the example is exported without its class and its constant, and reads its greeting from its file',
  async t => {
    const { server, registry } = await startAgent(t, {
      options: bundled,
      plugins: { example: `${enabled}[example]\ngreeting = Bonjour\n` },
    })
    t.strictSame(
      registry
        .list()
        .filter(({ owner }) => owner === 'example')
        .map(({ name }) => name),
      ['func1', 'func2', 'getApiVersion', 'getRevision', 'getVersion', 'runLs', 'whoami'].map(
        name => `example.${name}`,
      ),
    )
    const call = async (name: string, payload: unknown[]) =>
      (
        await server.inject({
          method: 'POST',
          url: `/rpc/example.${name}`,
          headers: { authorization },
          payload,
        })
      ).json()
    t.equal(await call('func1', ['Ada']), 'Bonjour, Ada')
    t.strictSame(await call('whoami', []), { door: 'rpc', address: '127.0.0.1' })
  },
)

t.test('a greeting that is empty keeps the example from being active, with the reason', async t => {
  const { host } = await startAgent(t, {
    options: { main: { plugindirs: 'bundled', required: 'base' } },
    plugins: { example: `${enabled}[example]\ngreeting =\n` },
  })
  t.match(host.report('example'), {
    state: 'failed',
    reason: 'ConfigException: [example] greeting must not be empty',
  })
})
