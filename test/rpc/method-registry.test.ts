import t from 'tap'
import type { Method } from '../../src/rpc/method.ts'
import { MethodRegistry } from '../../src/rpc/method-registry.ts'

function entry(name: string): Method {
  return {
    name,
    owner: name.split('.')[0] ?? '',
    plugin: null,
    parameters: [],
    result: {},
    schemas: {},
    documentation: { summary: '' },
    access: 'user',
    invoke: () => null,
  }
}

t.test('methods are found by their whole name and listed by name', async t => {
  const registry = new MethodRegistry()
  registry.register('users', [entry('users.remove'), entry('users.add')])
  t.equal(registry.resolve('users.add').name, 'users.add')
  t.strictSame(
    registry.list().map(({ name }) => name),
    ['users.add', 'users.remove'],
  )
  for (const name of [
    'users',
    'users.',
    'users.add.call',
    'users.constructor',
    '__proto__',
    'constructor',
    '',
  ]) {
    t.throws(() => registry.resolve(name), { code: -32601 })
  }
})

t.test(
  'a name that no caller could write is refused at registration, and all of its owner with it',
  async t => {
    const registry = new MethodRegistry()
    for (const name of [
      'users.$x',
      'users._x',
      'users.1x',
      'users.a.b',
      'users.',
      '.x',
      'users.é',
      'users.a b',
    ]) {
      t.throws(() => registry.register('users', [entry('users.fine'), entry(name)]), {
        code: 'MMC_ERR_METHOD_NAME',
      })
    }
    t.strictSame(registry.list(), [])
  },
)

t.test('a name that is taken is refused', async t => {
  const registry = new MethodRegistry()
  registry.register('users', [entry('users.add')])
  t.throws(() => registry.register('users', [entry('users.add')]), { code: 'MMC_ERR_METHOD_DUPLICATE' })
  t.throws(() => registry.register('x', [entry('x.y'), entry('x.y')]), { code: 'MMC_ERR_METHOD_DUPLICATE' })
})

t.test('what is withdrawn is answered with the reason, until it is back', async t => {
  const registry = new MethodRegistry()
  registry.register('users', [entry('users.add')])
  registry.withdraw('users', 'it is Sunday')
  t.throws(() => registry.resolve('users.add'), { code: -32001, message: 'it is Sunday' })
  t.throws(() => registry.resolve('users.other'), { code: -32001 })
  registry.register('users', [entry('users.add')])
  t.equal(registry.resolve('users.add').name, 'users.add')
  t.throws(() => registry.resolve('users.other'), { code: -32601 })
})

t.test("the agent's own methods cannot be withdrawn", async t => {
  const registry = new MethodRegistry()
  registry.register('system', [entry('system.listMethods')])
  registry.withdraw('system', 'a folder of this name')
  t.equal(registry.resolve('system.listMethods').name, 'system.listMethods')
})

t.test('the revision grows with every change', async t => {
  const registry = new MethodRegistry()
  const revisions = [registry.revision]
  registry.register('users', [entry('users.add')])
  revisions.push(registry.revision)
  registry.withdraw('users', 'gone')
  revisions.push(registry.revision)
  t.strictSame(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
  )
})

t.test('an unknown name comes back shortened', async t => {
  t.throws(() => new MethodRegistry().resolve('x'.repeat(1e6)), { message: /^No method 'x{100}…'$/ })
})
