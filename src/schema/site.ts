import type { JsonSchema } from '../rpc/json-schema.ts'
import { constrained } from './constraints.ts'
import type { Problems } from './problems.ts'
import type { Tag } from './tag.ts'
import type { Comment, Place } from './views.ts'

/** Where a type stands: in the words of its function, such as `parameter 'filter.names[]'`, and in the source. */
export interface Site {
  readonly what: 'parameter' | 'result'
  /** Empty for the result itself. */
  readonly path: string
  readonly place: Place
}

/** Narrows a schema by the tags of a comment, such as `@minimum 0`; those that do not fit are reported. */
export function narrowed(
  schema: JsonSchema,
  tags: readonly Tag[],
  site: Site,
  comment: Comment | null,
  problems: Problems,
): JsonSchema {
  const { schema: narrower, mistakes } = constrained(schema, tags)
  for (const { tag, message } of mistakes) {
    problems.error(comment?.place(tag.offset) ?? site.place, `${subject(site)}: ${message}`)
  }
  return narrower
}

/** Begins every message about a type. */
export function subject({ what, path }: Site) {
  if (path === '') return `the ${what}`
  return what === 'result' ? `the result's '${path.replace(/^\./, '')}'` : `parameter '${path}'`
}

export function within(site: Site, step: string, place: Place | null = null): Site {
  return { ...site, path: site.path + step, place: place ?? site.place }
}
