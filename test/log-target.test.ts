import { chmodSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileTarget } from '../src/log-target.ts'
import { tempDir } from './helper.ts'
import { rootOnly, stranger } from './root-only.ts'

t.test(
  'a log, and a folder, that are made belong to the owner; what is there stays whose it is',
  { skip: rootOnly },
  async t => {
    const dir = tempDir(t)
    const owner = { uid: stranger, gid: 4242 }
    const made = join(dir, 'new/agent.log')
    writeSync(fileTarget(made, owner).descriptor(), 'line\n')
    t.match(statSync(made), owner)
    t.equal(statSync(made).mode & 0o777, 0o640)
    t.match(statSync(join(dir, 'new')), owner)
    t.equal(readFileSync(made, 'utf8'), 'line\n')

    const there = join(dir, 'agent.log')
    writeFileSync(there, 'old\n', { mode: 0o600 })
    writeSync(fileTarget(there, owner).descriptor(), 'new\n')
    t.match(statSync(there), { uid: 0, gid: 0 })
    t.equal(readFileSync(there, 'utf8'), 'old\nnew\n')
  },
)

t.test('a log whose folder cannot be looked into any more goes on', { skip: rootOnly }, async t => {
  const dir = tempDir(t)
  const file = join(dir, 'agent.log')
  const target = fileTarget(file)
  const opened = target.descriptor()
  chmodSync(dir, 0o700)
  process.seteuid?.(stranger)
  t.teardown(() => process.seteuid?.(0))
  t.equal(target.descriptor(), opened)
})
