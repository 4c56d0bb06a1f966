import { authorization } from '../helper.ts'
import type { Expected } from './judge.ts'

/** What hostile calls pass as an argument: no fault may ever say it. */
export const argument = 'hunter2-of-the-caller'

export type Body = string | Uint8Array

/** A request as text, up to its body: `request('GET /docs')`. Lines that are given stand instead of the usual ones. */
export function request(line: string, headers: readonly string[] = [], body?: Body): Buffer {
  const bytes = body === undefined ? undefined : bytesOf(body)
  const names = new Set(headers.map(header => header.split(':')[0]?.toLowerCase().trim()))
  const usual = [
    'Host: localhost',
    `Authorization: ${authorization}`,
    'Connection: close',
    ...(bytes === undefined ? [] : [`Content-Length: ${bytes.length}`]),
  ].filter(header => !names.has(header.split(':')[0]?.toLowerCase()))
  // `-Name` leaves a usual line out.
  const left = usual.filter(header => !names.has(`-${header.split(':')[0]?.toLowerCase()}`))
  const lines = [...left, ...headers.filter(header => !/^-[A-Z]/.test(header))]
  const version = / HTTP\/\d/.test(line) ? line : `${line} HTTP/1.1`
  const head = Buffer.from(`${version}\r\n${lines.map(header => `${header}\r\n`).join('')}\r\n`, 'latin1')
  return bytes === undefined ? head : Buffer.concat([head, bytes])
}

export function post(path: string, type: string, body: Body, headers: readonly string[] = []): Buffer {
  return request(`POST ${path}`, [`Content-Type: ${type}`, ...headers], body)
}

export const xml = (body: Body, headers: readonly string[] = []) => post('/RPC2', 'text/xml', body, headers)
export const json = (body: Body | object, headers: readonly string[] = []) =>
  post('/jsonrpc', 'application/json', jsonBody(body), headers)
export const rpc = (method: string, body: Body | object = [], headers: readonly string[] = []) =>
  post(`/rpc/${method}`, 'application/json', jsonBody(body), headers)

function jsonBody(body: Body | object): Body {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
}

function bytesOf(body: Body) {
  return typeof body === 'string' ? Buffer.from(body) : body
}

/** A call of XML-RPC; each parameter is what stands in its `<value>`. */
export function call(method: string, ...values: readonly string[]): string {
  const params = values.map(value => `<param><value>${value}</value></param>`).join('')
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`
}

export const echo = (value: string) => call('witness.echo', value)

export const jsonCall = (method: string, params: unknown = [], id: unknown = 1) => ({
  jsonrpc: '2.0',
  method,
  params,
  id,
})

// What comes back.

export const xmlFault = (code?: Expected['code'], status: Expected['status'] = 200): Expected => ({
  status,
  body: 'xml fault',
  ...(code !== undefined && { code }),
})
export const xmlResult = (value?: string): Expected => ({ status: 200, body: 'xml', value })
export const jsonError = (code?: Expected['code'], status: Expected['status'] = 200): Expected => ({
  status,
  body: 'json-rpc error',
  ...(code !== undefined && { code }),
})
export const jsonResult = (value: unknown): Expected => ({ status: 200, body: 'json-rpc', value })
export const rpcError = (status: Expected['status'], code?: Expected['code']): Expected => ({
  status,
  body: 'json error',
  ...(code !== undefined && { code }),
})
export const rpcResult = (value: unknown): Expected => ({ status: 200, body: 'json', value })
/** Refused before a door was found; the form is not promised. */
export const refused = (...status: readonly number[]): Expected => ({ status, body: 'any' })

export const malformed = [-32700, -32701, -32702]
