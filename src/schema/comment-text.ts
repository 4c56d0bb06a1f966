/** A comment that documents something, taken apart. */
export interface CommentText {
  /** What stands before the first tag. */
  readonly body: string
  readonly tags: readonly Tag[]
}

/** A tag such as `@param`, with all that stands before the next one. */
export interface Tag {
  /** Without the `@`. */
  readonly name: string
  readonly text: string
  /** Where the `@` stands in the comment. */
  readonly offset: number
}

/**
 * Takes a comment apart: a tag begins a line, and lines within fences of three backticks hold none, so that examples can
 * show decorators.
 *
 * @param comment - with its stars and slashes
 */
export function parseComment(comment: string): CommentText {
  const sections: { name: string; lines: string[]; offset: number }[] = [{ name: '', lines: [], offset: 0 }]
  let inFence = false
  for (const { text, offset } of contentLines(comment)) {
    const [, space = '', name, rest = ''] =
      (inFence ? null : /^(\s*)@([a-zA-Z]\w*)(?![\w/])\s?(.*)$/.exec(text)) ?? []
    if (/^\s*```/.test(text)) inFence = !inFence
    if (name === undefined) sections.at(-1)?.lines.push(text)
    else sections.push({ name, lines: [rest], offset: offset + space.length })
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
