import { once } from 'node:events'
import t from 'tap'
import { startProcess } from '../agent-process.ts'
import { enabled, writeConfig, writePlugins } from '../helper.ts'
import { exchange, open, requestText } from '../raw-client.ts'
import { writeCall } from '../wires/xml-client.ts'

t.test('SIGTERM loses none of 500 replies that are owed', async t => {
  const plugindirs = writePlugins(t, {
    slow: `
      const finishers = []
      export const activate = () => true
      export const wait = () => new Promise(resolve => {
        finishers.push(resolve)
        if (finishers.length === 500) console.log('all have begun')
      })
      process.on('SIGTERM', () => setImmediate(() => { for (const finish of finishers) finish('finished') }))`,
  })
  const file = writeConfig(t, {
    options: { main: { plugindirs, required: 'slow' }, limits: { callsatonce: 500 } },
    plugins: { slow: enabled },
  })
  const agent = startProcess(t, ['-f', file])
  const port = Number(new URL(await agent.url()).port)
  await agent.line(/"msg":"ready"/)
  const began = once(agent.child.stdout, 'data')
  const requests = [
    requestText('POST /rpc/slow.wait'),
    requestText('POST /RPC2', { 'Content-Type': 'text/xml' }, writeCall('slow.wait', [])),
    requestText(
      'POST /jsonrpc',
      { 'Content-Type': 'application/json' },
      '{"jsonrpc":"2.0","method":"slow.wait","id":1}',
    ),
  ]
  const answers = Array.from({ length: 500 }, (_, index) =>
    exchange(t, port, requests[index % requests.length] ?? ''),
  )
  await began
  agent.child.kill('SIGTERM')
  let replies = 0
  for (const answer of await Promise.all(answers)) {
    if (/^HTTP\/1\.1 200 [\s\S]*finished/.test(answer)) replies += 1
  }
  t.equal(replies, 500)
  t.strictSame(await agent.exit, [0, null])
})

t.test('an agent that may open few files keeps to fewer connections, and serves on', async t => {
  const agent = startProcess(t, ['-f', writeConfig(t)], { openFiles: 150 })
  const port = Number(new URL(await agent.url()).port)
  await agent.line(
    /\[limits\] connections = 1000 is more than the 150 files .* leave room for: 50 connections/,
  )
  await agent.line(/"msg":"ready"/)
  const call = requestText('POST /rpc/good.echo', jsonOnce, '["yes"]')
  const sockets = Array.from({ length: 300 }, () => open(t, port))
  for (const socket of sockets) socket.write('POST /RPC2 HTTP/1.1\r\n')
  await Promise.all(sockets.map(socket => once(socket, 'connect')))
  t.match(await exchange(t, port, call), /"yes"$/, 'while they are held')
  for (const socket of sockets) socket.destroy()
  t.match(await exchange(t, port, call), /"yes"$/, 'and after them')
  agent.child.kill('SIGTERM')
  t.strictSame(await agent.exit, [0, null])
  t.equal(agent.log().match(/all 50 connections are in use/g)?.length, 1, 'one line for all of them')
})

const jsonOnce = { 'Content-Type': 'application/json', Connection: 'close' }
