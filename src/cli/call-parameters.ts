import { isUtf8 } from 'node:buffer'
import { MMC_ERR_USAGE } from '../errors.ts'
import { nearestName } from '../nearest-name.ts'
import { bindParams } from '../rpc/bind-params.ts'
import { Fault } from '../rpc/fault.ts'
import { isSchema } from '../rpc/json-schema.ts'
import type { Method, Parameter } from '../rpc/method.ts'
import { describeSchema } from '../rpc/schema-words.ts'
import { isPlainString, kindsOf, readJson, readText, readUntyped } from './text-value.ts'

/** What is called: its name, and what is known of its parameters. */
export type Callee = Pick<Method, 'name' | 'parameters' | 'schemas'> & { readonly line?: string }

export type CallParameters = readonly unknown[] | Readonly<Record<string, unknown>>

/** Reads the file of a path, or standard input for `-`. */
export type ReadInput = (path: string) => Promise<Buffer>

/**
 * Reads the words behind `mmc-agent call <method>`. Each is a parameter: `text` the next one, `name=text` that of the name,
 * both read by the parameter's type; `name:=json` is JSON whatever the type; `name=@file` what a file holds; and `@file` holds
 * several parameters, as a JSON array or object.
 *
 * @throws AgentError naming the parameter that is wrong, missing, unknown or too many, and what is expected
 */
export async function readParameters(
  callee: Callee,
  words: readonly string[],
  readInput: ReadInput,
): Promise<CallParameters> {
  const places: unknown[] = []
  const named = new Map<string, unknown>()
  const add = (name: string, value: unknown) => {
    if (named.has(name)) throw wrong(callee, `parameter '${name}' is given twice`)
    named.set(name, value)
  }
  for (const word of words) {
    const [, name = '', sign, text = ''] = isNamed(callee, places.length, word)
      ? (namedWord.exec(word) ?? [])
      : []
    if (word.startsWith('@')) {
      const values = await readWhole(callee, word.slice(1), readInput)
      if (Array.isArray(values)) places.push(...values)
      else for (const [name, value] of Object.entries(values)) add(name, value)
    } else if (sign !== undefined) {
      add(name, await readNamed(callee, { name, sign, text }, readInput))
    } else {
      places.push(readPlaced(callee, places.length, word))
    }
  }
  const params = named.size === 0 ? places : withNames(callee, places, named)
  check(callee, params)
  return params
}

const namedWord = /^([\p{L}_$][\p{L}\p{N}_$]*)(:?=)(.*)$/su

/** Of what takes its parameters by position only, `a=b` is a text like any other; and bytes can end like `AP8=`. */
function isNamed({ parameters, schemas }: Callee, place: number, word: string) {
  if (parameters === null || parameters.length === 0 || parameters.some(({ unnamed }) => unnamed))
    return false
  const [, name] = /^([^=]+)={1,2}$/.exec(word) ?? []
  if (name === undefined || parameters.some(parameter => parameter.name === name)) return true
  const kinds = kindsOf((parameters[place] ?? parameters.at(-1))?.schema ?? {}, schemas)
  return !kinds.some(({ rpcType }) => rpcType === 'bytes')
}

async function readWhole(callee: Callee, path: string, readInput: ReadInput) {
  const values = jsonOf(callee, path, await readInput(path))
  if (Array.isArray(values) || isSchema(values)) return values
  throw wrong(callee, `@${path} must hold parameters: a JSON array or object`)
}

async function readNamed(
  callee: Callee,
  { name, sign, text }: { name: string; sign: string; text: string },
  readInput: ReadInput,
) {
  const parameter = find(callee, name)
  if (text.startsWith('@')) {
    const path = text.slice(1)
    const bytes = await readInput(path)
    return sign === ':=' ? jsonOf(callee, path, bytes) : readContents(callee, parameter, bytes, path === '-')
  }
  if (sign === '=') return readByType(callee, parameter, text, parameter.rest)
  const reading = readJson(text)
  if (reading !== undefined) return reading.value
  throw wrong(callee, `what stands behind ${name}:= is not JSON`)
}

function find({ parameters, ...callee }: Callee, name: string): Parameter {
  const parameter = parameters?.find(parameter => parameter.name === name)
  if (parameter !== undefined) return parameter
  const names = (parameters ?? []).map(({ name }) => name)
  const near = nearestName(name, names)
  const meant = near === undefined ? '' : ` (did you mean '${near}'?)`
  const cure = `a text with = in it goes behind a name, as ${names[0]}=${name}=…`
  throw wrong({ parameters: null, ...callee }, `there is no parameter '${name}'${meant}; ${cure}`)
}

function readPlaced(callee: Callee, index: number, text: string): unknown {
  const { parameters } = callee
  const last = parameters?.at(-1)
  const parameter = parameters?.[index] ?? (last?.rest ? last : undefined)
  if (parameter !== undefined) return readByType(callee, parameter, text, false)
  const reading = readUntyped(text)
  if (reading !== undefined) return reading.value
  throw wrong(callee, `parameter ${index + 1} begins like JSON and is none`)
}

/** @param isWhole - of a parameter that takes any number of values, all of them, as a JSON array */
function readByType(
  callee: Callee,
  { name, schema = {} }: Parameter,
  text: string,
  isWhole: boolean,
): unknown {
  const wanted = isWhole ? { type: 'array', items: schema } : schema
  const reading = readText(text, wanted, callee.schemas)
  if (reading !== undefined) return reading.value
  const takesJson = kindsOf(wanted, callee.schemas).some(({ type }) => type === 'array' || type === 'object')
  const words =
    Object.keys(wanted).length === 0 ? 'JSON, as it begins like it' : describeSchema(wanted, callee.schemas)
  throw wrong(callee, `parameter '${name}' must be ${words}${takesJson ? ', written as JSON' : ''}`)
}

/**
 * Bytes as they are, a string as UTF-8, and everything else as it would stand on the command line.
 *
 * @param isTyped - from standard input, where the line end behind a text comes from Enter or `echo`
 */
function readContents(callee: Callee, parameter: Parameter, bytes: Buffer, isTyped: boolean): unknown {
  const kinds = parameter.rest ? [] : kindsOf(parameter.schema ?? {}, callee.schemas)
  if (kinds.some(({ rpcType }) => rpcType === 'bytes')) return bytes.toString('base64')
  if (!isUtf8(bytes)) throw wrong(callee, `the file for '${parameter.name}' is not UTF-8 text`)
  const text = bytes.toString('utf8')
  return kinds.length > 0 && kinds.every(isPlainString)
    ? isTyped
      ? text.replace(/\r?\n$/, '')
      : text
    : readByType(callee, parameter, text.trim(), parameter.rest)
}

function jsonOf(callee: Callee, path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw wrong(callee, `@${path} does not hold JSON: ${(error as Error).message}`)
  }
}

function withNames(callee: Callee, places: readonly unknown[], named: ReadonlyMap<string, unknown>) {
  const members = new Map(named)
  for (const [index, value] of places.entries()) {
    const parameter = callee.parameters?.[index]
    if (parameter === undefined) throw wrong(callee, 'there are more values than parameters')
    if (members.has(parameter.name))
      throw wrong(callee, `parameter '${parameter.name}' is given by name and by position`)
    members.set(parameter.name, parameter.rest ? places.slice(index) : value)
    if (parameter.rest) break
  }
  return Object.fromEntries(members)
}

/** As the agent will do. */
function check(callee: Callee, params: CallParameters) {
  if (callee.parameters === null) return
  try {
    // Of the method it looks at no more than name and parameters, and of values at none.
    bindParams(callee as Method, params as never)
  } catch (error) {
    if (error instanceof Fault) throw MMC_ERR_USAGE(error.message)
    throw error
  }
}

function wrong({ name, line }: Callee, why: string) {
  return MMC_ERR_USAGE(`${name}: ${why}${line === undefined ? '' : `; call it as ${line}`}`)
}
