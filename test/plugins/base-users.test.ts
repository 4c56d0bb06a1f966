import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { UserTexts } from '../../plugins/base/user-texts.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { captureLog, tempDir } from '../helper.ts'
import { call, door, loggedIn, startBase } from './base-agent.ts'

const users = { root: 'r', ada: 'a', bob: 'b' }

t.test('users see their own ACL and preferences, root those of all, and only root sets ACLs', async t => {
  const app = await startBase(t, { users })
  const cookies: Record<string, string> = {}
  for (const [user, password] of Object.entries(users)) cookies[user] = await loggedIn(app, user, password)

  const forbidden = 403
  const cases: [user: string, method: string, params: RpcValue[], expected: unknown][] = [
    ['root', 'setUserAcl', ['ada', ':base#users#index/'], 0],
    ['root', 'changeAclAttributes', ['Bob', ':base'], 0],
    ['root', 'getUserAcl', ['ada'], ':base#users#index/'],
    ['root', 'getUserAcl', ['root'], ''],
    ['root', 'getUserAcl', ['nobody'], ''],
    ['ada', 'getUserAcl', ['ada'], ':base#users#index/'],
    ['ada', 'getUserAcl', ['ADA'], ':base#users#index/'],
    ['ada', 'getUserAcl', ['bob'], { code: forbidden, message: "only root may read other users' ACLs" }],
    ['ada', 'getUserAcl', ['root'], { code: forbidden }],
    ['ada', 'setUserAcl', ['ada', ':everything'], { code: forbidden, message: 'only root may set ACLs' }],
    ['ada', 'changeAclAttributes', ['ada', ':everything'], { code: forbidden }],
    ['ada', 'getUserAcl', ['ada'], ':base#users#index/'],
    ['bob', 'getUserAcl', ['bob'], ':base'],
    ['ada', 'getPrefs', ['ada'], ''],
    ['ada', 'setPrefs', ['ada', 'dark'], 0],
    ['ada', 'getPrefs', ['ada'], 'dark'],
    ['ada', 'setPrefs', ['bob', 'dark'], { code: forbidden }],
    ['ada', 'getPrefs', ['bob'], { code: forbidden, message: "only root may read other users' preferences" }],
    ['root', 'getPrefs', ['ada'], 'dark'],
    ['root', 'setPrefs', ['__proto__', 'x'], 0],
    ['root', 'getPrefs', ['__proto__'], 'x'],
    ['root', 'getPrefs', ['constructor'], ''],
    [
      'root',
      'setPrefs',
      ['ada', 5],
      { code: -32602, message: "parameter 'pref' must be a string, but an integer came" },
    ],
    ['root', 'setPrefs', ['', 'x'], { code: -32500 }],
    ['ada', 'setPrefs', ['ada', 'x'.repeat(100_001)], { code: -32500 }],
  ]
  for (const [user, method, params, expected] of cases) {
    const { result, fault } = await call(app, `base.${method}`, params, cookies[user])
    t.match(fault ?? result, expected as never, `${user}: ${method} ${JSON.stringify(params).slice(0, 60)}`)
  }
})

t.test('with requirelogin = 0, the credentials of the agent are enough', async t => {
  const app = await startBase(t, { options: { main: { requirelogin: 0 } } })
  t.equal((await call(app, 'base.setUserAcl', ['ada', ':base'])).result, 0)
  t.equal((await call(app, 'base.getUserAcl', ['ada'])).result, ':base')
})

t.test('ACLs and preferences outlive the agent', async t => {
  const file = join(tempDir(t), 'state.json')
  const ini = `statefile = ${file}\n`
  const first = await startBase(t, { users, ini })
  const cookie = await loggedIn(first, 'root', 'r')
  await Promise.all([
    call(first, 'base.setUserAcl', ['ada', ':base'], cookie),
    call(first, 'base.setPrefs', ['ada', 'dark'], cookie),
    call(first, 'base.setPrefs', ['bob', 'light'], cookie),
  ])
  const second = await startBase(t, { users, ini })
  const again = await loggedIn(second, 'root', 'r')
  t.equal((await call(second, 'base.getUserAcl', ['ada'], again)).result, ':base')
  t.equal((await call(second, 'base.getPrefs', ['bob'], again)).result, 'light')
  t.match(JSON.parse(readFileSync(file, 'utf8')), {
    acl: { ada: ':base' },
    prefs: { ada: 'dark', bob: 'light' },
  })
})

t.test('without an option, they are kept beside base.ini', async t => {
  const app = await startBase(t, { options: { main: { requirelogin: 0 } } })
  t.equal((await call(app, 'base.setPrefs', ['ada', 'x'])).result, 0)
  t.ok(existsSync(join(app.config.pluginConfDir, 'base-state.json')))
})

t.test('a file that makes no sense is set aside, and the users start anew', async t => {
  for (const content of [
    '{"acl": {"ada"',
    '[]',
    'null',
    '{"acl": {"ada": 5}, "prefs": {}}',
    '{"acl": []}',
    '',
  ]) {
    const folder = tempDir(t)
    const file = join(folder, 'state.json')
    writeFileSync(file, content)
    const { log, lines } = captureLog()
    const texts = await UserTexts.open(file, log)
    t.equal(texts.get('acl', 'ada'), '')
    t.match(lines, [{ level: 50, msg: /makes no sense; it was set aside as .*state\.json\.unreadable-/ }])
    const [aside = ''] = readdirSync(folder)
    t.equal(readFileSync(join(folder, aside), 'utf8'), content)
  }
})

t.test('a text that cannot be written down is not changed, and the caller is told', async t => {
  const folder = join(tempDir(t), 'state')
  mkdirSync(folder)
  const texts = await UserTexts.open(join(folder, 'state.json'), captureLog().log)
  await texts.set('prefs', 'ada', 'old')
  const nowhere = await UserTexts.open(join(folder, 'no', 'state.json'), captureLog().log)
  await t.rejects(nowhere.set('prefs', 'ada', 'new'), { code: 'ENOENT' })
  t.equal(nowhere.get('prefs', 'ada'), '')
  // The next change has its own chance.
  mkdirSync(join(folder, 'no'))
  chmodSync(join(folder, 'no'), 0o700)
  await nowhere.set('prefs', 'ada', 'newer')
  t.equal(nowhere.get('prefs', 'ada'), 'newer')
})

t.test('strangers may ask for a user only where the configuration says so', async t => {
  for (const [ini, user, expected] of [
    ['', 'ada', false],
    ['[authentication]\ncheckexists = 1\n', 'ada', true],
    ['[authentication]\ncheckexists = 1\n', 'nobody', false],
    ['[authentication]\ncheckexists = 1\n', '', false],
    ['[authentication]\ncheckexists = 1\n', 'Ada', true],
  ] as const) {
    const app = await startBase(t, { ini })
    t.equal((await call(app, 'base.checkExists', [user])).result, expected)
  }
})

t.test('the subscription is what the configuration says', async t => {
  const free = await startBase(t)
  t.equal((await call(free, 'base.isCommunityVersion')).result, true)
  t.match(await call(free, 'base.getSubscriptionInformation'), { fault: { code: 8003 } })
  const cookie = await loggedIn(free, 'ada', 'correct horse')
  for (const params of [[], [true]]) {
    const { result } = await call(free, 'base.getSubscriptionInformation', params, cookie)
    t.strictSame(result, { is_subsscribed: false })
  }

  const ini = '[subscription]\nproduct_name = MDS & Pulse 2\nvendor_name = Vendor\nusers = 10\n'
  const paid = await startBase(t, { ini, options: { main: { requirelogin: 0 } } })
  t.equal((await call(paid, 'base.isCommunityVersion')).result, false)
  const { result } = await call(paid, 'base.getSubscriptionInformation', [true])
  t.match(result, {
    is_subsscribed: true,
    product_name: ['MDS', 'Pulse 2'],
    vendor_name: 'Vendor',
    vendor_mail: '',
    users: 10,
    computers: 0,
    too_much_users: false,
    too_much_computers: false,
  })
})

t.test('what this agent does not have answers so that its pages disappear', async t => {
  const app = await startBase(t)
  const cookie = await loggedIn(app, 'ada', 'correct horse')
  const answers: [method: string, params: RpcValue[], result: unknown][] = [
    ['hasAuditWorking', [], false],
    ['getLog', [0, 10, 0, 0, 0, 0, 0, 0, 0], [0, []]],
    ['getLogById', [1], []],
    ['getActionType', [1, 0], {}],
    ['isLogViewEnabled', [], false],
    ['getLdapLog', [], []],
    ['listEvent', [], []],
    ['hasComputerManagerWorking', [], false],
    ['canAddComputer', [], false],
    ['canDelComputer', [], false],
    ['canAssociateComputer2Location', [], false],
    ['neededParamsAddComputer', [], []],
    ['checkComputerName', ['pc'], false],
    ['isComputerNameAvailable', ['UUID1', 'pc'], false],
    ['getComputer', [{ uuid: 'UUID1' }], {}],
    ['getComputersNetwork', [], []],
    ['getMachineMac', [], []],
    ['getMachineIp', [], []],
    ['getComputersName', [], []],
    ['getComputersList', [''], []],
    ['getRestrictedComputersName', [0, 10], []],
    ['getRestrictedComputersList', [0, 10, { name: 'x' }, true], []],
    ['getRestrictedComputersListLen', [], 0],
    ['getComputerCount', [], 0],
    ['getTotalComputerCount', [], 0],
    ['getComputersListHeaders', [], []],
  ]
  for (const [method, params, result] of answers) {
    t.strictSame((await door('XML-RPC')(app, `base.${method}`, params, cookie)).result, result, method)
  }
  for (const [method, params] of [
    ['addComputer', [{}]],
    ['delComputer', ['UUID1', 0]],
  ] as const) {
    t.match(await call(app, `base.${method}`, params, cookie), { fault: { code: -32500 } })
  }
})
