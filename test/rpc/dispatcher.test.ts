import { getEventListeners } from 'node:events'
import t from 'tap'
import type { AdmissionLimits } from '../../src/rpc/admission.ts'
import type { CallContext } from '../../src/rpc/call-context.ts'
import type { CallObserver } from '../../src/rpc/call-observer.ts'
import { Dispatcher, type DispatcherOptions } from '../../src/rpc/dispatcher.ts'
import { Fault } from '../../src/rpc/fault.ts'
import type { Method } from '../../src/rpc/method.ts'
import { MethodRegistry } from '../../src/rpc/method-registry.ts'
import { type CurrentCall, type CurrentPlugin, currentCall } from '../../src/rpc/scope.ts'
import { captureLog } from '../helper.ts'

const plugin: CurrentPlugin = {
  name: 'p',
  log: captureLog().log,
  signal: new AbortController().signal,
  call: () => Promise.reject(new Error('not here')),
  decline: () => false,
  registerAuthenticator() {},
  registerProvisioner() {},
  authentication: { authenticators: new Map(), provisioners: new Map() },
}

/** So many calls at once, and none that waits. */
function admitting(maxCalls: number): AdmissionLimits {
  return { maxCalls, maxCallsPerSession: maxCalls, maxCallsPerMethod: maxCalls, maxWaiting: 0, waitMs: 1000 }
}

/** A dispatcher over methods of the plugin `p`. */
function build(
  methods: Record<string, (...args: never[]) => unknown>,
  options: Partial<DispatcherOptions> = {},
) {
  const registry = new MethodRegistry()
  registry.register(
    'p',
    Object.entries(methods).map(
      ([name, fn]): Method => ({
        name: `p.${name}`,
        owner: 'p',
        plugin,
        parameters: null,
        result: {},
        schemas: {},
        documentation: { summary: '' },
        access: name.startsWith('open') ? 'anyone' : 'user',
        invoke: args => fn(...(args as never[])),
      }),
    ),
  )
  const dispatcher = new Dispatcher({
    registry,
    requireLogin: false,
    callTimeoutMs: 0,
    admission: admitting(10),
    maxDepth: 8,
    maxValues: 1000,
    maxNameLength: 40,
    ...options,
  })
  dispatcher.open()
  return dispatcher
}

function context(overrides: Partial<CallContext> = {}): CallContext & { lines: Record<string, unknown>[] } {
  const { log, lines } = captureLog()
  return {
    door: 'jsonrpc',
    session: { user: null, hasChanged: false },
    sessionId: undefined,
    attempts: { begin() {}, succeeded() {} },
    rights: 'caller',
    depth: 0,
    check: async () => undefined,
    clientAddress: '192.0.2.7',
    requestId: 'request-1',
    log,
    signal: new AbortController().signal,
    lines,
    ...overrides,
  }
}

t.test('a method learns who calls, through which door, and can write to the log in its own name', async t => {
  const calling = context({ session: { user: 'ada', hasChanged: false } })
  const dispatcher = build({
    look() {
      const { session, door, clientAddress, requestId, method, log } = currentCall()
      log.info('seen')
      return [session.user, door, clientAddress, requestId, method]
    },
  })
  t.match(await dispatcher.dispatch({ method: 'p.look', params: [] }, calling), {
    value: ['ada', 'jsonrpc', '192.0.2.7', 'request-1', 'p.look'],
  })
  t.match(calling.lines, [{ msg: 'seen', plugin: 'p', method: 'p.look' }])
})

t.test('a method that calls another does so under the rights of its own caller', async t => {
  const dispatcher = build(
    {
      open: () => currentCall().call('p.closed', 1),
      closed: (value: number) => [value, currentCall().door, currentCall().method],
    },
    { requireLogin: true },
  )
  const call = { method: 'p.open', params: [] }
  t.match(await dispatcher.dispatch(call, context()), { fault: { code: 8003 } })
  t.match(await dispatcher.dispatch(call, context({ session: { user: 'ada', hasChanged: false } })), {
    value: [1, 'plugin', 'p.closed'],
  })
  t.strictSame(await dispatcher.call({ method: 'p.closed', params: [1] }, context({ rights: 'agent' })), [
    1,
    'jsonrpc',
    'p.closed',
  ])
})

t.test(
  'the signal of a call fires when the caller goes away, and the listener still knows the call',
  async t => {
    const client = new AbortController()
    let heard: (text: string) => void = () => {}
    const fired = new Promise<string>(resolve => {
      heard = resolve
    })
    const dispatcher = build({
      wait: () =>
        new Promise(resolve => {
          currentCall().signal.addEventListener('abort', () => {
            heard(`${currentCall().method}: ${currentCall().signal.reason.message}`)
            resolve(null)
          })
          client.abort(new Error('the client went away'))
        }),
    })
    await dispatcher.dispatch({ method: 'p.wait', params: [] }, context({ signal: client.signal }))
    t.equal(await fired, 'p.wait: the client went away')
  },
)

t.test('a signal that is asked for after the caller has gone has fired', async t => {
  const dispatcher = build({ look: () => currentCall().signal.aborted })
  t.match(
    await dispatcher.dispatch({ method: 'p.look', params: [] }, context({ signal: AbortSignal.abort() })),
    { value: true },
  )
})

t.test('a call that has ended leaves no listener behind at its caller', async t => {
  const { signal } = new AbortController()
  const calls: CurrentCall[] = []
  const dispatcher = build({
    look: () => currentCall().signal.aborted,
    remember: () => void calls.push(currentCall()),
  })
  for (const method of ['p.look', 'p.remember']) {
    await dispatcher.dispatch({ method, params: [] }, context({ signal }))
    t.equal(getEventListeners(signal, 'abort').length, 0)
  }
  t.equal(calls[0]?.signal.aborted, false, 'a signal that is asked for too late never fires')
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('what a method throws is logged once, whole, with the reference that the caller gets', async t => {
  const calling = context()
  const dispatcher = build({
    fail: () => {
      throw new RangeError('the cause')
    },
  })
  const outcome = await dispatcher.dispatch({ method: 'p.fail', params: ['secret argument'] }, calling)
  const reference = 'fault' in outcome ? outcome.fault.message.slice(-8) : ''
  t.equal(calling.lines.length, 1)
  t.match(calling.lines[0], {
    level: 50,
    plugin: 'p',
    method: 'p.fail',
    reference,
    err: { type: 'RangeError', message: 'the cause', stack: /dispatcher\.test/ },
  })
  t.notMatch(JSON.stringify(calling.lines), /secret argument/)
})

t.test('a fault that a method lets through from another keeps its words, not its code', async t => {
  const dispatcher = build({ relay: () => currentCall().call('p.none') })
  const registryFault = await dispatcher.dispatch({ method: 'p.relay', params: [] }, context())
  t.match(registryFault, { fault: { code: -32500, message: "No method 'p.none'" } })
})

t.test('a busy agent is free again as soon as a call has ended, well or not', async t => {
  const dispatcher = build(
    { fail: () => Promise.reject(new Error('no')), fine: () => 1 },
    { admission: admitting(1) },
  )
  const run = (method: string) => dispatcher.dispatch({ method, params: [] }, context())
  const [first, second] = await Promise.all([run('p.fail'), run('p.fine')])
  t.match(first, { fault: { code: -32603 } })
  t.match(second, {
    fault: {
      code: -32002,
      message: 'Too busy: as many calls as may run at once are running already, 1 (callsatonce)',
    },
  })
  t.match(await run('p.fine'), { value: 1 })
})

t.test(
  'a login takes effect when the method ends well with a truthy result, a logout whatever the result',
  async t => {
    const login = (user: string) => currentCall().session.login(user)
    const logout = () => currentCall().session.logout()
    const fail = () => Promise.reject(new Error('no'))

    const cases: [
      title: string,
      change: () => void,
      result: () => unknown,
      before: string | null,
      after: string | null,
    ][] = [
      ['login and true', () => login('ada'), () => true, null, 'ada'],
      ['login and true later', () => login('ada'), async () => true, null, 'ada'],
      ['login and a struct', () => login('ada'), () => ({ ok: 1 }), null, 'ada'],
      ['login and false', () => login('ada'), () => false, null, null],
      ['login and nothing', () => login('ada'), () => undefined, null, null],
      ['login and false for one who is in', () => login('eve'), () => false, 'ada', 'ada'],
      ['login and throw', () => login('ada'), fail, null, null],
      ['login and what no wire can carry', () => login('ada'), () => new Map(), null, null],
      ['a login without a name', () => login(''), () => true, null, null],
      ['logout and nothing', logout, () => undefined, 'ada', null],
      ['logout and throw', logout, fail, 'ada', 'ada'],
    ]
    for (const [title, change, result, before, after] of cases) {
      const session = { user: before, hasChanged: false }
      const fn = () => {
        change()
        return result()
      }
      await build({ fn }).dispatch({ method: 'p.fn', params: [] }, context({ session }))
      t.equal(session.user, after, title)
    }
  },
)

t.test('an observer learns of every call that has found its method, and how it ended', async t => {
  const seen: string[] = []
  const observer: CallObserver = {
    begin(method, door) {
      seen.push(`${method.name} ${door} begins`)
      return fault => seen.push(`${method.name} ${door} ends ${fault?.code ?? 'well'}`)
    },
    refuse: (door, fault) => seen.push(`${door} refused ${fault.code}`),
  }
  const dispatcher = build(
    {
      openWell: () => 1,
      openCaller: () => currentCall().call('p.openWell'),
      openFault: () => Promise.reject(new Fault('no', { code: 17 })),
      openError: () => {
        throw new Error('no')
      },
      needsUser: () => 1,
    },
    { observer, requireLogin: true, admission: admitting(1) },
  )
  const cases: [method: string, seen: string[]][] = [
    ['p.openWell', ['p.openWell jsonrpc begins', 'p.openWell jsonrpc ends well']],
    [
      'p.openCaller',
      [
        'p.openCaller jsonrpc begins',
        'p.openWell plugin begins',
        'p.openWell plugin ends well',
        'p.openCaller jsonrpc ends well',
      ],
    ],
    ['p.openFault', ['p.openFault jsonrpc begins', 'p.openFault jsonrpc ends 17']],
    ['p.openError', ['p.openError jsonrpc begins', 'p.openError jsonrpc ends -32603']],
    ['p.needsUser', ['p.needsUser jsonrpc begins', 'p.needsUser jsonrpc ends 8003']],
    ['p.none', ['jsonrpc refused -32601']],
  ]
  for (const [method, expected] of cases) {
    await dispatcher.dispatch({ method, params: [] }, context())
    t.strictSame(seen.splice(0), expected)
  }

  const call = { method: 'p.openWell', params: [] }
  const both = [dispatcher.dispatch(call, context()), dispatcher.dispatch(call, context())]
  await Promise.all(both)
  t.strictSame(seen.splice(0), [
    'p.openWell jsonrpc begins',
    'p.openWell jsonrpc begins',
    'p.openWell jsonrpc ends -32002',
    'p.openWell jsonrpc ends well',
  ])
  dispatcher.close()
  await dispatcher.dispatch(call, context())
  t.strictSame(seen, ['jsonrpc refused -32001'])
})
