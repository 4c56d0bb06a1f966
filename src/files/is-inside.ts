import { relative, sep } from 'node:path'

/** Whether a path is that of a folder, or of something in it; both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  // A file may be called "..x".
  return way !== '..' && !way.startsWith(`..${sep}`)
}
