import type { Documentation } from '../rpc/method.ts'
import { type CommentText, readable } from './comment-text.ts'
import { isConstraint } from './constraints.ts'
import { readExample } from './examples.ts'
import type { Tag } from './tag.ts'

/** What a comment says about a parameter, or about the result. */
export interface ValueWords {
  /** Of the parameter; empty for the result. */
  readonly name: string
  readonly description: string
  /** The `5` of JSDoc's `[count=5]`. */
  readonly default: string | undefined
  readonly tag: Tag
  /** The tags beneath it that narrow it, such as `@minimum 0`. */
  readonly constraints: readonly Tag[]
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

/** What `@returns` says. */
export function resultWords({ tags }: CommentText): ValueWords | undefined {
  const tag = tags.find(({ name }) => name === 'returns' || name === 'return')
  if (tag === undefined) return undefined
  const description = readable(withoutDash(withoutType(tag.text)))
  return { name: '', description, default: undefined, tag, constraints: constraintsBeneath(tag, tags) }
}

/** All the words about a type or a member; a `@typedef` of JSDoc has its own behind the name. */
export function wordsOf({ body, tags }: CommentText): string | undefined {
  const texts = (tagName: string) => tags.filter(({ name }) => name === tagName).map(({ text }) => text)
  const typedefs = texts('typedef').map(text => withoutDash(withoutType(text).replace(/^\S+\s*/, '')))
  const words = [body, ...typedefs, ...texts('remarks')].map(readable).filter(text => text !== '')
  return words.length === 0 ? undefined : words.join('\n\n')
}

/** What `@param` tags say; of those about members, such as `options.name`, nothing. */
export function parameterWords({ tags }: CommentText): ValueWords[] {
  return tags.filter(isParam).flatMap(tag => {
    const text = withoutType(tag.text)
    const found = /^(?:\[\s*([\w$]+)\s*(?:=\s*((?:[^[\]]|\[[^\]]*\])*?)\s*)?\]|([\w$]+))(?![\w$.[])\s*/.exec(
      text,
    )
    const name = found?.[1] ?? found?.[3]
    if (found === null || name === undefined) return []
    const description = readable(withoutDash(text.slice(found[0].length)))
    return { name, description, default: found[2], tag, constraints: constraintsBeneath(tag, tags) }
  })
}

/** What the `@property` tags of a `@typedef` say, by the names of the members. */
export function memberWords({ tags }: CommentText): ReadonlyMap<string, string> {
  const properties = tags.filter(({ name }) => name === 'property' || name === 'prop')
  const found = properties.flatMap(({ text }) => {
    const [, name, words = ''] =
      /^\[?\s*([\w$]+)(?:\s*=[^\]]*)?\]?\s*([\s\S]*)$/.exec(withoutType(text)) ?? []
    const description = readable(withoutDash(words))
    return name === undefined || description === '' ? [] : [[name, description] as const]
  })
  return new Map(found)
}

/** Tags that narrow a value, but stand beneath neither a parameter nor the result. */
export function strayConstraints({ tags }: CommentText): Tag[] {
  const owned = tags.filter(tag => isParam(tag) || /^returns?$/.test(tag.name))
  const placed = owned.flatMap(tag => constraintsBeneath(tag, tags))
  return tags.filter(tag => isConstraint(tag) && !placed.includes(tag))
}

function constraintsBeneath(tag: Tag, tags: readonly Tag[]): readonly Tag[] {
  const after = tags.slice(tags.indexOf(tag) + 1)
  const end = after.findIndex(other => !isConstraint(other))
  return end === -1 ? after : after.slice(0, end)
}

function isParam({ name }: Tag) {
  return name === 'param' || name === 'arg' || name === 'argument'
}

/** Without the `{type}` of JSDoc, which may hold braces itself. */
function withoutType(text: string) {
  if (!text.startsWith('{') || text.startsWith('{@')) return text
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1
    if (text[index] === '}') depth -= 1
    if (depth === 0) return text.slice(index + 1).trimStart()
  }
  return text
}

function withoutDash(text: string) {
  return text.replace(/^-\s+/, '')
}

function oneLine(text: string) {
  return text.replaceAll(/\s*\n\s*/g, ' ')
}
