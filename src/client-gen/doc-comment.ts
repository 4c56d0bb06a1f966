import { longestLine } from './layout.ts'
import { unsafe } from './literals.ts'

/** One thing that a comment says. */
export interface DocPart {
  /** Such as `@param name -`; none for plain words. */
  readonly tag?: string
  /** Markdown. */
  readonly text: string
  /** Stands on lines of its own, below the tag. */
  readonly isBlock?: true
}

/**
 * Writes a TSDoc comment. The texts are an agent's, and cannot end the comment nor begin a tag.
 *
 * @param indent - how far it will be moved to the right
 * @returns its lines and a line end; nothing where there is nothing to say
 */
export function docComment(parts: readonly DocPart[], indent = 0): string {
  const said = parts.filter(({ tag, text }) => tag !== undefined || text.trim() !== '')
  if (said.length === 0) return ''
  const width = Math.max(60, longestLine - indent - ' * '.length)
  const lines = said.flatMap((part, index) => {
    const isApart = index > 0 && (part.tag === undefined || said[index - 1]?.tag === undefined)
    return [...(isApart ? [''] : []), ...linesOf(part, width)]
  })
  const [first = ''] = lines
  if (lines.length === 1 && first.length <= width - 4) return `/** ${first} */\n`
  return `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}

function linesOf({ tag, text, isBlock }: DocPart, width: number): string[] {
  const lines = safeLines(text)
  if (tag === undefined) return wrapped(lines, width)
  if (isBlock) return [tag, ...lines.map(withoutTag)]
  const [first = '', ...others] = lines
  return wrapped([`${tag} ${first}`.trim(), ...others], width, '  ')
}

/** Lines that can stand in a comment. */
function safeLines(text: string): string[] {
  const lines = text.trim().split(/\r\n?|[\n\u2028\u2029]/)
  return lines.map(line =>
    line
      .trimEnd()
      .replaceAll('\t', '  ')
      .replaceAll('*/', '*\\/')
      .replaceAll(unsafe, character => (character === '<' ? '<\\' : '\ufffd')),
  )
}

/** Breaks lines of words that are too long; what is laid out, such as code, stays. */
function wrapped(lines: readonly string[], width: number, hanging = ''): string[] {
  let isFenced = false
  return lines.flatMap((line, index) => {
    const isFence = /^\s*(```|~~~)/.test(line)
    if (isFence) isFenced = !isFenced
    const indent = index === 0 ? '' : hanging
    if (isFence || isFenced || /^(\s{4}|\|)/.test(line)) return [`${indent}${line}`]
    // The first line of a tag begins with it.
    const isTag = index === 0 && hanging !== ''
    const [first = '', ...others] = broken(`${indent}${line}`, width, hanging || itemIndent(line))
    return [isTag ? first : withoutTag(first), ...others.map(withoutTag)]
  })
}

/** The words of an item in a list stand below each other. */
function itemIndent(line: string) {
  return ' '.repeat(/^\s{0,6}(?:[-*+]|\d{1,2}[.)])\s/.exec(line)?.[0].length ?? 0)
}

function broken(line: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let left = line
  while (left.length > width) {
    // What it begins with is no place to break it.
    const start = /^\s*(?:[-*+] )?/.exec(left)?.[0].length ?? 0
    const before = left.lastIndexOf(' ', width)
    const end = before > start ? before : left.indexOf(' ', Math.max(start, width))
    if (end === -1) break
    lines.push(left.slice(0, end).trimEnd())
    left = `${indent}${left.slice(end + 1).trimStart()}`
  }
  return [...lines, left]
}

/** A line that begins with `@` begins a tag. */
function withoutTag(line: string) {
  return line.replace(/^(\s*)@/, '$1\\@')
}
