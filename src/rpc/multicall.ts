import { types } from 'node:util'
import { Fault, FaultCode, isFault, tooManyValues } from './fault.ts'
import type { Forward, Method } from './method.ts'
import { systemMethod } from './system-method.ts'
import { isStruct, type RpcStruct, type RpcValue } from './value.ts'
import { breathe, inTurns, Pace, type Work } from './work.ts'

const name = 'system.multicall'

/**
 * `system.multicall`, as XML-RPC servers agreed on it: a list of calls in, a list of outcomes out. Each entry goes through
 * the whole pipeline with the rights of its own, one after the other, and none sinks the others.
 *
 * @param maxCalls - how many entries one call may hold
 * @param maxValues - how many values all results together may hold; those that do not fit become faults
 */
export function multicallMethod(maxCalls: number, maxValues: number): Method {
  return systemMethod({
    name,
    summary:
      'Makes several calls in order. Each is a struct of methodName and params; each outcome is a list that holds the result, or a struct of faultCode and faultString.',
    parameters: [
      // An entry that is no call fails alone, so that it is not for the whole parameter to be right.
      {
        name: 'calls',
        schema: { type: 'array', items: {} },
        description: 'Structs of methodName and params.',
      },
    ],
    result: {
      schema: { type: 'array', items: { anyOf: [{ type: 'array', items: {} }, { $ref: '#/$defs/Fault' }] } },
    },
    schemas: {
      Fault: {
        type: 'object',
        properties: { faultCode: { type: 'integer' }, faultString: { type: 'string' } },
        required: ['faultCode', 'faultString'],
        additionalProperties: false,
      },
    },
    access: 'anyone',
    // Parameters have been checked by their schema.
    invoke: ([calls], forward) => runAll(calls as readonly RpcValue[], { maxCalls, maxValues }, forward),
  })
}

interface Limits {
  readonly maxCalls: number
  readonly maxValues: number
}

async function runAll(
  calls: readonly RpcValue[],
  { maxCalls, maxValues }: Limits,
  forward: Forward,
): Promise<RpcValue> {
  if (calls.length > maxCalls) {
    throw new Fault(`${calls.length} calls; at most ${maxCalls} are allowed ([limits] batchlength)`, {
      code: FaultCode.tooLarge,
    })
  }
  const outcomes: RpcValue[] = []
  let valuesLeft = maxValues
  const counted: Forward = async (method, params) => {
    const value = await forward(method, params)
    const count = await inTurns(countValues(value))
    if (count > valuesLeft) throw tooManyValues('The reply', maxValues, 'replyelements')
    valuesLeft -= count
    return value
  }
  for (const entry of calls) {
    // A thousand short calls are long.
    await breathe()
    outcomes.push(await runOne(entry, counted))
  }
  return outcomes
}

/** A value and those inside it. */
function* countValues(value: RpcValue, pace = new Pace()): Work<number> {
  if (pace.isDue()) yield
  if (typeof value !== 'object' || value === null || types.isUint8Array(value)) return 1
  if (!Array.isArray(value) && !isStruct(value)) return 1
  let count = 1
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    count += typeof inner === 'object' ? yield* countValues(inner, pace) : 1
  }
  return count
}

async function runOne(entry: RpcValue, forward: Forward): Promise<RpcValue> {
  try {
    const { methodName, params } = readEntry(entry)
    return [await forward(methodName, params)]
  } catch (error) {
    if (!isFault(error)) throw error
    return { faultCode: error.code, faultString: error.message }
  }
}

function readEntry(entry: RpcValue): { methodName: string; params: readonly RpcValue[] } {
  const { methodName, params = [] } = (entry ?? {}) as RpcStruct
  if (typeof methodName !== 'string') throw notACall('methodName must be a string')
  if (!Array.isArray(params)) throw notACall('params must be an array')
  // Without this, a body of some kilobytes could stand for any number of calls.
  if (methodName === name) throw notACall(`${name} cannot be called by itself`)
  return { methodName, params }
}

function notACall(what: string) {
  return new Fault(`Not a call: ${what}`, { code: FaultCode.invalidRequest })
}
