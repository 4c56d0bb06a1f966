import { SaxesParser } from 'saxes'
import type { RpcValue } from '../../src/rpc/value.ts'

/** A call, or why there is none. */
export type Verdict = 'not well-formed' | 'no call' | { readonly method: string; readonly params: RpcValue }

class NoCall extends Error {}

interface Element {
  readonly name: string
  readonly children: Element[]
  text: string
}

/** What the strict parser saxes, and a plain reading of its tree, make of a document. */
export function judgeBySaxes(document: string): Verdict {
  const root: Element = { name: '', children: [], text: '' }
  const open = [root]
  // XML 1.1 is read as 1.0, as the specification asks of a reader of 1.0.
  const parser = new SaxesParser({ forceXMLVersion: true, defaultXMLVersion: '1.0' })
  // saxes lets an instruction pass whose name is followed by neither a blank nor its end.
  let broken = /<\?[^\s?<>]+\?[^>]/.test(document)
  parser.on('error', () => {
    broken = true
  })
  parser.on('doctype', () => {
    broken = true
  })
  parser.on('opentag', ({ name }) => {
    const element = { name: name.replace(/^[^:]+:([^:]+)$/, '$1'), children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  for (const event of ['text', 'cdata'] as const) {
    parser.on(event, text => {
      const element = open.at(-1)
      if (element !== undefined) element.text += text
    })
  }
  parser.write(document).close()
  if (broken) return 'not well-formed'
  try {
    return readCall(root)
  } catch (error) {
    if (error instanceof NoCall) return 'no call'
    throw error
  }
}

function need(condition: boolean): asserts condition {
  if (!condition) throw new NoCall()
}

function readCall(root: Element): Verdict {
  const [call] = elementsOf(root, 'methodCall')
  need(call !== undefined)
  elementsOf(call, 'methodName', 'params')
  const [names, params] = ['methodName', 'params'].map(name =>
    call.children.filter(child => child.name === name),
  )
  need(names?.length === 1 && params !== undefined && params.length <= 1)
  const method = blankless(textOf(names[0]))
  need(method !== '')
  const values = params
    .flatMap(list => elementsOf(list, 'param'))
    .map(param => readValue(only(param, 'value')))
  return { method, params: values }
}

function readValue(value: Element): RpcValue {
  if (value.children.length === 0) return value.text
  need(blankless(value.text) === '' && value.children.length === 1)
  const [typed] = value.children
  need(typed !== undefined)
  if (typed.name === 'array') return elementsOf(only(typed, 'data'), 'value').map(readValue)
  if (typed.name === 'struct') return readStruct(typed)
  const text = textOf(typed)
  if (typed.name === 'string') return text
  const number = Number(blankless(text))
  if (typed.name === 'boolean') {
    need(/^(?:[01]|true|false)$/.test(blankless(text)))
    return ['1', 'true'].includes(blankless(text))
  }
  need(
    ['int', 'i4', 'double'].includes(typed.name) &&
      /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(blankless(text)),
  )
  need(typed.name === 'double' || (!text.includes('.') && number === (number | 0)))
  return typed.name === 'double' ? number : number | 0
}

function readStruct(element: Element): RpcValue {
  const members = elementsOf(element, 'member').map(member => {
    elementsOf(member, 'name', 'value')
    need(member.children.length === 2)
    const name = member.children.find(child => child.name === 'name')
    const value = member.children.find(child => child.name === 'value')
    need(name !== undefined && value !== undefined)
    return [textOf(name), readValue(value)] as const
  })
  return Object.fromEntries(members)
}

function elementsOf(element: Element, ...names: string[]) {
  need(blankless(element.text) === '' && element.children.every(child => names.includes(child.name)))
  return element.children
}

function only(element: Element, name: string): Element {
  const [child, second] = elementsOf(element, name)
  need(child !== undefined && second === undefined)
  return child
}

function textOf(element: Element | undefined) {
  need(element !== undefined && element.children.length === 0)
  return element.text
}

function blankless(text: string) {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}
