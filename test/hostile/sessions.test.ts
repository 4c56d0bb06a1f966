import type { Test } from 'tap'
import { withoutSession } from './access.ts'
import { type HostileAgent, listen } from './agent.ts'
import { exchange, type Reply } from './exchange.ts'
import { type HostileCase, judge } from './judge.ts'
import {
  call,
  json,
  jsonCall,
  jsonError,
  jsonResult,
  rpc,
  rpcError,
  rpcResult,
  xml,
  xmlFault,
  xmlResult,
} from './requests.ts'
import { overBoth } from './transports.ts'

const requireLogin = { main: { requirelogin: 1 } }

async function reply(agent: HostileAgent, bytes: Buffer): Promise<Reply | undefined> {
  return (await exchange(agent.target, [bytes])).replies[0]
}

const idOf = (given: Reply | undefined) =>
  /^TWISTED_SESSION=([0-9a-f]{64});/.exec(given?.headers.get('set-cookie') ?? '')?.[1] ?? ''

async function logIn(t: Test, agent: HostileAgent, headers: readonly string[] = []): Promise<string> {
  const id = idOf(await reply(agent, rpc('witness.login', ['ann'], headers)))
  t.match(id, /^[0-9a-f]{64}$/, 'a login gives a session')
  agent.ran()
  return id
}

const cookie = (id: string) => `Cookie: TWISTED_SESSION=${id}`
const invented = 'a'.repeat(64)

overBoth(async (t, tls) => {
  const agent = await listen(t, tls, requireLogin)
  // The good call after each case is for anybody.
  const canary = xml(call('witness.whoami'))
  const judgeAll = (t: Test, cases: readonly HostileCase[]) =>
    judge(t, agent, cases, { send: canary, value: '<string>nobody</string>' })

  t.test('no method for users without a session, at no door', t =>
    judgeAll(t, withoutSession(agent.methods(), undefined, 'none')),
  )

  t.test('no made-up, foreign or ended session will do', async t => {
    const ended = await logIn(t, agent)
    await reply(agent, rpc('witness.logout', [], [cookie(ended)]))
    const other = await listen(t, tls, requireLogin)
    const foreign = await logIn(t, other)
    other.ran()
    const methods = [
      'witness.secret',
      'witness.echo',
      'system.listMethods',
      'system.methodHelp',
      'rpc.discover',
      'getVersion',
    ]
    for (const [title, header] of [
      ['made up', cookie(invented).slice(8)],
      ['of all zeros', cookie('0'.repeat(64)).slice(8)],
      ['logged out', cookie(ended).slice(8)],
      ['of another agent', cookie(foreign).slice(8)],
    ] as const) {
      await judgeAll(t, withoutSession(methods, header, title))
    }
  })

  t.test('a cookie that is spelt wrong names no session', async t => {
    const id = await logIn(t, agent)
    const wrong = [
      'TWISTED_SESSION',
      'TWISTED_SESSION=',
      `TWISTED_SESSION =${id}`,
      `twisted_session=${id}`,
      `TWISTED_SECURE_SESSION=${id}`,
      `XTWISTED_SESSION=${id}`,
      `TWISTED_SESSIONX=${id}`,
      `TWISTED_SESSION=${id.toUpperCase()}x`,
      `TWISTED_SESSION=${id}0`,
      `TWISTED_SESSION=${id.slice(1)}`,
      `TWISTED_SESSION=0${id}`,
      `TWISTED_SESSION=${id.slice(0, 32)} ${id.slice(32)}`,
      `TWISTED_SESSION='${id}'`,
      `TWISTED_SESSION=%${id}`,
      `TWISTED_SESSION=${id}%00`,
      `TWISTED_SESSION=${id},x`,
      `TWISTED_SESSION:${id}`,
      `TWISTED_SESSION[]=${id}`,
      `x TWISTED_SESSION=${id}`,
      `x=TWISTED_SESSION=${id}`,
      `"TWISTED_SESSION=${id}"`,
      id,
      `=${id}`,
      `__proto__=${id}`,
      `TWISTED_SESSION=../${id}`,
      `TWISTED_SESSION=${'x'.repeat(10_000)}`,
      `TWISTED_SESSION=${Buffer.from(id, 'hex').toString('base64')}`,
      ';'.repeat(5000),
      '=;'.repeat(2000),
      'a=b; '.repeat(1000),
      ',',
      '\t',
    ]
    await judgeAll(
      t,
      wrong.map(header => ({
        title: `cookie ${header.replaceAll(id, 'ID').slice(0, 60)}`,
        send: rpc('witness.secret', [], [`Cookie: ${header}`]),
        replies: [rpcError(403, 8003)],
      })),
    )
    const right = [
      `TWISTED_SESSION=${id}`,
      `TWISTED_SESSION=${id};`,
      `a=b; TWISTED_SESSION=${id}`,
      `TWISTED_SESSION=${id}; c=d`,
      `TWISTED_SESSION="${id}"`,
      `a=b;TWISTED_SESSION=${id};c=d`,
      `TWISTED_SESSION=x; TWISTED_SESSION=${id}`,
    ]
    await judgeAll(
      t,
      right.map(header => ({
        title: `cookie ${header.replaceAll(id, 'ID')} is right`,
        send: rpc('witness.secret', [], [`Cookie: ${header}`]),
        replies: [rpcResult('for users only')],
        runs: 1,
      })),
    )
  })

  t.test('an id that the client brings is never adopted, and a login changes it', async t => {
    t.not(await logIn(t, agent, [cookie(invented)]), invented)
    const first = await logIn(t, agent)
    const second = await logIn(t, agent, [cookie(first)])
    t.not(second, first)
    await judgeAll(t, [
      {
        title: 'the former id is worth nothing',
        send: rpc('witness.secret', [], [cookie(first)]),
        replies: [rpcError(403, 8003)],
      },
      {
        title: 'the new one is',
        send: rpc('witness.secret', [], [cookie(second)]),
        replies: [rpcResult('for users only')],
        runs: 1,
      },
      {
        title: 'what an anonymous caller was given is worth nothing',
        send: rpc('witness.secret', [], [cookie(idOf(await reply(agent, xml(call('witness.whoami')))))]),
        replies: [rpcError(403, 8003)],
        runs: [0, 1],
      },
    ])
  })

  t.test('the rights within a multicall or a batch are those of each call', async t => {
    const calls = [
      { methodName: 'witness.secret', params: [] },
      { methodName: 'system.listMethods', params: [] },
    ]
    const denied = (method: string) => ({ faultCode: 8003, faultString: `Authentication needed: ${method}` })
    const batch = calls.map(({ methodName, params }, id) => jsonCall(methodName, params, id))
    await judgeAll(t, [
      {
        title: 'multicall',
        send: rpc('system.multicall', [calls]),
        replies: [rpcResult(calls.map(({ methodName }) => denied(methodName)))],
      },
      { title: 'batch', send: json(batch), replies: [jsonError(8003)] },
      {
        title: 'a login counts for what follows it',
        send: rpc('system.multicall', [
          [...calls.slice(0, 1), { methodName: 'witness.login', params: ['ann'] }, ...calls.slice(0, 1)],
        ]),
        replies: [rpcResult([denied('witness.secret'), [true], ['for users only']])],
        runs: 2,
      },
      {
        title: 'a notification without a session runs nothing',
        send: json({ jsonrpc: '2.0', method: 'witness.secret' }),
        replies: [{ status: 204, body: 'nothing' }],
      },
    ])
  })

  t.test('a session is no credential', t =>
    logIn(t, agent).then(id =>
      judgeAll(t, [
        {
          title: '/rpc',
          send: rpc('witness.secret', [], ['-Authorization', cookie(id)]),
          replies: [rpcError(401, 401)],
        },
        {
          title: 'XML-RPC',
          send: xml(call('witness.secret'), ['-Authorization', cookie(id)]),
          replies: [xmlFault(401, 401)],
        },
        {
          title: 'JSON-RPC',
          send: json(jsonCall('witness.secret'), ['-Authorization', cookie(id)]),
          replies: [jsonError(401, 401)],
        },
        {
          title: 'with credentials, XML-RPC',
          send: xml(call('witness.secret'), [cookie(id)]),
          replies: [xmlResult('<string>for users only</string>')],
          runs: 1,
        },
        {
          title: 'with credentials, JSON-RPC',
          send: json(jsonCall('witness.secret'), [cookie(id)]),
          replies: [jsonResult({ jsonrpc: '2.0', result: 'for users only', id: 1 })],
          runs: 1,
        },
      ]),
    ),
  )

  for (const [title, send, status] of [
    ['one after the other', undefined, 429],
    [
      'a thousand in a multicall',
      rpc('system.multicall', [
        Array.from({ length: 1000 }, (_, i) => ({ methodName: 'witness.guess', params: ['ann', String(i)] })),
      ]),
      200,
    ],
    [
      'a thousand in a batch',
      json(Array.from({ length: 1000 }, (_, i) => jsonCall('witness.guess', ['ann', String(i)], i))),
      200,
    ],
    [
      'a thousand by XML-RPC',
      xml(
        call(
          'system.multicall',
          `<array><data>${'<value><struct><member><name>methodName</name><value>witness.guess</value></member><member><name>params</name><value><array><data><value>ann</value><value>x</value></data></array></value></member></struct></value>'.repeat(1000)}</data></array>`,
        ),
      ),
      200,
    ],
  ] as const) {
    t.test(`guessing a password, ${title}, is stopped after five`, async t => {
      const guarded = await listen(t, tls)
      const guess = rpc('witness.guess', ['ann', 'x'])
      guarded.ran()
      if (send === undefined) for (let i = 0; i < 5; i += 1) await reply(guarded, guess)
      else t.equal((await reply(guarded, send))?.status, status)
      t.equal(guarded.ran(), 5)
      await judge(t, guarded, [
        { title: 'the sixth is refused', send: guess, replies: [rpcError(429, -32006)] },
        {
          title: 'also by XML-RPC',
          send: xml(call('witness.guess', 'ann', 'x')),
          replies: [xmlFault(-32006, 429)],
        },
        {
          title: 'also the right password',
          send: rpc('witness.guess', ['ann', 'the right one']),
          replies: [rpcError(429, -32006)],
        },
      ])
    })
  }
})
