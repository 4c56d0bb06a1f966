import { types } from 'node:util'
import { SaxesParser } from 'saxes'
import type { RpcStruct, RpcValue } from '../../src/rpc/value.ts'

/** A reply as a strict XML parser, which is not ours, reads it. */
export type XmlReply = { readonly result: RpcValue } | { readonly fault: { code: number; message: string } }

/** Writes a call as plainly as any client would. */
export function writeCall(method: string, params: readonly RpcValue[]): string {
  const list = params.map(param => `<param><value>${written(param)}</value></param>`).join('')
  return `<?xml version="1.0"?><methodCall><methodName>${escaped(method)}</methodName><params>${list}</params></methodCall>`
}

function written(value: RpcValue): string {
  if (value === null) return '<nil/>'
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`
  if (typeof value === 'bigint') return `<i8>${value}</i8>`
  if (typeof value === 'number') {
    const isInt = Number.isInteger(value) && Math.abs(value) < 2 ** 31
    return isInt ? `<int>${value}</int>` : `<double>${value}</double>`
  }
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`
  if (types.isDate(value)) return `<dateTime.iso8601>${value.toISOString()}</dateTime.iso8601>`
  if (types.isUint8Array(value)) return `<base64>${Buffer.from(value).toString('base64')}</base64>`
  if (Array.isArray(value)) {
    return `<array><data>${value.map(item => `<value>${written(item)}</value>`).join('')}</data></array>`
  }
  const members = Object.entries(value as RpcStruct)
  return `<struct>${members.map(([name, member]) => `<member><name>${escaped(name)}</name><value>${written(member)}</value></member>`).join('')}</struct>`
}

function escaped(text: string) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;')
}

interface Element {
  readonly name: string
  readonly children: Element[]
  text: string
}

/** Reads a reply, and throws for anything that the strictest client would not read. */
export function readReply(xml: string): XmlReply {
  const root = parse(xml)
  const [content] = root.children
  if (root.name !== 'methodResponse' || content === undefined) throw new Error(`no reply: ${xml}`)
  if (content.name === 'params') return { result: readValue(only(only(content, 'param'), 'value')) }
  const { faultCode, faultString, ...others } = readValue(only(content, 'value')) as Record<string, RpcValue>
  if (typeof faultCode !== 'number' || typeof faultString !== 'string' || Object.keys(others).length > 0) {
    throw new Error(`no fault: ${xml}`)
  }
  return { fault: { code: faultCode, message: faultString } }
}

function parse(xml: string): Element {
  const top: Element = { name: '', children: [], text: '' }
  const open = [top]
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    const element = { name, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', text => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.on('error', error => {
    throw error
  })
  parser.write(xml).close()
  const [root] = top.children
  if (root === undefined) throw new Error('no document')
  return root
}

function only(parent: Element, name: string): Element {
  const [child, second] = parent.children
  if (child?.name === name && second === undefined) return child
  throw new Error(`<${parent.name}> must hold one <${name}>`)
}

function readValue(value: Element): RpcValue {
  const [type, second] = value.children
  if (type === undefined || second !== undefined) throw new Error('a <value> must hold one type')
  switch (type.name) {
    case 'int':
      return Number(type.text)
    case 'i8':
      return BigInt(type.text)
    case 'double':
      return Number(type.text)
    case 'boolean':
      return type.text === '1'
    case 'string':
      return type.text
    case 'nil':
      return null
    case 'base64':
      return new Uint8Array(Buffer.from(type.text, 'base64'))
    case 'dateTime.iso8601':
      return new Date(type.text.replace(/^(\d{4})(\d\d)(\d\d)T(.*)$/, '$1-$2-$3T$4Z'))
    case 'array':
      return only(type, 'data').children.map(readValue)
    case 'struct':
      return Object.fromEntries(type.children.map(memberOf))
    default:
      throw new Error(`unknown type <${type.name}>`)
  }
}

function memberOf({ children: [name, value] }: Element): [string, RpcValue] {
  if (name?.name !== 'name' || value?.name !== 'value') throw new Error('<name>, then <value>')
  return [name.text, readValue(value)]
}
