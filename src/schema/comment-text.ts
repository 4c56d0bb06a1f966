import { constraintNames } from './constraints.ts'
import type { Tag } from './tag.ts'

/** A comment that documents something, taken apart. */
export interface CommentText {
  /** What stands before the first tag. */
  readonly body: string
  readonly tags: readonly Tag[]
}

/**
 * Takes a comment apart. A tag begins a line; one that means something here may follow other words too, as TypeScript has
 * it, but for examples. Lines within fences of three backticks hold none, so that examples can show decorators.
 *
 * @param comment - with its stars and slashes
 */
export function parseComment(comment: string): CommentText {
  const sections: { name: string; lines: string[]; offset: number }[] = [{ name: '', lines: [], offset: 0 }]
  let inFence = false
  for (const { text, offset } of contentLines(comment)) {
    const starts = inFence ? [] : tagStarts(text, sections.at(-1)?.name === 'example')
    if (/^\s*```/.test(text)) inFence = !inFence
    const before = text.slice(0, starts[0])
    if (starts[0] === undefined || before.trim() !== '') sections.at(-1)?.lines.push(before.trimEnd())
    for (const [index, start] of starts.entries()) {
      const [, name = '', rest = ''] = /^@(\w+)[ \t]*(.*)$/.exec(text.slice(start, starts[index + 1])) ?? []
      sections.push({ name, lines: [rest.trimEnd()], offset: offset + start })
    }
  }
  const [body, ...tags] = sections.map(({ name, lines, offset }) => ({
    name,
    text: lines
      .join('\n')
      .replace(/^(\s*\n)+/, '')
      .trimEnd(),
    offset,
  }))
  return { body: body?.text ?? '', tags }
}

/** What may follow other words: tags that change what is known of a method or a value. */
const tellingTags: readonly string[] = constraintNames.concat(
  ['param', 'arg', 'argument', 'returns', 'return', 'throws', 'exception'],
  ['deprecated', 'example', 'remarks'],
)

/** Where in a line tags begin; an example goes on to the end of it. */
function tagStarts(line: string, isInExample: boolean): number[] {
  const first = /^\s*@([a-zA-Z]\w*)(?![\w/])/.exec(line)
  const starts = first === null ? [] : [line.indexOf('@')]
  if (first?.[1] === 'example' || (isInExample && first === null)) return starts
  // Quotes, code and the inline tags of TSDoc are words like others.
  const words = line.replaceAll(/`[^`]*`|\{[^}]*\}|"[^"]*"/g, quoted => '.'.repeat(quoted.length))
  for (const { 1: name = '', index } of words.matchAll(/(?<=\S\s+)@(\w+)(?=\s|$)/g)) {
    if (!tellingTags.includes(name)) continue
    starts.push(index)
    if (name === 'example') break
  }
  return starts
}

/** The lines without what frames them, and where each begins. */
function contentLines(comment: string) {
  const lines: { text: string; offset: number }[] = []
  let offset = 0
  for (const line of comment.split('\n')) {
    const frame = offset === 0 ? /^\s*\/\*\*[ \t]?/.exec(line) : /^\s*(\*(?!\/)[ \t]?)?/.exec(line)
    const start = frame?.[0].length ?? 0
    lines.push({
      text: line
        .slice(start)
        .replace(/\s*\*\/\s*$/, '')
        .trimEnd(),
      offset: offset + start,
    })
    offset += line.length + 1
  }
  return lines
}

/** Makes the inline tags of TSDoc readable: `{@link addUser | adding users}` becomes `adding users`. */
export function readable(text: string): string {
  return text
    .replaceAll(
      /\{@(?:link|linkplain|linkcode)\s+([^}|\s]+)\s*\|?\s*([^}]*)\}/g,
      (_, target: string, label: string) => linkText(target, label.trim()),
    )
    .replaceAll(/\{@(?:code|literal)\s+([^}]*)\}/g, (_, code: string) => `\`${code.trim()}\``)
    .replaceAll('{@inheritDoc}', '')
    .trim()
}

function linkText(target: string, label: string) {
  const isAddress = /^https?:/.test(target)
  if (label === '') return isAddress ? target : `\`${target}\``
  return isAddress ? `${label} (${target})` : label
}
