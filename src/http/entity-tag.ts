import { createHash } from 'node:crypto'

/** A weak tag: the same for a text whether it is sent packed or not. */
export function entityTag(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
}

/**
 * Whether a client has this answer already. RFC 9110, 13.1.2: a list of tags, compared weakly, or any at all.
 *
 * @param header - the request's If-None-Match
 */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return header.split(',').some(listed => listed.trim() === '*' || opaque(listed) === opaque(tag))
}
