import t from 'tap'
import { Admission, type AdmissionLimits, type Admitted } from '../../src/rpc/admission.ts'
import type { Method } from '../../src/rpc/method.ts'

function method(name: string): Method {
  return {
    name,
    owner: 'p',
    plugin: null,
    parameters: null,
    result: {},
    schemas: {},
    documentation: { summary: '' },
    access: 'anyone',
    invoke: () => null,
  }
}

const list = method('p.list')
const slow = method('p.slow')

function build(limits: Partial<AdmissionLimits>) {
  return new Admission({
    maxCalls: 10,
    maxCallsPerSession: 10,
    maxCallsPerMethod: 10,
    maxWaiting: 0,
    waitMs: 100_000,
    ...limits,
  })
}

const present = () => new AbortController().signal

/** Lets in as many as it says, and then no more. */
function fill(admission: Admission, count: number, of: (index: number) => [Method, string | undefined]) {
  return Array.from({ length: count }, (_, index) => admission.enter(...of(index), present) as Admitted)
}

const limits: [
  limit: keyof AdmissionLimits,
  of: (index: number) => [Method, string | undefined],
  words: RegExp,
][] = [
  ['maxCalls', index => [method(`p.m${index}`), `session ${index}`], /, 3 \(callsatonce\)$/],
  ['maxCallsPerMethod', index => [slow, `session ${index}`], /calls of p\.slow .*, 3 \(callspermethod\)$/],
  ['maxCallsPerSession', index => [method(`p.m${index}`), 'one'], /this session .*, 3 \(callspersession\)$/],
]
for (const [limit, of, words] of limits) {
  t.test(`as many calls as ${limit} says are let in, and one more when one has left`, async t => {
    const admission = build({ [limit]: 3 })
    const [first] = fill(admission, 3, of)
    t.throws(() => admission.enter(...of(3), present), { code: -32002, message: words })
    first?.leave()
    const next = admission.enter(...of(3), present) as Admitted
    t.throws(() => admission.enter(...of(4), present), { code: -32002 })
    next.leave()
  })
}

t.test('callers without a session share none', async t => {
  const admission = build({ maxCallsPerSession: 1 })
  t.equal(fill(admission, 3, index => [method(`p.m${index}`), undefined]).length, 3)
})

t.test('a call waits for its turn, and one that finds room passes those that do not', async t => {
  const admission = build({ maxCalls: 3, maxCallsPerMethod: 1, maxWaiting: 3 })
  const seen: string[] = []
  const [first] = fill(admission, 1, () => [slow, undefined])
  const [other] = fill(admission, 2, index => [method(`p.m${index}`), undefined])
  const applicants: [string, Method][] = [
    ['slow', slow],
    ['list', list],
    ['list again', list],
  ]
  const waiting = applicants.map(async ([name, method]) => {
    const admitted = await admission.enter(method, undefined, present)
    seen.push(name)
    return admitted
  })
  t.throws(() => admission.enter(list, undefined, present), { message: /callsatonce\), and 3 wait already/ })

  other?.leave()
  const entered = await waiting[1]
  t.strictSame(seen, ['list'])
  first?.leave()
  await waiting[0]
  t.strictSame(seen, ['list', 'slow'])
  entered?.leave()
  await waiting[2]
  t.strictSame(seen, ['list', 'slow', 'list again'])
})

t.test('nobody waits for ever', async t => {
  const admission = build({ maxCalls: 1, maxWaiting: 1, waitMs: 1 })
  const [first] = fill(admission, 1, () => [slow, undefined])
  await t.rejects(async () => admission.enter(list, undefined, present), {
    code: -32002,
    message:
      'Too busy: as many calls as may run at once are running already, 1 (callsatonce), and none has ended within 0.001 s (waitseconds)',
  })
  first?.leave()
  t.ok(admission.enter(list, undefined, present), 'the place is free all the same')
})

t.test('a caller that goes away waits no longer', async t => {
  const admission = build({ maxCalls: 1, maxWaiting: 1 })
  const [first] = fill(admission, 1, () => [slow, undefined])
  const caller = new AbortController()
  const waiting = t.rejects(async () => admission.enter(list, undefined, () => caller.signal), {
    code: -32002,
  })
  caller.abort()
  await waiting
  await t.rejects(async () => admission.enter(list, undefined, () => caller.signal), { code: -32002 })
  const next = admission.enter(list, undefined, present)
  first?.leave()
  ;(await next).leave()
  t.ok(admission.enter(list, undefined, present))
})

t.test('a method that goes on without its caller counts for the method, and for nobody else', async t => {
  const admission = build({ maxCalls: 1, maxCallsPerSession: 1, maxCallsPerMethod: 1 })
  const [first] = fill(admission, 1, () => [slow, 'one'])
  let end = () => {}
  first?.outlives(new Promise<void>(resolve => (end = resolve)))
  first?.leave()
  const other = admission.enter(list, 'one', present) as Admitted
  other.leave()
  t.throws(() => admission.enter(slow, undefined, present), { message: /callspermethod/ })
  end()
  await new Promise(setImmediate)
  t.ok(admission.enter(slow, undefined, present))
})
