import { type CallExpression, type Comment, type Expression, parse } from 'acorn'
import type { Example } from '../rpc/method.ts'
import { dataOf, plainValue } from './literal-value.ts'

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
  const { call, comment } = parseCall(code)
  const params = call !== undefined && calledName(call) === name ? call.arguments.map(dataOf) : [undefined]
  if (!params.every(param => param !== undefined)) return { text: code }
  const result = plainValue(comment.trim().replace(/^(→|->|=>|=)/, ''))
  return { text: code, params, ...(result === undefined ? {} : { result }) }
}

function withoutFence(text: string) {
  return /^```[^\n]*\n([\s\S]*?)\n?\s*```$/.exec(text.trim())?.[1] ?? text.trim()
}

/** A text that is one call and no more, and the comment behind it. */
function parseCall(code: string): { call?: CallExpression; comment: string } {
  const comments: Comment[] = []
  try {
    const { body } = parse(code, { ecmaVersion: 'latest', sourceType: 'module', onComment: comments })
    const [statement, ...others] = body
    if (statement?.type !== 'ExpressionStatement' || others.length > 0) return { comment: '' }
    const call = callOf(statement.expression)
    const behind = comments.filter(({ start }) => start >= statement.expression.end)
    return { ...(call === undefined ? {} : { call }), comment: behind.map(({ value }) => value).join('\n') }
  } catch {
    return { comment: '' }
  }
}

function callOf(expression: Expression): CallExpression | undefined {
  if (expression.type === 'AwaitExpression') return callOf(expression.argument)
  return expression.type === 'CallExpression' ? expression : undefined
}

function calledName({ callee }: CallExpression) {
  if (callee.type === 'Identifier') return callee.name
  const isMember = callee.type === 'MemberExpression' && callee.object.type === 'Identifier'
  return isMember && callee.property.type === 'Identifier' ? callee.property.name : undefined
}
