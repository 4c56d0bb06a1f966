import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The files and folders that a path can become.
 *
 * @param prefix - stands before each, such as `@`
 */
export async function listFiles(path: string, prefix = ''): Promise<{ readonly value: string }[]> {
  const start = path.slice(0, path.lastIndexOf('/') + 1)
  const isHiddenWanted = path.slice(start.length).startsWith('.')
  try {
    const entries = await readdir(start === '' ? '.' : dirname(`${start}x`), { withFileTypes: true })
    return entries
      .filter(({ name }) => isHiddenWanted || !name.startsWith('.'))
      .map(entry => ({ value: `${prefix}${start}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
  } catch {
    return []
  }
}
