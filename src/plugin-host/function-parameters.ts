import { type ArrowFunctionExpression, type FunctionExpression, type Pattern, parseExpressionAt } from 'acorn'
import type { Parameter } from '../rpc/method.ts'

/** Any function that a plugin exports. */
export type AnyFunction = (...args: unknown[]) => unknown

/**
 * Reads a function's parameters from its own source: JavaScript keeps nothing else of them at run time.
 *
 * A parameter is optional when it has a default; a type that says so, as `uid?: number` does, is gone by then.
 *
 * @returns null where the source tells nothing, as with native and bound functions
 */
export function functionParameters(fn: AnyFunction): readonly Parameter[] | null {
  const source = Function.prototype.toString.call(fn)
  // What was written inside an object, as `{ greet(name) {} }`, is no expression by itself.
  for (const text of [`(${source})`, `({${source}})`]) {
    const params = parseFunction(text)?.params
    if (params !== undefined) return params.map((param, index) => parameter(param, index, text))
  }
  return null
}

function parseFunction(text: string): FunctionExpression | ArrowFunctionExpression | undefined {
  try {
    const parsed = parseExpressionAt(text, 0, { ecmaVersion: 'latest', sourceType: 'module' })
    const inner = parsed.type === 'ParenthesizedExpression' ? parsed.expression : parsed
    if (inner.type === 'FunctionExpression' || inner.type === 'ArrowFunctionExpression') return inner
    if (inner.type !== 'ObjectExpression') return undefined
    const [property] = inner.properties
    return property?.type === 'Property' && property.value.type === 'FunctionExpression'
      ? property.value
      : undefined
  } catch {
    return undefined
  }
}

function parameter(param: Pattern, index: number, text: string): Parameter {
  switch (param.type) {
    case 'AssignmentPattern': {
      const byDefault = text.slice(param.right.start, param.right.end)
      return { ...parameter(param.left, index, text), optional: true, default: byDefault }
    }
    case 'RestElement':
      return { ...parameter(param.argument, index, text), optional: true, rest: true }
    case 'Identifier':
      return { name: param.name, optional: false, rest: false }
    default:
      return { name: `parameter${index + 1}`, optional: false, rest: false, unnamed: true }
  }
}
