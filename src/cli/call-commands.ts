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
    if (parameter === undefined || parameter.unnamed) return quoted(placedText(value))
    // Every user of the machine sees what stands on a command line.
    if (isSecret(name)) return `${quoted(name)}=@-`
    if (typeof value !== 'string') return `${quoted(name)}=${quoted(JSON.stringify(value))}`
    const isItself = isReadAsItself(value, parameter.schema ?? {}, method.schemas)
    return isItself ? `${quoted(name)}=${quoted(value)}` : `${quoted(name)}:=${quoted(JSON.stringify(value))}`
  })
  return ['mmc-agent call', method.name, ...words].join(' ')
}

/** The same for curl, which asks for the password. */
export function curlCommand(method: RemoteMethod, values: Values, url: string): string {
  const byName = method.parameters?.every(({ unnamed }) => !unnamed) === true
  const body = JSON.stringify(byName ? Object.fromEntries(values) : values.map(([, value]) => value))
  return `curl -u LOGIN -H 'Content-Type: application/json' -d ${quoted(body)} ${quoted(`${url}/rpc/${method.name}`)}`
}

/** Whether `call` takes a text for what it says: a file, another kind of value or an option it is not. */
function isReadAsItself(text: string, schema: JsonSchema, schemas: NamedSchemas) {
  if (text.startsWith('@')) return false
  const kinds = kindsOf(schema, schemas)
  const isStringOnly = kinds.length > 0 && kinds.every(isPlainString)
  return isStringOnly || !isJson(text)
}

/** By position, JSON is what no other reading takes. */
function placedText(value: unknown) {
  const isPlain = typeof value === 'string' && !/^[@-]/.test(value) && !isJson(value)
  return isPlain ? value : JSON.stringify(value)
}

function isSecret(name: string) {
  return /passw|secret|token/i.test(name)
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
