import { existsSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import t, { type Test } from 'tap'
import { type AgentProcess, startProcess } from '../agent-process.ts'
import { authorization, enabled, writeConfig } from '../helper.ts'

// Ten agents, one of which is to be blocked for ten seconds.
t.setTimeout(120_000)

/** Starts an agent that is to die. */
const start = (t: Test, file: string) => startProcess(t, ['-f', file])

/** Asks without waiting for an answer: there will be none. */
async function ask(agent: AgentProcess, method: string, ...params: unknown[]) {
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  const headers = { authorization, 'content-type': 'application/json' }
  void fetch(`${url}/rpc/${method}`, { method: 'POST', headers, body: JSON.stringify(params) }).catch(
    () => {},
  )
}

async function pluginOf(agent: AgentProcess, plugin: string) {
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  return (await fetch(`${url}/health/plugins/${plugin}`)).json() as Promise<Record<string, unknown>>
}

/** Resolves once a file matches. */
async function written(file: string, pattern: RegExp) {
  const matches = () => existsSync(file) && pattern.test(readFileSync(file, 'utf8'))
  const changes = watch(dirname(file))
  if (matches()) return
  for await (const { filename } of changes) {
    if (filename === basename(file) && matches()) return
  }
}

const quarantined = { state: 'quarantined', reason: 'the agent died twice while it ran', comesBackAt: String }

t.test(
  'a plugin that ends the process in activate() twice does not take part in the third start',
  async t => {
    const file = writeConfig(t, { plugins: { good: enabled, exits_in_activate: enabled } })
    for (const _ of [1, 2]) t.strictSame(await start(t, file).exit, [1, null])

    const third = start(t, file)
    t.match(await pluginOf(third, 'exits_in_activate'), quarantined)
    t.match(await pluginOf(third, 'good'), { state: 'active' })
    const [line] = await third.line(/.*is quarantined until.*/)
    t.match(JSON.parse(line), {
      level: 50,
      plugin: 'exits_in_activate',
      msg: /mmc-agent release exits_in_activate$/,
    })

    third.child.kill('SIGTERM')
    t.strictSame(await third.exit, [0, null])
    t.notOk(existsSync(`${file}.state`), 'an end as it should be is not remembered')
  },
)

t.test('a plugin that ends the process in a method is found out too', async t => {
  const file = writeConfig(t, { plugins: { good: enabled, blocks: enabled } })
  for (const _ of [1, 2]) {
    const agent = start(t, file)
    await ask(agent, 'blocks.exit')
    t.strictSame(await agent.exit, [1, null])
  }
  const third = start(t, file)
  t.match(await pluginOf(third, 'blocks'), quarantined)
  t.match(third.log(), /died while plugin 'blocks' ran blocks\.exit/)
})

t.test('an agent that is killed because it no longer answers died of what blocked it', async t => {
  const file = writeConfig(t, { plugins: { good: enabled, blocks: enabled } })

  const first = start(t, file)
  await ask(first, 'blocks.inMethod', 120_000)
  const [line] = await first.line(/.*has blocked the event loop.*/)
  t.match(JSON.parse(line), {
    level: 50,
    plugin: 'blocks',
    msg: /^plugin 'blocks' has blocked the event loop for 1\d s in blocks\.inMethod \(spin\.js:4\); nobody is answered/,
  })
  first.child.kill('SIGKILL')
  await first.exit

  const second = start(t, file)
  await ask(second, 'blocks.afterAwait', 120_000)
  await written(`${file}.state`, /"what": "blocks\.afterAwait"/)
  second.child.kill('SIGKILL')
  await second.exit

  t.match(await pluginOf(start(t, file), 'blocks'), quarantined)
})

t.test('a stall that ends is forgotten, and a death while no plugin ran is no plugin’s fault', async t => {
  const file = writeConfig(t, { plugins: { good: enabled, blocks: enabled } })
  for (const _ of [1, 2]) {
    const agent = start(t, file)
    await ask(agent, 'blocks.inMethod', 2500)
    await written(`${file}.state`, /"what": "blocks\.inMethod"/)
    await written(`${file}.state`, /"running": null/)
    agent.child.kill('SIGKILL')
    await agent.exit
  }
  const third = start(t, file)
  t.match(await pluginOf(third, 'blocks'), { state: 'active' })
  t.notMatch(third.log(), /did not end well/)
})

t.test('a required plugin that kills the agent ends the third start with exit code 4', async t => {
  const file = writeConfig(t, {
    options: { main: { required: 'exits_in_activate' } },
    plugins: { exits_in_activate: enabled },
  })
  for (const _ of [1, 2]) t.strictSame(await start(t, file).exit, [1, null])
  const third = start(t, file)
  t.strictSame(await third.exit, [4, null])
  t.match(
    third.log(),
    /'exits_in_activate' is not active: it is quarantined \(the agent died twice while it ran\)/,
  )
})
