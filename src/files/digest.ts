import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The SHA-256 of a file's bytes, in lower-case hex.
 *
 * @throws Error of the file system, such as ENOENT
 */
export function sha256OfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
