import type { Documentation } from '../rpc/method.ts'
import { type CommentText, readable, type Tag } from './comment-text.ts'
import { readExample } from './examples.ts'

/** What a comment says about a parameter. */
export interface ParameterWords {
  readonly name: string
  readonly description: string
  /** In brackets, as JSDoc marks what may be left out. */
  readonly optional: boolean
  /** The `5` of `[count=5]`. */
  readonly default: string | undefined
  readonly tag: Tag
}

/**
 * The words about a function itself.
 *
 * @param name - the function's, by which its examples are known
 */
export function documentationOf({ body, tags }: CommentText, name: string): Documentation {
  const [summary = '', ...paragraphs] = readable(body).split(/\n[ \t]*\n/)
  const texts = (tagName: RegExp) => tags.filter(tag => tagName.test(tag.name)).map(({ text }) => text)
  const description = [...paragraphs, ...texts(/^remarks$/).map(readable)].join('\n\n').trim()
  const throws = texts(/^(throws|exception)$/).map(text => readable(withoutType(text)))
  const [deprecated] = texts(/^deprecated$/).map(readable)
  const examples = texts(/^example$/).map(text => readExample(text, name))
  return {
    summary: oneLine(summary),
    ...(description === '' ? {} : { description }),
    ...(throws.length === 0 ? {} : { throws }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(examples.length === 0 ? {} : { examples }),
  }
}

/** The words about what a function returns. */
export function resultWords({ tags }: CommentText): string | undefined {
  const tag = tags.find(({ name }) => name === 'returns' || name === 'return')
  const text = tag === undefined ? '' : readable(withoutDash(withoutType(tag.text)))
  return text === '' ? undefined : text
}

/** All the words about a type or a member. */
export function wordsOf({ body, tags }: CommentText): string | undefined {
  const remarks = tags.filter(({ name }) => name === 'remarks').map(({ text }) => text)
  const words = [body, ...remarks].map(readable).filter(text => text !== '')
  return words.length === 0 ? undefined : words.join('\n\n')
}

/** What `@param` tags say; of those about members, such as `options.name`, nothing. */
export function parameterWords({ tags }: CommentText): ParameterWords[] {
  return tags
    .filter(({ name }) => name === 'param' || name === 'arg' || name === 'argument')
    .flatMap(tag => {
      const text = withoutType(tag.text)
      const found =
        /^(?:\[\s*([\w$]+)\s*(?:=\s*((?:[^[\]]|\[[^\]]*\])*?)\s*)?\]|([\w$]+))(?![\w$.[])\s*/.exec(text)
      const name = found?.[1] ?? found?.[3]
      if (found === null || name === undefined) return []
      const description = readable(withoutDash(text.slice(found[0].length)))
      return [{ name, description, optional: found[1] !== undefined, default: found[2], tag }]
    })
}

/** Without the `{type}` of JSDoc, which may hold braces itself. */
function withoutType(text: string) {
  if (!text.startsWith('{') || text.startsWith('{@')) return text
  let depth = 0
  for (const [index, character] of [...text].entries()) {
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    if (depth === 0)
      return [...text]
        .slice(index + 1)
        .join('')
        .trimStart()
  }
  return text
}

function withoutDash(text: string) {
  return text.replace(/^-\s+/, '')
}

function oneLine(text: string) {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}
