import type { Shape, TypeView } from './views.ts'

/**
 * The regular expression of a template literal type such as `${number}px`.
 *
 * @returns undefined where a part of it is more than one can say, as `Uppercase<string>` is
 */
export function templatePattern(shape: Shape): string | undefined {
  const pattern = patternOf(shape)
  return pattern === undefined ? undefined : `^${pattern}$`
}

function patternOf(shape: Shape): string | undefined {
  switch (shape.kind) {
    case 'string':
      return '[\\s\\S]*'
    case 'number':
    case 'integer':
    case 'double':
      return '-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?'
    case 'bigint':
      return '-?\\d+'
    case 'boolean':
      return '(true|false)'
    case 'null':
      return 'null'
    case 'literal':
      return escaped(String(shape.value))
    case 'enum':
      return `(${shape.values.map(value => escaped(String(value))).join('|')})`
    case 'union':
      return joined(shape.members, members => `(${members.join('|')})`)
    case 'template':
      return joined(shape.types, types =>
        shape.texts.map((text, index) => escaped(text) + (types[index] ?? '')).join(''),
      )
    default:
      return undefined
  }
}

function joined(types: readonly TypeView[], join: (patterns: readonly string[]) => string) {
  const patterns = types.map(type => patternOf(type.shape()))
  return patterns.every(pattern => pattern !== undefined) ? join(patterns) : undefined
}

function escaped(text: string) {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/g, '\\$&')
}
