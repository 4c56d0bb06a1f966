import type { JsonSchema } from '../rpc/json-schema.ts'
import { parseComment } from './comment-text.ts'
import { memberWords, wordsOf } from './documentation.ts'
import type { Problems } from './problems.ts'
import { withMemberWords } from './schema-parts.ts'
import { narrowed, type Site } from './site.ts'
import type { Comment } from './views.ts'

/** Adds what a comment says of a value: its words and its constraints. */
export function commented(schema: JsonSchema, comment: Comment, site: Site, problems: Problems): JsonSchema {
  const parsed = parseComment(comment.text)
  const description = wordsOf(parsed)
  const narrower = narrowed(schema, parsed.tags, site, comment, problems)
  return {
    ...withMemberWords(narrower, memberWords(parsed)),
    ...(description === undefined ? {} : { description }),
    ...(parsed.tags.some(({ name }) => name === 'deprecated') ? { deprecated: true } : {}),
  }
}
