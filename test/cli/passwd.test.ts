import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { FileAuthenticator } from '../../plugins/base/authentication/file-authenticator.ts'
import { passwd } from '../../src/cli/passwd.ts'
import type { Terminal } from '../../src/cli/read-password.ts'
import { mainFile } from '../agent-process.ts'
import { captureLog, tempDir } from '../helper.ts'

/** Runs the command with a standard input that is no terminal. */
async function pipe(args: readonly string[], input: string | Uint8Array) {
  const child = spawn(process.execPath, [mainFile, 'passwd', ...args])
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err }
}

/** Streams that end with what was typed or piped. */
function terminal(input: string | Uint8Array, isTTY = false): Terminal & { shown: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY })
  stdin.end(input)
  let shown = ''
  const stderr = new PassThrough()
  stderr.on('data', chunk => {
    shown += chunk
  })
  return { stdin, stderr, shown: () => shown }
}

const usersFile = (t: Test) => join(tempDir(t), 'users.ini')

async function canLogIn(file: string, user: string, password: string) {
  return (await new FileAuthenticator(file, captureLog().log).authenticate(user, password)) !== null
}

t.test('passwd makes a file that only its owner may read, adds users and changes passwords', async t => {
  const file = usersFile(t)
  t.strictSame(await pipe(['Ada', '--file', file], 'sesam öffne dich\n'), {
    code: 0,
    out: `added 'ada' to ${file}\n`,
    err: '',
  })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.ok(await canLogIn(file, 'ada', 'sesam öffne dich'))

  t.equal(await passwd('bob', file, terminal('b')), `added 'bob' to ${file}`)
  t.equal(await passwd('ADA', file, terminal('new\r\n')), `changed the password of 'ada' in ${file}`)
  t.notOk(await canLogIn(file, 'ada', 'sesam öffne dich'))
  t.ok(await canLogIn(file, 'ada', 'new'))
  t.ok(await canLogIn(file, 'bob', 'b'))
  t.strictSame(readdirSync(dirname(file)), ['users.ini'])
})

t.test('passwd leaves other lines and comments as they stand', async t => {
  const file = usersFile(t)
  writeFileSync(file, '# ours\n[main]\nx = 1\n\n[users]\n; gone soon\nbob = scrypt$old\n')
  await passwd('ada', file, terminal('a'))
  const [line = '', ...others] = readFileSync(file, 'utf8').split('\n').reverse().slice(1)
  t.match(line, /^ada = scrypt\$32768\$8\$3\$/)
  t.strictSame(others.reverse(), [
    '# ours',
    '[main]',
    'x = 1',
    '',
    '[users]',
    '; gone soon',
    'bob = scrypt$old',
  ])
})

t.test('a file that others could read is closed; one kept to a group stays so', async t => {
  for (const [before, after] of [
    [0o644, 0o600],
    [0o666, 0o600],
    [0o640, 0o640],
    [0o600, 0o600],
  ] as const) {
    const file = usersFile(t)
    writeFileSync(file, '[users]\n')
    chmodSync(file, before)
    await passwd('ada', file, terminal('a'))
    t.equal(statSync(file).mode & 0o777, after)
  }
})

t.test('on a terminal the password is asked for twice', async t => {
  const file = usersFile(t)
  const asked = terminal('secret!\nsecret!\n', true)
  t.equal(await passwd('ada', file, asked), `added 'ada' to ${file}`)
  t.equal(asked.shown(), 'New password of ada: \nThe same again: \n')
  t.ok(await canLogIn(file, 'ada', 'secret!'))

  const usage = { code: 'MMC_ERR_USAGE', exitCode: 2 }
  await t.rejects(passwd('ada', file, terminal('one\ntwo\n', true)), {
    ...usage,
    message: /these are two passwords/,
  })
  await t.rejects(passwd('ada', file, terminal('\n', true)), { ...usage, message: /the password is empty/ })
  await t.rejects(passwd('ada', file, terminal('one\n', true)), {
    ...usage,
    message: /no password was given/,
  })
  await t.rejects(passwd('ada', file, terminal('one\u0003', true)), {
    ...usage,
    message: /no password was given/,
  })
  t.ok(await canLogIn(file, 'ada', 'secret!'))
})

const ptyScript = `
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
seen = b''
typed = 0
while True:
    try: chunk = os.read(fd, 1024)
    except OSError: break
    if not chunk: break
    seen += chunk
    if typed < seen.count(b': ') and typed < 2:
        os.write(fd, b'hunter2x\\x7f\\r')
        typed += 1
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

t.test('a real terminal shows nothing of what is typed', { skip: await missingPython() }, async t => {
  const file = usersFile(t)
  const args = ['-c', ptyScript, process.execPath, mainFile, 'passwd', 'ada', '--file', file]
  const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  t.equal(code, 0)
  t.match(out, /^New password of ada: \r\nThe same again: \r\nadded 'ada' to /)
  t.notMatch(out, 'hunter')
  t.ok(await canLogIn(file, 'ada', 'hunter2'))
})

async function missingPython() {
  const child = spawn('python3', ['--version'], { stdio: 'ignore' })
  const isThere = await new Promise(resolve => {
    child.once('error', () => resolve(false))
    child.once('close', code => resolve(code === 0))
  })
  if (isThere) return false
  if (process.env['CI']) throw new Error('python3 must be there in CI: apt-get install python3')
  return 'python3 is not installed: apt-get install python3'
}

t.test('what will not do as a name or a password is refused, and nothing is written', async t => {
  const file = usersFile(t)
  const names = ['', ' ', 'a b', 'a=b', 'a:b', '#a', ';a', '[a', '-a', 'a\nb', 'a'.repeat(65), 'a%b', 'ü$']
  for (const name of names) {
    await t.rejects(passwd(name, file, terminal('x')), {
      code: 'MMC_ERR_USAGE',
      message: /will not do as a name/,
    })
  }
  const passwords: [string | Uint8Array, RegExp][] = [
    ['', /the password is empty/],
    ['\n', /the password is empty/],
    ['a\nb\n', /more than one line/],
    ['x'.repeat(1001), /more than 1000 characters/],
    ['x'.repeat(20_000), /too long/],
    [Buffer.from([0xff, 0x0a]), /not UTF-8/],
  ]
  for (const [password, message] of passwords) {
    await t.rejects(passwd('ada', file, terminal(password)), { code: 'MMC_ERR_USAGE', message })
  }
  t.notOk(existsSync(file))
})

t.test('names that mean something elsewhere are names', async t => {
  const file = usersFile(t)
  for (const name of ['__proto__', 'constructor', 'rem', 'zoë', 'ada@example.org', 'true', '7']) {
    await passwd(name, file, terminal(`password of ${name}`))
    t.ok(await canLogIn(file, name, `password of ${name}`), name)
  }
})

t.test('a file that cannot be changed is named, with the reason', async t => {
  const folder = tempDir(t)
  const file = join(folder, 'users.ini')
  t.match(await pipe(['ada', '--file', join(folder, 'none/users.ini')], 'x'), {
    code: 1,
    err: /^mmc-agent: MMC_ERR_USERS_FILE: .*none\/users\.ini was not changed: ENOENT/,
  })
  t.match(await pipe(['ada', '--file', folder], 'x'), { code: 3, err: /MMC_ERR_CONFIG_UNREADABLE/ })
  writeFileSync(file, 'nonsense\n')
  t.match(await pipe(['ada', '--file', file], 'x'), { code: 3, err: /MMC_ERR_CONFIG_SYNTAX: .*line 1/ })
  writeFileSync(file, '[users]\n')
  writeFileSync(`${file}.local`, '[users]\nada = x\n')
  t.match(await pipe(['ada', '--file', file], 'x'), {
    code: 1,
    err: /'ada' stands in users\.ini\.local, which counts/,
  })
  t.match(await pipe(['ada'], 'x'), { code: 2, err: /required option '--file <file>' not specified/ })
})
