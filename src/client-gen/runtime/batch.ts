import { type AnyAgent, callerOf, methodsOf } from './connect.ts'
import { Fault } from './fault.ts'
import { type Call, type Caller, faultOf, isObject, post, resultOf, unreadable } from './send.ts'

/** What each call of a batch answers, in their order. */
export type BatchResults<Calls extends readonly unknown[]> = {
  -readonly [Index in keyof Calls]: Awaited<Calls[Index]> | Fault
}

/**
 * Makes several calls in one request. The agent runs them at the same time, in no order.
 *
 * @param list - makes the calls with the agent that it gets, and returns them
 * @returns a result or a fault for each call: one that fails does not keep the others from their results
 * @throws Fault when the agent refuses the request as a whole, NoAnswer when there is no answer
 *
 * @example
 * const [names, greeting] = await batch(agent, a => [a.base.getModList(), a.example.func1('Ada')])
 * if (isFault(greeting)) console.error(greeting.message)
 */
export async function batch<A extends AnyAgent, Calls extends readonly Promise<unknown>[] | []>(
  agent: A,
  list: (agent: A) => Calls,
): Promise<BatchResults<Calls>> {
  const caller = callerOf(agent)
  const entries: Entry[] = []
  const add = (call: Call) => {
    const answer = new Promise((resolve, reject) => entries.push({ call, resolve, reject }))
    // One that is not in the list is made all the same, and must not end a program by its fault.
    answer.catch(() => {})
    return answer
  }
  const answers = list(methodsOf({ ...caller, send: add })).map(resultOrFault)
  for (let start = 0; start < entries.length; start += caller.connection.batchLength) {
    await sendAll(entries.slice(start, start + caller.connection.batchLength), caller)
  }
  // A cast: the answers are those of the calls, one by one.
  return (await Promise.all(answers)) as BatchResults<Calls>
}

interface Entry {
  readonly call: Call
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

async function sendAll(entries: readonly Entry[], caller: Caller): Promise<void> {
  const calls = entries.map(({ call }) => call)
  const answers = (await post(calls, caller)) ?? []
  if (!Array.isArray(answers)) {
    throw faultOf(answers) ?? unreadable(`${JSON.stringify(answers)} answers no batch`, caller.connection)
  }
  const byId = new Map<unknown, unknown>(
    answers.map((answer: unknown) => [isObject(answer) ? answer['id'] : undefined, answer]),
  )
  for (const { call, resolve, reject } of entries) {
    try {
      resolve(call.id === undefined ? undefined : resultOf(byId.get(call.id), call, caller.connection))
    } catch (error) {
      reject(error)
    }
  }
}

function resultOrFault(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    if (error instanceof Fault) return error
    throw error
  })
}
