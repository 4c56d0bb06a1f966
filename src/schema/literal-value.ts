import { type Expression, type Property, parseExpressionAt, type SpreadElement } from 'acorn'

/** Plain data as JSON holds it. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain }

/**
 * Reads an expression that spells plain data, such as `{ uid: 7, groups: ['users'] }`; nothing is evaluated.
 *
 * @returns undefined where it is anything else: a variable, a call, a bigint, a number that JSON has no word for
 */
export function plainValue(source: string): Plain | undefined {
  const expression = parseWhole(source)
  return expression === undefined ? undefined : dataOf(expression)
}

/** The expression that is the whole of a text. */
function parseWhole(source: string): Expression | undefined {
  try {
    const whole = parseExpressionAt(`(${source}\n)`, 0, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      preserveParens: true,
    })
    const isWhole = whole.type === 'ParenthesizedExpression' && whole.end === source.length + 3
    return isWhole ? whole.expression : undefined
  } catch {
    return undefined
  }
}

export function dataOf(expression: Expression | SpreadElement | null): Plain | undefined {
  switch (expression?.type) {
    case 'ParenthesizedExpression':
      return dataOf(expression.expression)
    case 'Literal':
      return isPlain(expression.value) ? expression.value : undefined
    case 'TemplateLiteral':
      return expression.expressions.length === 0
        ? (expression.quasis[0]?.value.cooked ?? undefined)
        : undefined
    case 'UnaryExpression': {
      const value = expression.operator === '-' ? dataOf(expression.argument) : undefined
      return typeof value === 'number' ? -value : undefined
    }
    case 'ArrayExpression':
      return whole(expression.elements.map(dataOf))
    case 'ObjectExpression':
      return struct(expression.properties)
    default:
      return undefined
  }
}

function struct(properties: readonly (Property | SpreadElement)[]): Plain | undefined {
  const entries: [string, Plain][] = []
  for (const property of properties) {
    const name = property.type === 'Property' ? memberName(property) : undefined
    const value = property.type === 'Property' ? dataOf(property.value) : undefined
    if (name === undefined || value === undefined) return undefined
    entries.push([name, value])
  }
  return Object.fromEntries(entries)
}

function memberName({ kind, computed, key }: Property) {
  if (kind !== 'init' || computed) return undefined
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
  // It would be no member, but what the object inherits.
  return name === '__proto__' ? undefined : name
}

function whole(values: readonly (Plain | undefined)[]): readonly Plain[] | undefined {
  return values.every(value => value !== undefined) ? values : undefined
}

function isPlain(value: unknown): value is Plain {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
