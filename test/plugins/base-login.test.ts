import t from 'tap'
import type { RpcValue } from '../../src/rpc/value.ts'
import { captureLog } from '../helper.ts'
import { call, door, doors, loggedIn, startBase } from './base-agent.ts'

/** A plugin with one method for logged-in users, and authenticators that answer oddly. */
const plugins = {
  site: `
    import { currentCall, currentPlugin } from 'mmc-agent'
    const answers = {
      yes: { user: 'ada', attributes: {} }, true: true, one: 1, text: 'ada', list: ['ada'], empty: {}, noName: { user: '' },
      number: { user: 5 }, promised: Promise.resolve({ user: '' }), nothing: undefined, no: false, null: null,
    }
    export function activate() {
      currentPlugin().registerAuthenticator('odd', {
        authenticate(user) {
          if (user === 'throws') throw new Error('secret of the server')
          if (user === 'rejects') return Promise.reject('secret of the server')
          return answers[user]
        },
      })
      return true
    }
    export const whoami = () => currentCall().session.user
  `,
}

for (const [name, through] of Object.entries(doors)) {
  t.test(`${name}: a login makes a session, and before it nothing can be called`, async t => {
    const app = await startBase(t, { plugins })
    t.match(await through(app, 'site.whoami'), { fault: { code: 8003 } })

    const wrong = await through(app, 'base.ldapAuth', ['ada', 'incorrect horse'])
    t.equal(wrong.result, false)
    t.match(await through(app, 'site.whoami', [], wrong.cookie), { fault: { code: 8003 } })

    const { result, cookie = '' } = await through(app, 'base.ldapAuth', ['ada', 'correct horse'])
    t.equal(result, true)
    t.match(cookie, /^TWISTED_SESSION=[0-9a-f]{64}$/)
    t.equal((await through(app, 'site.whoami', [], cookie)).result, 'ada')

    t.equal((await through(app, 'base.logout', [], cookie)).result, true)
    t.match(await through(app, 'site.whoami', [], cookie), { fault: { code: 8003 } })
  })
}

t.test('a failed login leaves who is logged in as they were', async t => {
  const app = await startBase(t, { plugins })
  const cookie = await loggedIn(app, 'ada', 'correct horse')
  t.equal((await call(app, 'base.ldapAuth', ['ada', 'wrong'], cookie)).result, false)
  t.equal((await call(app, 'site.whoami', [], cookie)).result, 'ada')
})

t.test('passwords come as strings or as bytes, by either method', async t => {
  const app = await startBase(t, { users: { zoë: 'öffne dich' } })
  const bytes = Buffer.from('öffne dich')
  const cases: [string, RpcValue, RpcValue, unknown][] = [
    ['ldapAuth', 'zoë', 'öffne dich', true],
    ['ldapAuth', 'zoë', bytes, true],
    ['authenticate', 'zoë', bytes, true],
    ['authenticate', bytes, 'zoë', false],
    // The same letters in parts, as another keyboard sends them, and the name in another case.
    ['ldapAuth', 'ZOË'.normalize('NFD'), 'öffne dich'.normalize('NFD'), true],
    ['ldapAuth', 'zoë', 'öffne dich ', false],
    ['ldapAuth', 'zoë', '', false],
    ['ldapAuth', '', 'öffne dich', false],
    ['ldapAuth', 'zoë', 'x'.repeat(1001), false],
    ['ldapAuth', 'x'.repeat(257), 'öffne dich', false],
    ['ldapAuth', '__proto__', 'öffne dich', false],
  ]
  for (const [method, user, password, expected] of cases) {
    const answer = await door('XML-RPC')(app, `base.${method}`, [user, password])
    t.equal(answer.result, expected, `${method} ${JSON.stringify([user, password])}`)
  }
})

t.test('too few parameters, and parameters of another kind, never log in', async t => {
  const app = await startBase(t, { plugins })
  for (const method of ['ldapAuth', 'authenticate', 'tokenAuthenticate']) {
    for (const params of [[], ['ada'], ['ada', 5], [{}, 'x'], ['ada', null], ['ada', Buffer.from([0xff])]]) {
      const { fault, cookie } = await door('XML-RPC')(app, `base.${method}`, params as RpcValue[])
      t.equal(fault?.code, -32602, `${method} ${params.length}`)
      t.match(await call(app, 'site.whoami', [], cookie), { fault: { code: 8003 } })
    }
  }
})

t.test('only an authenticator that names a user logs in', async t => {
  const app = await startBase(t, { plugins, ini: '[authentication]\nmethod = odd\n' })
  const logIn = (user: string) => call(app, 'base.ldapAuth', [user, 'x'])
  const yes = await logIn('yes')
  t.equal(yes.result, true)
  t.equal((await call(app, 'site.whoami', [], yes.cookie)).result, 'ada')

  for (const user of ['no', 'null', 'nothing', 'unheard of']) {
    const answer = await logIn(user)
    t.match(answer, { result: false }, user)
    t.equal(answer.cookie, undefined, user)
  }
  for (const user of [
    'true',
    'one',
    'text',
    'list',
    'empty',
    'noName',
    'number',
    'promised',
    'throws',
    'rejects',
  ]) {
    const answer = await logIn(user)
    t.equal(
      answer.fault?.message,
      "AuthenticationError: the login could not be checked; the agent's log says why",
    )
    t.equal(answer.fault?.code, 8006)
    t.equal(answer.cookie, undefined, user)
  }
})

t.test('after five failures in a row a user is locked out, one who does not exist alike', async t => {
  for (const user of ['ada', 'nobody']) {
    for (const [name, through] of Object.entries(doors)) {
      const app = await startBase(t)
      // Another spelling of the name is the same user.
      for (const spelling of [user, user.toUpperCase(), ` ${user}`, user, `${user}\t`]) {
        t.equal((await through(app, 'base.ldapAuth', [spelling, 'wrong'])).result, false)
      }
      const { status, fault, result } = await through(app, 'base.ldapAuth', [user, 'correct horse'])
      t.equal(fault?.code, -32006, `${name}: ${user}`)
      t.match(fault?.message, /^Too many failed logins; try again in 1 s$/)
      t.equal(result, undefined)
      const status429 = name === 'POST /rpc' || name === 'XML-RPC'
      if (status429) t.equal(status, 429, name)
    }
  }
})

t.test('an address is locked out too, whatever the names', async t => {
  const app = await startBase(t, { options: { limits: { loginfailuresperaddress: 3 } } })
  for (const user of ['one', 'two', 'three']) {
    t.equal((await call(app, 'base.ldapAuth', [user, 'wrong'])).result, false)
  }
  t.match(await call(app, 'base.ldapAuth', ['ada', 'correct horse']), {
    status: 429,
    fault: { code: -32006 },
  })
})

t.test('one multicall, or one batch, buys no more guesses than as many requests', async t => {
  const app = await startBase(t)
  const guesses = Array.from({ length: 9 }, (_, index) => ({
    methodName: 'base.ldapAuth',
    params: ['ada', index === 8 ? 'correct horse' : 'wrong'],
  }))
  const { result, cookie } = await door('XML-RPC')(app, 'system.multicall', [guesses])
  const refused = { faultCode: -32006 }
  t.match(result, [[false], [false], [false], [false], [false], refused, refused, refused, refused])
  t.match(await call(app, 'base.getModList', [], cookie), { fault: { code: 8003 } })

  const another = await startBase(t)
  const batch = guesses.map(({ methodName, params }, id) => ({
    jsonrpc: '2.0',
    id,
    method: methodName,
    params,
  }))
  const response = await another.server.inject({
    method: 'POST',
    url: '/jsonrpc',
    headers: { authorization: `Basic ${btoa('mmc:secret of the test')}`, 'content-type': 'application/json' },
    payload: JSON.stringify(batch),
  })
  const codes = response.json().map((reply: { error?: { code: number } }) => reply.error?.code ?? 0)
  t.strictSame(codes, [0, 0, 0, 0, 0, -32006, -32006, -32006, -32006])
})

t.test('a login that succeeds sets the count of the user back', async t => {
  const app = await startBase(t)
  for (const password of ['1', '2', '3', '4', 'correct horse', '1', '2', '3', '4', 'correct horse']) {
    const { result } = await call(app, 'base.ldapAuth', ['ada', password])
    t.equal(result, password === 'correct horse')
  }
})

t.test('no line of the log holds anything of a password', async t => {
  const secret = 'Tr0ub4dor&"3'
  const { log, lines } = captureLog()
  const app = await startBase(t, {
    log,
    users: { ada: secret },
    ini: '[authentication]\nmethod = file leaky\n',
    plugins: {
      leaky: `
        import { currentPlugin } from 'mmc-agent'
        export function activate() {
          currentPlugin().registerAuthenticator('leaky', {
            async authenticate(user, password) {
              if (user === 'plain') throw new Error('cannot bind with ' + password)
              if (user === 'json') throw new Error('cannot bind with ' + JSON.stringify({ password }))
              if (user === 'base64') throw 'cannot bind with ' + Buffer.from(password).toString('base64')
              if (user === 'member') throw Object.assign(new Error('cannot bind'), { config: { password } })
              return null
            },
          })
          return true
        }`,
    },
  })
  for (const through of Object.values(doors)) {
    for (const user of ['ada', 'nobody', 'plain', 'json', 'base64', 'member']) {
      await through(app, 'base.ldapAuth', [user, secret])
      await through(app, 'base.ldapAuth', [user, { password: secret }])
    }
    await through(app, 'base.tokenAuthenticate', ['ada', secret])
    await through(app, 'base.ldapAuth', [secret])
  }
  t.ok(lines.some(({ msg }) => msg === "the authenticator 'leaky' cannot tell who this is"))
  t.ok(lines.some(({ why }) => why === 'not shown: it holds the password'))
  const text = lines.map(line => JSON.stringify(line)).join('\n')
  for (const form of ['Tr0ub4dor', Buffer.from(secret).toString('base64').slice(2, -4)])
    t.notMatch(text, form)
})
