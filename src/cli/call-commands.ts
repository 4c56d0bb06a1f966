import type { JsonSchema, NamedSchemas } from '../rpc/json-schema.ts'
import type { RemoteMethod } from './remote-methods.ts'
import { isPlainString, kindsOf } from './text-value.ts'

type Values = readonly (readonly [name: string, value: unknown])[]

/** Parameters that show how a method is called: those of the author's first example, or made up for what is required. */
export function exampleValues({ calls, parameters, schemas }: RemoteMethod): Values {
  const [call] = calls
  if (call !== undefined) return call.params
  const required = (parameters ?? []).filter(({ optional, rest }) => !optional && !rest)
  return required.map(({ name, schema = {} }) => [name, exampleOf(schema, schemas, name)])
}

/** A line for a shell that makes this call. */
export function callCommand(method: RemoteMethod, values: Values): string {
  const words = values.map(([name, value]) => {
    const parameter = method.parameters?.find(parameter => parameter.name === name)
    const text = textOf(value, parameter?.schema ?? {}, method.schemas)
    return parameter === undefined || parameter.unnamed ? quoted(text) : `${quoted(name)}=${quoted(text)}`
  })
  return ['mmc-agent call', method.name, ...words].join(' ')
}

/** The same for curl, which asks for the password. */
export function curlCommand(method: RemoteMethod, values: Values, url: string): string {
  const byName = method.parameters?.every(({ unnamed }) => !unnamed) === true
  const body = JSON.stringify(byName ? Object.fromEntries(values) : values.map(([, value]) => value))
  return `curl -u LOGIN -H 'Content-Type: application/json' -d ${quoted(body)} ${quoted(`${url}/rpc/${method.name}`)}`
}

function textOf(value: unknown, schema: JsonSchema, schemas: NamedSchemas): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  const kinds = kindsOf(schema, schemas)
  // Where a text could be another value, JSON says that it is none.
  const isAmbiguous = kinds.some(kind => Object.keys(kind).length === 0) && isJson(value)
  return isAmbiguous ? JSON.stringify(value) : value
}

function isJson(text: string) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function exampleOf(schema: JsonSchema, schemas: NamedSchemas, name: string): unknown {
  const kinds = kindsOf(schema, schemas)
  const kind = kinds.find(kind => !isPlainString(kind)) ?? kinds[0] ?? {}
  if ('const' in kind) return kind['const']
  if (Array.isArray(kind['enum'])) return kind['enum'][0]
  if (kind['rpcType'] === 'date') return '2024-02-29T12:34:56Z'
  if (kind['rpcType'] === 'bytes') return 'aGVsbG8='
  if (kind['rpcType'] === 'bigint') return '1'
  const { minimum } = kind
  switch (kind['type']) {
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 1
    case 'boolean':
      return true
    case 'null':
      return null
    case 'array':
      return []
    case 'object':
      return {}
    default:
      return name.toUpperCase()
  }
}

/** As one word of a shell. */
function quoted(text: string) {
  return /^[\w.,:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
