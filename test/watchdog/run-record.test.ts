import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { RunRecord } from '../../src/watchdog/run-record.ts'
import { format, readState, recordRunning, writeState } from '../../src/watchdog/state-file.ts'
import { captureLog, tempDir } from '../helper.ts'
import { rootOnly, stranger } from '../root-only.ts'

const minute = 60_000
const hour = 60 * minute

/** The starts of one agent, at moments of the test's choice. */
function agent(t: Test, file = join(tempDir(t), 'agent.ini.state')) {
  const { log, lines } = captureLog()
  const start = (now: number, isAgent: (pid: number) => boolean = () => false) =>
    new RunRecord({ file, log, isAgent, now: () => now })
  const dies = (at: number, plugin: string) => start(at).began(plugin, 'activate()')
  return { file, lines, start, dies }
}

const deaths: readonly [
  words: string,
  deaths: readonly number[],
  start: number,
  reason: string | undefined,
][] = [
  ['none', [], 0, undefined],
  ['one', [0], 1, undefined],
  ['two', [0, 1], 2, 'the agent died twice while it ran'],
  ['two, the first just within ten minutes', [0, 1], 10 * minute - 1, 'the agent died twice while it ran'],
  ['two, the first ten minutes ago', [0, 1], 10 * minute, undefined],
]
for (const [words, times, now, reason] of deaths) {
  t.test(`deaths of the agent while a plugin ran: ${words}`, async t => {
    const { start, dies } = agent(t)
    for (const time of times) dies(time, 'bad')
    const record = start(now)
    t.equal(record.heldBack('bad')?.reason, reason)
    t.equal(record.heldBack('other'), undefined)
  })
}

t.test('two plugins that ran at one death each are both trusted', async t => {
  const { start, dies } = agent(t)
  dies(0, 'a')
  dies(1, 'b')
  const record = start(2)
  t.equal(record.heldBack('a'), undefined)
  t.equal(record.heldBack('b'), undefined)
})

t.test(
  'the file goes to whom the agent will be, and no link in its place leads on',
  { skip: rootOnly },
  async t => {
    const { file } = agent(t)
    const victim = `${file}.victim`
    writeFileSync(victim, '')
    symlinkSync(victim, file)
    const owner = { uid: stranger, gid: stranger }
    const record = new RunRecord({ file, log: captureLog().log, isAgent: () => false, owner })
    t.match(lstatSync(file), { uid: stranger, gid: stranger })
    record.began('a', 'import')
    t.match(lstatSync(file), { uid: stranger, gid: stranger }, 'as long as it is root who writes')
    t.equal(lstatSync(victim).uid, process.getuid?.())
  },
)

t.test('a step that has ended, and an end as it should be, are not held against anybody', async t => {
  const { file, start, dies } = agent(t)
  for (const now of [0, 1]) {
    const record = start(now)
    record.began('good', 'activate()')
    record.ended()
  }
  dies(2, 'good')
  start(3).close()
  t.notOk(existsSync(file))
  const record = start(4)
  record.began('good', 'activate()')
  t.equal(record.heldBack('good'), undefined)
})

t.test('a death is paid for once, and a plugin that came back and kills again is out at once', async t => {
  const { start, dies } = agent(t)
  dies(0, 'bad')
  dies(1, 'bad')
  const third = start(2)
  t.ok(third.heldBack('bad'))
  third.paused('bad', 1, minute)

  t.match(start(3).heldBack('bad'), {
    reason: 'it was quarantined before the agent began anew',
    until: minute,
  })
  t.equal(start(minute + 1).heldBack('bad'), undefined, 'its pause is over')
  dies(minute + 2, 'bad')
  const next = start(minute + 3)
  t.match(next.heldBack('bad'), { reason: 'the agent died again while it ran', until: undefined })
  t.strictSame(next.known('bad'), { pauses: 1, until: minute })

  next.forgive('bad')
  t.strictSame(next.known('bad'), { pauses: 0, until: 0 })
  dies(minute + 4, 'bad')
  t.equal(start(minute + 5).heldBack('bad'), undefined)
})

t.test('a plugin that has behaved for an hour is trusted again', async t => {
  for (const [later, isHeldBack] of [
    [hour - 2, true],
    [hour, false],
  ] as const) {
    const { start, dies } = agent(t)
    start(0).paused('bad', 1, minute)
    dies(minute + later, 'bad')
    t.equal(start(minute + later + 1).heldBack('bad') !== undefined, isHeldBack)
  }
})

t.test('the watchdog’s note is taken back, and counts if it is not', async t => {
  const { file, start } = agent(t)
  const first = start(0)
  t.ok(recordRunning(file, { plugin: 'slow', what: 'slow.run' }))
  t.match(readState(file), { running: { plugin: 'slow', what: 'slow.run' } })
  first.restore()
  t.match(readState(file), { running: null })

  first.close()
  t.notOk(recordRunning(file, { plugin: 'slow', what: 'slow.run' }), 'the agent is stopping')
  writeState(file, { format, pid: 1, running: null, plugins: {} })
  t.notOk(recordRunning(file, { plugin: 'slow', what: 'slow.run' }), 'the file is another process’s')
})

const foreign: readonly [words: string, content: string][] = [
  ['nothing', ''],
  ['no JSON', '{"format":'],
  ['something else', '{"a": 1}'],
  ['another format', JSON.stringify({ format: 'mmc-agent state 2', pid: 1, running: null, plugins: {} })],
  ['odd members', JSON.stringify({ format, pid: 1, running: null, plugins: { bad: { deaths: ['x'] } } })],
  ['a running of no plugin', JSON.stringify({ format, pid: 1, running: {}, plugins: {} })],
  ['more than a state', ' '.repeat(1_000_001)],
]
for (const [words, content] of foreign) {
  t.test(`a file that holds ${words} is set aside, with one line`, async t => {
    const { file, lines, start } = agent(t)
    writeFileSync(file, content)
    start(0)
    t.match(lines, [{ level: 40, msg: /is not used, and is called .*\.unreadable from now on/ }])
    t.equal(lines.length, 1)
    t.equal(readFileSync(`${file}.unreadable`, 'utf8'), content)
    t.match(readState(file), { running: null, plugins: {} })
  })
}

t.test('nothing is read or written through a link, and what it leads to stays', async t => {
  const { file, lines, start } = agent(t)
  const target = `${file}.target`
  writeFileSync(target, 'precious')
  symlinkSync(target, file)
  start(0)
  t.match(lines, [{ msg: /it is a link/ }])
  t.equal(readFileSync(target, 'utf8'), 'precious')
  t.equal(readlinkSync(`${file}.unreadable`), target)
  t.ok(lstatSync(file).isFile())
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('a folder in its place, and a place that cannot be written, cost a line', async t => {
  const { file, lines, start } = agent(t)
  mkdirSync(file)
  start(0)
  t.match(lines, [{ level: 40, msg: /it is no state file/ }])

  const nowhere = agent(t, join(tempDir(t), 'none', 'agent.ini.state'))
  const record = nowhere.start(0)
  record.began('bad', 'activate()')
  record.ended()
  record.close()
  t.match(nowhere.lines, [{ level: 20, msg: /cannot be written \(ENOENT\).*\[daemon\] statefile/ }])
  t.equal(nowhere.lines.length, 1)
  t.equal(record.file, undefined)
})

t.test('an agent that runs keeps its file to itself', async t => {
  const { file, lines, start } = agent(t)
  writeState(file, { format, pid: 1, running: { plugin: 'a', what: 'import', since: 0 }, plugins: {} })
  const before = readFileSync(file, 'utf8')
  const second = start(1, pid => pid === 1)
  second.began('b', 'import')
  second.close()
  t.equal(readFileSync(file, 'utf8'), before)
  t.match(lines, [{ level: 20, msg: /belongs to the agent that runs as process 1/ }])
})
