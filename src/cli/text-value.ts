import { follow, isSchema, type JsonSchema, type NamedSchemas, unionOf } from '../rpc/json-schema.ts'

/** A text from the command line, read; undefined where it cannot be what is asked for. */
export type Reading = { readonly value: unknown } | undefined

/**
 * Reads a text by the type of its parameter, into what JSON-RPC carries. Of a union, the first member that the text can be
 * counts, and a string comes last: it could be anything. Bounds and patterns are for the agent to check.
 */
export function readText(text: string, schema: JsonSchema, schemas: NamedSchemas): Reading {
  const kinds = kindsOf(schema, schemas)
  for (const kind of [...kinds.filter(kind => !isPlainString(kind)), ...kinds.filter(isPlainString)]) {
    const reading = readKind(text, kind)
    if (reading !== undefined) return reading
  }
  return undefined
}

/** A text whose parameter has no type: JSON, or itself where it does not begin like JSON. */
export function readUntyped(text: string): Reading {
  return readJson(text) ?? (/^\s*[[{"]/.test(text) ? undefined : { value: text })
}

/** JSON, and nothing else. */
export function readJson(text: string, isRight: (value: unknown) => boolean = () => true): Reading {
  try {
    const value: unknown = JSON.parse(text)
    return when(isRight(value), value)
  } catch {
    return undefined
  }
}

/** The members of a union, and of one within it; of any other schema, itself. */
export function kindsOf(schema: JsonSchema, schemas: NamedSchemas, depth = 0): readonly JsonSchema[] {
  // A type of a stranger may be made of nothing but itself.
  if (depth > 20) return [{}]
  const inner = (part: JsonSchema) => kindsOf(part, schemas, depth + 1)
  const { $ref, type, allOf } = schema
  if ($ref !== undefined) return inner(follow($ref, schemas) ?? {})
  const union = unionOf(schema)
  if (union !== undefined) return union.filter(isSchema).flatMap(inner)
  if (Array.isArray(type)) return type.map(name => ({ ...schema, type: name }))
  if (type === undefined && Array.isArray(allOf)) return inner(allOf.find(isSchema) ?? {})
  return [schema]
}

/** Takes any text as it is. */
export function isPlainString(kind: JsonSchema): boolean {
  return kind['type'] === 'string' && !('enum' in kind) && !('const' in kind)
}

function readKind(text: string, kind: JsonSchema): Reading {
  const { type, rpcType } = kind
  if ('const' in kind) return readOneOf(text, [kind['const']])
  if (Array.isArray(kind['enum'])) return readOneOf(text, kind['enum'])
  if (rpcType === 'date') return readDate(text)
  if (rpcType === 'bytes') return when(isBase64(text), text)
  if (rpcType === 'bigint') return when(/^-?\d+$/.test(text), text)
  switch (type) {
    case 'string':
      return { value: text }
    case 'integer':
    case 'number':
      return readNumber(text, type === 'integer')
    case 'boolean':
      return when(text === 'true' || text === 'false', text === 'true')
    case 'null':
      return when(text === 'null', null)
    case 'array':
      return readJson(text, Array.isArray)
    case 'object':
      return readJson(text, isSchema)
    default:
      return readUntyped(text)
  }
}

function when(isReadable: boolean, value: unknown): Reading {
  return isReadable ? { value } : undefined
}

function readOneOf(text: string, values: readonly unknown[]): Reading {
  const index = values.findIndex(
    value => (typeof value === 'string' ? value : JSON.stringify(value)) === text,
  )
  return when(index >= 0, values[index])
}

function readNumber(text: string, isWhole: boolean): Reading {
  const value = Number(text)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) return undefined
  // Past 2^53 another number than the one that stands there would be sent.
  return when(!isWhole || Number.isSafeInteger(value), value)
}

/** `now`, a day, or a day and a time with a zone or without: then it is UTC, as on the wire. */
function readDate(text: string): Reading {
  if (text === 'now') return { value: new Date().toISOString() }
  const [, day, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? []
  const [start, date] = [new Date(`${day}T00:00Z`), new Date(`${day}T${time}${zone}`)]
  if (Number.isNaN(start.getTime()) || Number.isNaN(date.getTime())) return undefined
  // To V8, 30 February is 1 March.
  return when(start.toISOString().slice(0, 10) === day, date.toISOString())
}

function isBase64(text: string) {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}
