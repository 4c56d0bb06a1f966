import { isDeepStrictEqual, types } from 'node:util'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { bindParams } from '../../../src/rpc/bind-params.ts'
import { TypeChecks } from '../../../src/rpc/checks/type-checks.ts'
import { FaultCode, isFault } from '../../../src/rpc/fault.ts'
import type { JsonSchema } from '../../../src/rpc/json-schema.ts'
import { mapSchema } from '../../../src/rpc/map-schema.ts'
import type { Method } from '../../../src/rpc/method.ts'
import { isStruct, type RpcValue } from '../../../src/rpc/value.ts'
import { atOnce } from '../../../src/rpc/work.ts'
import { typedMethod } from '../../rpc/checks/fit.ts'
import { type RandomType, randomType } from '../../rpc/checks/random-types.ts'
import type { Target, Wrong } from '../target.ts'

/**
 * Binding and types of parameters, against ajv alone: the bytes of an input are the choices by which types as plugins have
 * them, and values that nearly fit, are made.
 */
export async function paramsTarget(): Promise<Target> {
  return {
    covers: ['src/rpc/bind-params', 'src/rpc/checks/', 'src/rpc/schema-words', 'src/rpc/value-'],
    tokens: ['\0\0', '\u007f\u007f', 'ab', 'cdefgh'],
    nests: [],
    make: random => Buffer.from(Array.from({ length: 40 + random.number(400) }, () => random.number(256))),
    run(input) {
      const type = randomType(choicesOf(input))
      const ajv = ajvTest(type)
      const method = methodOf(type)
      const checks = new TypeChecks()
      for (const value of type.values) {
        const wrong = wrongWith({ type, method, checks, ajv }, value)
        if (wrong !== undefined) return `${wrong} ${show({ ...type, values: [value] })}`
      }
      return undefined
    },
  }
}

/** Numbers from 0 up to 1 out of bytes, two for each; 0 when all have been used. */
function choicesOf(input: Buffer): () => number {
  let at = 0
  return () => {
    const choice = (input[at] ?? 0) * 256 + (input[at + 1] ?? 0)
    at += 2
    return choice / 65_536
  }
}

/** A method of one parameter. */
function methodOf({ optional, schema, schemas }: RandomType): Method {
  return typedMethod({ parameters: [{ name: 'p', optional, rest: false, schema }], result: {}, schemas })
}

interface Judges {
  readonly type: RandomType
  readonly method: Method
  readonly checks: TypeChecks
  readonly ajv: ValidateFunction
}

function wrongWith({ type, method, checks, ajv }: Judges, value: RpcValue): Wrong {
  const before = structuredClone(value)
  try {
    const named = bindParams(method, { p: value })
    const args = bindParams(method, [value])
    if (!isDeepStrictEqual(args, named)) return 'bound: by name and by position are not the same'
    const [fitted] = atOnce(checks.of(method).fitParams(args, type.door))
    if (!isDeepStrictEqual(value, before)) return 'changed: the value of the caller'
    if (ajv(value)) return fitted === value ? undefined : 'bridged: what fits as it is'
    if (fitted === undefined)
      return type.optional ? undefined : 'optional: left out, but the parameter is not optional'
    if (fitted === value) return 'accepted: ajv refuses it'
    return ajv(fitted) ? undefined : 'bridged: to what ajv refuses'
  } catch (error) {
    if (!isFault(error)) throw error
    if (error.code !== FaultCode.invalidParams) return `code: ${error.code} ${error.message}`
    if (ajv(value)) return `refused: ${error.message}, but ajv takes it`
    const data = error.data as Record<string, RpcValue>
    const isWhole = Array.isArray(data['path']) && typeof data['expected'] === 'string' && 'received' in data
    return isWhole ? undefined : 'data: without path, expected and received'
  }
}

/** ajv as it comes, with the three types that JSON does not have and one rule: a struct is a plain object. */
function ajvTest({ schema, schemas }: RandomType): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    ownProperties: true,
    validateSchema: false,
    formats: { double: true },
  })
  addFormats.default(ajv)
  ajv.addKeyword({
    keyword: 'rpcType',
    validate: (type: string, value: unknown) => kinds[type]?.(value) ?? false,
  })
  ajv.addKeyword({ keyword: 'plain', type: 'object', validate: (_: true, value: object) => isStruct(value) })
  const names = Object.keys(schemas)
  const translated = (part: JsonSchema) =>
    mapSchema(part, inner => ({
      ...inner,
      ...(inner['type'] === 'object' && { plain: true }),
      ...(typeof inner['$ref'] === 'string' && {
        $ref: `#/$defs/t${names.indexOf(inner['$ref'].slice('#/$defs/'.length))}`,
      }),
    }))
  const $defs = Object.fromEntries(names.map((name, index) => [`t${index}`, translated(schemas[name] ?? {})]))
  return ajv.compile({ allOf: [translated(schema)], $defs })
}

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  date: types.isDate,
  bytes: types.isUint8Array,
  bigint: value => typeof value === 'bigint',
}

function show(type: RandomType) {
  return JSON.stringify(type, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
