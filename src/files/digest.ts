import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The SHA-256 of a file's bytes, in lower-case hex.
 *
 * @throws Error of the file system, such as ENOENT
 */
export function sha256OfFile(file: string): string {
  return sha256(readFileSync(file))
}

/** The SHA-256 of some bytes, or of a text in UTF-8, in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
