import t from 'tap'
import { userKey } from '../../src/passwords/user-key.ts'

t.test('spellings of one name have one key, other names another', async t => {
  for (const spelling of ['ada', 'Ada', ' ada', 'ADA\t', 'ａｄａ'])
    t.equal(userKey(spelling), 'ada', spelling)
  t.equal(userKey('Zoe\u0308'), userKey('zoë'))
  t.equal(userKey('Ada  Lovelace'), 'ada lovelace')
  t.not(userKey('zoe'), userKey('zoë'))
  t.equal(userKey('__proto__'), '__proto__')
  t.equal(userKey(''), '')
})
