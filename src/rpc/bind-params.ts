import { nearestName } from '../nearest-name.ts'
import { Fault, FaultCode } from './fault.ts'
import { callLine, type Method, type Parameter } from './method.ts'
import { describeSchema } from './schema-words.ts'
import type { RpcStruct, RpcValue } from './value.ts'
import { type Path, shortened } from './value-path.ts'
import { describeValue } from './value-words.ts'

/** The parameters of a call: positional as an array, named as a struct. */
export type Params = readonly RpcValue[] | RpcStruct

/** What the function gets, in order; undefined stands where an optional parameter was left out. */
export type Args = readonly (RpcValue | undefined)[]

/**
 * Fits the parameters of a call to those of the method.
 *
 * @throws Fault -32602 naming the parameter that is missing, unknown or too many, and how the method is called
 */
export function bindParams(method: Method, params: Params): Args {
  return isPositional(params) ? bindPositional(method, params) : bindNamed(method, params)
}

function isPositional(params: Params): params is readonly RpcValue[] {
  return Array.isArray(params)
}

function bindPositional(method: Method, values: readonly RpcValue[]): Args {
  const { parameters } = method
  if (parameters === null) return values

  // One with a default may stand before one without.
  const missing = parameters.slice(values.length).find(({ optional, rest }) => !optional && !rest)
  if (missing !== undefined) {
    throw missingFault(method, missing, `: ${counted(values.length)} given`)
  }
  const takesAll = parameters.at(-1)?.rest === true
  if (values.length > parameters.length && !takesAll) {
    const most = `at most ${counted(parameters.length)}`
    const data = mismatchData([], most, counted(values.length))
    throw parametersFault(method, `${most} expected, ${values.length} given`, data)
  }
  return values
}

function bindNamed(method: Method, values: RpcStruct): Args {
  const { parameters } = method
  if (parameters === null || parameters.some(parameter => parameter.unnamed)) {
    const data = mismatchData([], 'an array of parameters', describeValue(values))
    throw parametersFault(method, 'parameters must be given by position, as an array', data)
  }
  // Not their entries: those of a large struct take long to make.
  for (const name of Object.keys(values)) {
    if (parameters.some(parameter => parameter.name === name)) continue
    const data = mismatchData([name], describeValue(undefined), describeValue(values[name]))
    throw parametersFault(method, `there is no parameter '${shortened(name)}'${hint(name, parameters)}`, data)
  }
  return parameters.flatMap(parameter => namedArgument(method, parameter, values))
}

function namedArgument(method: Method, parameter: Parameter, values: RpcStruct): Args {
  const { name, optional, rest } = parameter
  // Object.hasOwn: a parameter may be called "constructor", and the value must be the caller's.
  if (!Object.hasOwn(values, name)) {
    if (rest) return []
    if (optional) return [undefined]
    throw missingFault(method, parameter)
  }
  const value = values[name]
  if (!rest) return [value]
  if (Array.isArray(value)) return value
  const data = mismatchData([name], 'an array', describeValue(value))
  throw parametersFault(method, `parameter '${name}' must be an array: it takes any number of values`, data)
}

function missingFault(method: Method, { name, schema }: Parameter, given = '') {
  const expected = describeSchema(schema ?? {}, method.schemas)
  const data = mismatchData([name], expected, describeValue(undefined))
  return parametersFault(method, `parameter '${name}' is missing${given}`, data)
}

/** The parameter that was probably meant. */
function hint(name: string, parameters: readonly Parameter[]) {
  const near = nearestName(
    name,
    parameters.map(parameter => parameter.name),
  )
  return near === undefined ? '' : ` (did you mean '${near}'?)`
}

function counted(count: number) {
  return count === 1 ? '1 parameter' : `${count} parameters`
}

/** What the message says, for programs; names that a stranger wrote are cut there, too. */
export function mismatchData(path: Path, expected: string, received: string): RpcStruct {
  return { path: path.map(step => (typeof step === 'number' ? step : shortened(step))), expected, received }
}

/**
 * The fault for parameters that do not fit a method.
 *
 * @param what - such as `parameter 'uid' is missing`
 * @param data - where, what was expected and what came, for programs
 */
export function parametersFault(method: Method, what: string, data?: RpcStruct): Fault {
  return new Fault(`${method.name}: ${what}; call it as ${callLine(method)}`, {
    code: FaultCode.invalidParams,
    ...(data === undefined ? {} : { data }),
  })
}
