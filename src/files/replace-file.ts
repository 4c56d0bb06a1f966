import { randomBytes } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface ReplaceFileOptions {
  /** Who may do what with the file. Default 0o600. */
  readonly mode?: number
}

/**
 * Replaces a file's content, or makes the file, so that whoever reads it, and a machine that loses its power, finds the
 * old content whole or the new one whole. A file that was there keeps its owner where the agent may give it away.
 *
 * @throws Error where something else than a file has the name, and as node:fs throws it; all is as it was
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  { mode = 0o600 }: ReplaceFileOptions = {},
): Promise<void> {
  // Through a link, not over it.
  const target = await realpath(file).catch(() => file)
  const there = await stat(target).catch(() => undefined)
  if (there !== undefined && !there.isFile()) throw new Error(`${target} is no regular file`)
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await write(beside, async handle => {
      // The umask has had its say; what the caller asked for counts.
      await handle.chmod(mode)
      if (there !== undefined) await handle.chown(there.uid, there.gid).catch(() => undefined)
      await handle.writeFile(content)
    })
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncFolder(dirname(target))
}

async function write(file: string, fill: (handle: FileHandle) => Promise<void>) {
  const handle = await open(file, 'wx', 0o600)
  try {
    await fill(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The new name itself must reach the disk; where a folder cannot be synced, the file system sees to it. */
async function syncFolder(folder: string) {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch {
  } finally {
    await handle.close()
  }
}
