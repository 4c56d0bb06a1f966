import type { CallExpression, Expression } from 'acorn'
import type { Example } from '../rpc/method.ts'
import { dataOf, type Plain, parseWhole, plainValue } from './literal-value.ts'

/**
 * Reads the text of an `@example`. Where it is a call of the function with plain data, the example can be tried:
 *
 * ```ts
 * await plugin.addUser('ada', 7) // → { uid: 7 }
 * ```
 *
 * @param name - the function's
 */
export function readExample(text: string, name: string): Example {
  const code = withoutFence(text)
  const [, source = '', comment] = /^((?:.|\n)*?)(?:[ \t]*(?:\/\/|\n\/\/)\s*(.*))?$/.exec(code) ?? []
  const params = callParams(source, name)
  if (params === undefined) return { text: code }
  const result = comment === undefined ? undefined : plainValue(comment.replace(/^(→|->|=>|=)\s*/, ''))
  return { text: code, params, ...(result === undefined ? {} : { result }) }
}

function withoutFence(text: string) {
  return /^```[^\n]*\n((?:.|\n)*?)\n?\s*```$/.exec(text.trim())?.[1] ?? text.trim()
}

function callParams(source: string, name: string): readonly Plain[] | undefined {
  const call = callOf(parseWhole(source.trim().replace(/;$/, '')))
  if (call === undefined || calledName(call) !== name) return undefined
  const params = call.arguments.map(dataOf)
  return params.every(param => param !== undefined) ? params : undefined
}

function callOf(expression: Expression | undefined): CallExpression | undefined {
  if (expression?.type === 'AwaitExpression') return callOf(expression.argument)
  return expression?.type === 'CallExpression' ? expression : undefined
}

function calledName({ callee }: CallExpression) {
  if (callee.type === 'Identifier') return callee.name
  const isMember = callee.type === 'MemberExpression' && callee.object.type === 'Identifier'
  return isMember && callee.property.type === 'Identifier' ? callee.property.name : undefined
}
