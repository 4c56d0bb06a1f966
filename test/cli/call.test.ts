import t from 'tap'
import { run, startProcess } from '../agent-process.ts'
import { writeConfig } from '../helper.ts'

t.test(
  'call prints the result of a method as JSON; text that does not begin like JSON stands for itself',
  async t => {
    const file = writeConfig(t)
    const agent = startProcess(t, ['-f', file])
    const { port } = new URL(await agent.url())
    await agent.line(/"msg":"ready"/)
    const call = (...args: string[]) => run(['call', ...args, '-f', file, '--port', port])

    t.match(await call('good.greet', 'Ada', 'true'), { code: 0, out: '"HELLO, ADA"\n', err: '' })
    t.match(await call('good.echo', '{"a": [1, null]}'), {
      code: 0,
      out: '{\n  "a": [\n    1,\n    null\n  ]\n}\n',
    })
    t.match(await call('good.echo', '"12"'), { code: 0, out: '"12"\n' })
    t.match(await call('good.sum', '1', '2', '3'), { code: 0, out: '6\n' })
    t.match(await call('good.nothing'), { code: 0, out: 'null\n' })
    t.match(await call('good.none'), {
      code: 1,
      out: '',
      err: /^mmc-agent: fault -32601: No method 'good\.none'\n {2}did you mean good\.\w+\?\n$/,
    })
    t.match(await call('good.echo', '[1,'), {
      code: 2,
      out: '',
      err: /good\.echo: parameter 'value' must be JSON, as it begins like it; call it as good\.echo\(value\)/,
    })
    t.match(await call(), { code: 2, err: /missing required argument 'method'/ })
  },
)

t.test('call says so when no agent answers', async t => {
  const { code, err } = await run(['call', 'getVersion', '-f', writeConfig(t), '--port', '1'])
  t.equal(code, 1)
  t.match(
    err,
    /^mmc-agent: MMC_ERR_NO_ANSWER: no answer from http:\/\/127\.0\.0\.1:1\/openrpc\.json: .*; is an agent running with /,
  )
})

t.test('--help and --version end with 0', async t => {
  t.match(await run(['--help']), { code: 0, out: /Usage: mmc-agent/ })
  t.match(await run(['--version']), { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
})
