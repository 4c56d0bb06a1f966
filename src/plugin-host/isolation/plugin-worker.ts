import { type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads'
import { tellLateError } from '../../late-errors.ts'
import type { CurrentCall } from '../../rpc/scope.ts'
import { readThrown } from '../../rpc/thrown.ts'
import type { RpcValue } from '../../rpc/value.ts'
import { ProcessGroup } from '../../shell/process-group.ts'
import { wordsOf } from '../words.ts'
import { answerQuestion, answerRequest } from './agent-side.ts'
import { cutBytes, errorOf, faultOutcome, type Outcome, openOutcome } from './crossing.ts'
import { HeartBeat } from './heart-beat.ts'
import type { FromWorker, Question, Request, Step, Task, ToWorker } from './messages.ts'
import { eachLine } from './output-lines.ts'
import { codeOf, portPair, sharedCounters, startWorker, type ThreadOptions } from './start-worker.ts'
import { WorkerMemory } from './worker-memory.ts'

export interface PluginWorkerOptions extends ThreadOptions {
  /** The worker has ended, and nobody wanted it to. */
  readonly onDeath: (cause: string) => void
}

/** The worker has died before it had begun a task: another may do it. */
export class NotBegun extends Error {}

/** For how long a plugin may end its commands, once its signal has fired, in ms. */
const lastWaitMs = 1000

/** A thread that sits in a system call ends when that returns, and nobody waits for it so long. */
const longestEndMs = 5000

interface Pending {
  readonly task: Task
  readonly call: CurrentCall | null
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** One worker thread of an isolated plugin, from its start to its end. */
export class PluginWorker {
  readonly #options: PluginWorkerOptions
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #answers: MessagePort
  readonly #shared = sharedCounters()
  readonly #heartBeat: HeartBeat
  readonly #memory: WorkerMemory
  readonly #pending = new Map<number, Pending>()
  readonly #groups = new Map<number, ProcessGroup>()
  #lastId = 0
  #error: unknown
  /** Why it ends, or has ended. */
  #cause: string | undefined
  #hasExited = false
  #ending: Promise<void> | undefined
  /** Tells whoever waits for the end that there was news. */
  #news: () => void = () => {}
  #hasSaidEnd = false
  /** It has answered once. */
  #isUp = false

  constructor(options: PluginWorkerOptions) {
    const { plugin, settings } = options
    this.#options = options
    const [port, itsPort] = portPair()
    const [answers, itsAnswers] = portPair()
    this.#port = port
    this.#answers = answers
    this.#worker = startWorker(options, { port: itsPort, answers: itsAnswers, shared: this.#shared })
    this.#memory = new WorkerMemory(this.#worker, settings.memoryMb)
    this.#heartBeat = new HeartBeat(settings.blockedSeconds, () => {
      this.#memory.ask()
      this.#send({ kind: 'ping' })
    })
    this.#heartBeat.missed = () => {
      // A thread on a busy machine takes its time to begin; that is for the time limit of the import.
      if (!this.#isUp) this.#heartBeat.answered()
      void this.#lookAtMemory()
    }
    this.#heartBeat.blocked = () => this.#kill(`blocked for ${settings.blockedSeconds} s`)
    this.#worker.once('exit', code => this.#exit(code))
    this.#worker.on('error', error => {
      this.#error = error
    })
    eachLine(this.#worker.stdout, line => plugin.log.info({ stream: 'stdout' }, line))
    eachLine(this.#worker.stderr, line => plugin.log.warn({ stream: 'stderr' }, line))
    port.on('message', (message: FromWorker) => this.#hear(message))
    // Nothing but work that somebody waits for keeps the process up.
    port.unref()
    this.#worker.unref()
  }

  /** A step of the plugin's life is running: one at a time does. */
  get isInStep(): boolean {
    return [...this.#pending.values()].some(({ task }) => task.kind === 'step' && task.step !== 'health')
  }

  /** @throws what the step throws, or Error with the cause of the worker's death */
  step(step: Step): Promise<unknown> {
    return this.#begin({ kind: 'step', step }, null)
  }

  /** @throws what the method throws, NotBegun, or Error with the cause of the worker's death */
  call(name: string, args: readonly unknown[], call: CurrentCall): Promise<unknown> {
    const { method, session, door, clientAddress, requestId } = call
    const facts = { method, user: session.user, door, clientAddress, requestId }
    return this.#begin({ kind: 'call', name, args: crossingArgs(args), call: facts }, call)
  }

  /** Ends the worker: its plugin's signal fires, its commands may end, and then it is over. Never rejects. */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end() {
    if (this.#hasExited) return
    this.#send({ kind: 'end' })
    const isDone = () => this.#hasExited || (this.#hasSaidEnd && this.#groups.size === 0)
    await within(lastWaitMs, done => {
      this.#news = () => isDone() && done()
      this.#news()
    })
    void this.#worker.terminate()
    const hasEnded = await within(longestEndMs, done => {
      this.#news = () => this.#hasExited && done()
      this.#news()
    })
    const { log, name } = this.#options.plugin
    if (!hasEnded) log.warn(`plugin '${name}': its worker does not end; it sits in a system call`)
  }

  get #outOfMemory() {
    return `out of memory: more than ${this.#options.settings.memoryMb} MB`
  }

  async #lookAtMemory() {
    if (await this.#memory.isTooMuch()) this.#kill(this.#outOfMemory)
  }

  #kill(cause: string) {
    this.#cause ??= cause
    void this.#worker.terminate()
  }

  #begin(task: Task, call: CurrentCall | null): Promise<unknown> {
    if (this.#hasExited) return Promise.reject(new NotBegun(`the plugin's worker ended: ${this.#cause}`))
    this.#lastId += 1
    const id = this.#lastId
    const outcome = new Promise((resolve, reject) => this.#pending.set(id, { task, call, resolve, reject }))
    this.#worker.ref()
    this.#send({ kind: 'task', id, task })
    call?.signal.addEventListener(
      'abort',
      () => this.#send({ kind: 'abort', id, reason: readThrown(call.signal.reason) }),
      { once: true },
    )
    return outcome
  }

  #send(message: ToWorker) {
    this.#port.postMessage(message)
  }

  #hear(message: FromWorker) {
    const { plugin, settings } = this.#options
    if (Atomics.sub(this.#shared.unread, 0, 1) >= 1) Atomics.notify(this.#shared.unread, 0)
    switch (message.kind) {
      case 'done':
        return this.#done(message)
      case 'request':
        return void this.#answerRequest(message.id, message.request)
      case 'question':
        return this.#answerQuestion(message.question)
      case 'log':
        // Fields may come alone; the log takes them so.
        return plugin.log[message.level](message.fields, message.text as string)
      case 'decline':
        return void plugin.decline(message.reason)
      case 'late':
        return this.#tellLate(message)
      case 'group':
        return this.#watchGroup(message.leader, message.isRunning)
      case 'pong':
        this.#isUp = true
        this.#heartBeat.answered()
        this.#memory.answered(message.usedBytes)
        if (message.usedBytes > settings.memoryMb * 2 ** 20) this.#kill(this.#outOfMemory)
        return
      case 'ended':
        this.#hasSaidEnd = true
        return this.#news()
    }
  }

  #done({ id, outcome, staged }: Extract<FromWorker, { kind: 'done' }>) {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    if (this.#pending.size === 0) this.#worker.unref()
    try {
      if (staged?.user === null) pending.call?.session.logout()
      else if (staged !== undefined) pending.call?.session.login(staged.user)
      pending.resolve(openOutcome(outcome))
    } catch (error) {
      pending.reject(error)
    }
  }

  async #answerRequest(id: number, request: Request) {
    const call = request.from === null ? null : this.#pending.get(request.from)?.call
    const outcome = await this.#outcomeOf(call, request)
    this.#send({ kind: 'answer', id, outcome, user: call?.session.user ?? null })
  }

  async #outcomeOf(call: CurrentCall | null | undefined, request: Request): Promise<Outcome> {
    const { plugin, limits } = this.#options
    try {
      if (call === undefined) throw new Error('the call has ended, so that nothing can be called in its name')
      return { value: await answerRequest(plugin, call, request, limits) }
    } catch (error) {
      return faultOutcome(error, limits)
    }
  }

  #answerQuestion(question: Question) {
    this.#answers.postMessage(this.#outcomeOfQuestion(question))
    Atomics.add(this.#shared.answered, 0, 1)
    Atomics.notify(this.#shared.answered, 0)
  }

  #outcomeOfQuestion(question: Question): Outcome {
    const { plugin, limits } = this.#options
    const call = question.kind === 'attempt' ? this.#pending.get(question.from)?.call : null
    try {
      const run = (task: Task) => this.#begin(task, null)
      return { value: answerQuestion(plugin, call ?? undefined, question, run, limits) }
    } catch (error) {
      return faultOutcome(error, limits)
    }
  }

  #tellLate({ thrown, what, method = '' }: Extract<FromWorker, { kind: 'late' }>) {
    tellLateError({ thrown: errorOf(thrown), what, plugin: this.#options.plugin.name, method })
  }

  /** A thread that is ended cannot end its commands. */
  #watchGroup(leader: number, isRunning: boolean) {
    this.#groups.get(leader)?.release()
    this.#groups.delete(leader)
    if (isRunning) this.#groups.set(leader, new ProcessGroup(leader))
    this.#news()
  }

  #exit(code: number) {
    this.#hasExited = true
    this.#heartBeat.stop()
    // What it has sent before its end counts.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port))
      this.#hear(last.message as FromWorker)
    this.#port.close()
    this.#answers.close()
    for (const group of this.#groups.values()) {
      group.kill()
      group.release()
    }
    this.#groups.clear()
    const cause = this.#ending === undefined ? this.#causeOfDeath(code) : 'the plugin was stopped'
    this.#cause = cause
    this.#failPending(cause)
    this.#news()
    if (this.#ending === undefined) this.#options.onDeath(cause)
  }

  #causeOfDeath(code: number): string {
    if (this.#cause !== undefined) return this.#cause
    if (this.#error === undefined) return `called process.exit(${code})`
    if (codeOf(this.#error) === 'ERR_WORKER_OUT_OF_MEMORY') return this.#outOfMemory
    return `an error that nobody caught: ${wordsOf(this.#error, this.#options.plugin.folder)}`
  }

  #failPending(cause: string) {
    const begun = Atomics.load(this.#shared.begun, 0)
    for (const [id, { task, reject }] of this.#pending) {
      const canBeMoved = task.kind === 'call' && BigInt(id) > begun
      reject(
        canBeMoved
          ? new NotBegun(cause)
          : errorOf({ type: 'Error', message: `the plugin's worker ended: ${cause}`, stack: '' }),
      )
    }
    this.#pending.clear()
  }
}

function crossingArgs(args: readonly unknown[]): readonly unknown[] {
  // What binding has made of a caller's values; those that were left out stay so.
  return args.map(arg => (arg === undefined ? undefined : cutBytes(arg as RpcValue, 'a parameter')))
}

/** Waits for something, but not for ever; resolves to whether it has come. */
function within(limitMs: number, wait: (done: () => void) => void): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), limitMs)
    wait(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
