import { receiveMessageOnPort } from 'node:worker_threads'
import { AgentFault, FaultCode } from '../../rpc/fault.ts'
import { type Outcome, openOutcome } from './crossing.ts'
import type { FromWorker, Question, Request, ToWorker, WorkerData } from './messages.ts'

/** A worker that is further ahead of the agent than this many messages waits, or an endless loop would fill the agent's memory. */
const mostUnread = 1000

/** Nor may it fill the agent's memory with calls whose answers it does not wait for. */
const mostRequests = 10_000

type Answer = Extract<ToWorker, { kind: 'answer' }>

/** The worker's side of the way to the agent. */
export class AgentLink {
  readonly #data: Pick<WorkerData, 'port' | 'answers' | 'shared'>
  readonly #requests = new Map<number, (answer: Answer) => void>()
  #lastRequest = 0

  constructor(data: Pick<WorkerData, 'port' | 'answers' | 'shared'>) {
    this.#data = data
  }

  send(message: FromWorker): void {
    const { port, shared } = this.#data
    // What cannot be sent throws, and does not count.
    port.postMessage(message)
    let unread = Atomics.add(shared.unread, 0, 1) + 1
    while (unread > mostUnread) {
      Atomics.wait(shared.unread, 0, unread)
      unread = Atomics.load(shared.unread, 0)
    }
  }

  /**
   * Asks the agent for something, and goes on meanwhile.
   *
   * @param heard - is told the user of the call that asks, as it is now
   * @throws what the agent's side has thrown; Fault -32002 for more than 10 000 requests at once
   */
  async request(request: Request, heard: (user: string | null) => void = () => {}): Promise<unknown> {
    if (this.#requests.size >= mostRequests) {
      throw new AgentFault(`${mostRequests} calls of this plugin are running already`, {
        code: FaultCode.tooBusy,
      })
    }
    this.#lastRequest += 1
    const id = this.#lastRequest
    const answered = new Promise<Answer>(resolve => this.#requests.set(id, resolve))
    this.send({ kind: 'request', id, request })
    const { outcome, user } = await answered
    heard(user)
    return openOutcome(outcome)
  }

  /** Takes in the answer to a request. */
  answer(answer: Answer): void {
    this.#requests.get(answer.id)?.(answer)
    this.#requests.delete(answer.id)
  }

  /**
   * Asks the agent for something, and stands still until it is there: for functions that return no promise.
   *
   * @throws what the agent's side has thrown
   */
  ask(question: Question): unknown {
    const { answers, shared } = this.#data
    const before = Atomics.load(shared.answered, 0)
    this.send({ kind: 'question', question })
    Atomics.wait(shared.answered, 0, before)
    // What has been announced is there: the agent sends first and counts then.
    const received = receiveMessageOnPort(answers) as { message: Outcome }
    return openOutcome(received.message)
  }
}
