import { EventEmitter, once } from 'node:events'
import { relative, sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type FSWatcher, watch } from 'chokidar'

export interface WatchOptions {
  /** Whether a change is the watcher's own doing, and nothing new. */
  readonly isOwn: (file: string) => boolean
  /** Runs for each folder at the start and after its changes, for one at a time. */
  readonly run: (folder: string) => Promise<void>
  /** Ends the watch. */
  readonly end: AbortSignal
}

/** An editor writes a file in several steps, and a checkout writes many files. */
const gatherMs = 100

/**
 * Watches folders and all below them, but packages and whatever has a name that begins with a dot.
 *
 * @param folders - absolute
 * @returns when the watch has been ended, and with it the run that was going on
 * @throws Error when the system watches no more files, or a run throws
 */
export async function watchFolders(folders: readonly string[], options: WatchOptions): Promise<void> {
  const { isOwn, run, end } = options
  const due = new Set(folders)
  const changes = new EventEmitter()
  const watchers = folders.map(folder =>
    watch(folder, { ignoreInitial: true, ignored: path => isHidden(relative(folder, path)) })
      .on('all', (event, path) => {
        // Folders come and go with their files.
        if (event.endsWith('Dir') || isOwn(path)) return
        due.add(folder)
        changes.emit('change')
      })
      .on('error', error => changes.emit('error', error)),
  )
  // Whoever waits for a change hears of an error too; at other times it is enough that the watch goes on.
  changes.on('error', () => {})
  try {
    // What changes from here on is seen, and what is read from here on is new.
    await Promise.all(watchers.map(watcher => isReady(watcher, end)))
    while (true) {
      for (const folder of due) {
        due.delete(folder)
        await run(folder)
        end.throwIfAborted()
      }
      if (due.size === 0) await once(changes, 'change', { signal: end })
      await setTimeout(gatherMs, undefined, { signal: end })
    }
  } catch (error) {
    if (!end.aborted) throw error
  } finally {
    await Promise.all(watchers.map(watcher => watcher.close()))
  }
}

async function isReady(watcher: FSWatcher, end: AbortSignal) {
  await once(watcher, 'ready', { signal: end })
}

function isHidden(path: string) {
  return path.split(sep).some(name => name === 'node_modules' || /^\.[^.]/.test(name))
}
