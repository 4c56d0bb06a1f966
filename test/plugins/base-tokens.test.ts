import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { LoginTokens } from '../../plugins/base/authentication/login-tokens.ts'
import { tempDir } from '../helper.ts'
import { call, doors, loggedIn, startBase } from './base-agent.ts'

const minute = 60_000

t.test('a token is good once, for its user, and for 15 minutes', async t => {
  let now = 1000
  const tokens = new LoginTokens({ now: () => now })
  const first = tokens.create('ada')
  t.match(first, /^[0-9a-f]{64}$/)
  t.equal(tokens.redeem('bob', first), false)
  t.equal(tokens.redeem('ada', 'x'), false)
  t.equal(tokens.redeem('ada', ''), false)
  t.equal(tokens.redeem('ada', first), true)
  t.equal(tokens.redeem('ada', first), false)

  const old = tokens.create('ada')
  const fresh = tokens.create('ada')
  t.equal(tokens.redeem('ada', old), false)
  t.equal(tokens.redeem('ada', fresh), true)

  const late = tokens.create('ada')
  now += 15 * minute - 1
  const later = tokens.create('bob')
  now += 1
  t.equal(tokens.redeem('ada', late), false)
  t.equal(tokens.redeem('bob', later), true)
})

t.test('tokens for any number of names do not fill the memory', async t => {
  const tokens = new LoginTokens()
  const first = tokens.create('first')
  const second = tokens.create('second')
  for (let index = 0; index < 9_999; index++) tokens.create(`user ${index}`)
  t.equal(tokens.redeem('first', first), false)
  t.equal(tokens.redeem('second', second), true)
})

/** An agent whose hook writes what it is given into a file. */
async function withHook(t: Test, exitCode = 0) {
  const file = join(tempDir(t), 'mail')
  const lines: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      for (const look of waiting) look()
      done()
    },
  })
  const said = (words: string) =>
    new Promise<Record<string, unknown>>(resolve => {
      const look = () => {
        const line = lines.find(({ msg }) => msg === words)
        if (line === undefined) return
        waiting.delete(look)
        lines.splice(lines.indexOf(line), 1)
        resolve(line)
      }
      waiting.add(look)
      look()
    })
  const app = await startBase(t, {
    log: pino({ level: 'debug', base: null }, stream),
    ini: `[hooks]\nusertoken = cat > ${file}; cat ${file} >&2; exit ${exitCode}\n`,
    users: { ada: 'a', bob: 'b' },
  })
  const mail = () => JSON.parse(readFileSync(file, 'utf8'))
  return { app, lines, said, mail }
}

const handed = 'a token was handed to [hooks] usertoken'

for (const [name, through] of Object.entries(doors)) {
  t.test(`${name}: a token goes to the hook, and logs its user in once`, async t => {
    const { app, lines, said, mail } = await withHook(t)
    const asked = await through(app, 'base.createAuthToken', ['Ada', 'https://mmc.example', 'fr'])
    t.equal(asked.result, true)
    await said(handed)
    const { token, ...rest } = mail()
    t.strictSame(rest, { user: 'ada', server: 'https://mmc.example', lang: 'fr', attributes: {} })

    t.equal((await through(app, 'base.tokenAuthenticate', ['bob', token])).result, false)
    t.equal((await through(app, 'base.tokenAuthenticate', ['ada', `${token}0`])).result, false)
    const { result, cookie } = await through(app, 'base.tokenAuthenticate', ['ada', token])
    t.equal(result, true)
    t.strictSame((await call(app, 'base.getUserAcl', ['ada'], cookie)).result, '')
    t.equal((await through(app, 'base.tokenAuthenticate', ['ada', token])).result, false)
    t.notMatch(JSON.stringify(lines), token)
    t.notMatch(JSON.stringify(asked), token)
  })
}

t.test('the answer does not tell whether there is such a user', async t => {
  const { app, said } = await withHook(t)
  t.equal((await call(app, 'base.createAuthToken', ['nobody', '', ''])).result, true)
  t.match(await said('a token was asked for somebody who is not there'), { user: 'nobody' })
})

t.test('a hook that fails is in the log, with nothing that it wrote', async t => {
  const { app, lines, said, mail } = await withHook(t, 3)
  t.equal((await call(app, 'base.createAuthToken', ['ada', '', ''])).result, true)
  t.match(await said('[hooks] usertoken failed'), { user: 'ada', exitCode: 3 })
  t.notMatch(JSON.stringify(lines), mail().token)
})

t.test('without a hook there are no tokens', async t => {
  const app = await startBase(t)
  t.equal((await call(app, 'base.createAuthToken', ['ada', '', ''])).result, false)
  t.equal((await call(app, 'base.tokenAuthenticate', ['ada', ''])).result, false)
})

t.test('asking for tokens is slowed down like failed logins, and keeps nobody from logging in', async t => {
  const { app } = await withHook(t)
  for (let times = 0; times < 5; times++) {
    t.equal((await call(app, 'base.createAuthToken', ['ada', '', ''])).result, true)
  }
  t.match(await call(app, 'base.createAuthToken', ['ADA', '', '']), { status: 429, fault: { code: -32006 } })
  await loggedIn(app, 'ada', 'a')
})

t.test('guessing tokens is slowed down like guessing passwords', async t => {
  const app = await startBase(t)
  for (let times = 0; times < 5; times++) {
    t.equal((await call(app, 'base.tokenAuthenticate', ['ada', 'x'])).result, false)
  }
  t.match(await call(app, 'base.tokenAuthenticate', ['ada', 'x']), { fault: { code: -32006 } })
  t.match(await call(app, 'base.ldapAuth', ['ada', 'correct horse']), { fault: { code: -32006 } })
})

t.test('what the caller says goes to the hook as data, and has a length', async t => {
  const { app, said, mail } = await withHook(t)
  const server = `'; touch /tmp/owned; "\n$(id)`
  t.equal((await call(app, 'base.createAuthToken', ['ada', server, 'en'])).result, true)
  await said(handed)
  t.equal(mail().server, server)
  for (const [params, code] of [
    [['ada', 'x'.repeat(1001), ''], -32500],
    [['ada', '', 5], -32602],
    [[5, '', ''], -32602],
  ] as const) {
    t.match(await call(app, 'base.createAuthToken', params), { fault: { code } })
  }
})
