import { Fault, FaultCode, isFault } from './fault.ts'
import type { Forward, Method } from './method.ts'
import { systemMethod } from './system-method.ts'
import type { RpcStruct, RpcValue } from './value.ts'

const name = 'system.multicall'

/**
 * `system.multicall`, as XML-RPC servers agreed on it: a list of calls in, a list of outcomes out. Each entry goes through
 * the whole pipeline with the rights of its own, one after the other, and none sinks the others.
 *
 * @param maxCalls - how many entries one call may hold
 */
export function multicallMethod(maxCalls: number): Method {
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
    invoke: ([calls], forward) => runAll(calls as readonly RpcValue[], maxCalls, forward),
  })
}

async function runAll(calls: readonly RpcValue[], maxCalls: number, forward: Forward): Promise<RpcValue> {
  if (calls.length > maxCalls) {
    throw new Fault(`${calls.length} calls; at most ${maxCalls} are allowed`, { code: FaultCode.tooLarge })
  }
  const outcomes: RpcValue[] = []
  for (const entry of calls) outcomes.push(await runOne(entry, forward))
  return outcomes
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
