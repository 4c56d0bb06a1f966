import t from 'tap'
import { hashPassword, isPasswordHash, verifyPassword } from '../../src/passwords/scrypt-hash.ts'

const cost = { N: 1024, r: 8, p: 1 }

t.test('a hash is told from others by its own password only', async t => {
  const hash = await hashPassword('correct horse', cost)
  t.match(hash, /^scrypt\$1024\$8\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/)
  t.not(hash, await hashPassword('correct horse', cost))
  const cases: [password: string, isRight: boolean][] = [
    ['correct horse', true],
    ['Correct horse', false],
    ['correct horse ', false],
    ['correct horse\0', false],
    ['', false],
    ['x'.repeat(1001), false],
  ]
  for (const [password, isRight] of cases)
    t.equal(await verifyPassword(password, hash), isRight, JSON.stringify(password))
})

t.test('the default cost stands in the hash; what other programs compute is understood', async t => {
  t.match(await hashPassword('x'), /^scrypt\$32768\$8\$3\$/)
  // hashlib.scrypt('pässword'.encode(), salt=b'NaClNaClNaCl', n=1024, r=8, p=16, dklen=64), by Python.
  const foreign =
    'scrypt$1024$8$16$TmFDbE5hQ2xOYUNs$cm1Ld9fIvvJ3k+OqinNh+XdGpAMKQishcRKz7+zugicoJIS7jORYJbVMx+rs+WzvVt7xt8UBTMtJPx9W/TTCEg=='
  t.equal(await verifyPassword('pässword', foreign), true)
  t.equal(await verifyPassword('password', foreign), false)
})

t.test('the same letters, composed or in parts, are the same password', async t => {
  const hash = await hashPassword('Zoë', cost)
  t.equal(await verifyPassword('Zoë'.normalize('NFD'), hash), true)
})

t.test('without a hash the answer is no', async t => {
  t.equal(await verifyPassword('correct horse', undefined), false)
})

t.test('an empty password, one with a NUL and one of more than 1000 characters have no hash', async t => {
  await t.rejects(hashPassword('correct\0', cost), RangeError)
  await t.rejects(hashPassword('', cost), RangeError)
  await t.rejects(hashPassword('x'.repeat(1001), cost), RangeError)
  t.equal(await verifyPassword('x'.repeat(1000), await hashPassword('x'.repeat(1000), cost)), true)
})

t.test('what is no hash is refused, and never shown', async t => {
  const salt = 'AAAAAAAAAAAAAAAAAAAAAA=='
  const key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
  t.ok(isPasswordHash(`scrypt$1024$8$1$${salt}$${key}`))
  const texts = [
    'plain secret',
    '',
    `scrypt$1000$8$1$${salt}$${key}`,
    `scrypt$512$8$1$${salt}$${key}`,
    `scrypt$0$8$1$${salt}$${key}`,
    `scrypt$1024$0$1$${salt}$${key}`,
    `scrypt$1024$8$0$${salt}$${key}`,
    `scrypt$1048576$8$1$${salt}$${key}`,
    `scrypt$32768$8$99$${salt}$${key}`,
    `scrypt$1024$8$1$AAAA$${key}`,
    `scrypt$1024$8$1$${salt}$AAAA`,
    `scrypt$1024$8$1$${salt}$${key}$`,
    `scrypt$1024$8$1$${salt}$${key}\n`,
    `bcrypt$1024$8$1$${salt}$${key}`,
  ]
  for (const text of texts) {
    t.notOk(isPasswordHash(text), text)
    await t.rejects(verifyPassword('x', text), { message: 'not a hash as `mmc-agent passwd` writes it' })
  }
})
