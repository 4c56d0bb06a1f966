import { lstatSync, opendirSync, readlinkSync, realpathSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isInside } from './is-inside.ts'
import { shellWord } from './shell-word.ts'

/** Why root must not trust a path, in words for the operator. */
export interface Unsafe {
  /** What is wrong, and with what: the path itself, a folder above it, or a link on the way. */
  readonly why: string
  /** The command that mends it. */
  readonly cure: string
}

export interface TreeRights {
  readonly unsafe: Unsafe | undefined
  /** Whether all was looked at, or more was there than {@link mostEntries}. */
  readonly isWhole: boolean
}

/** Most entries that are looked at in one folder and those below it. */
export const mostEntries = 100_000

/** As many as Linux follows. */
const mostLinks = 40

/** How many entries are looked at before others have their turn; a few ms. */
const entriesPerTurn = 500

/**
 * Finds out who else than root decides what a path leads to. Each folder on the way counts, that of each link too: who may
 * write to it may put something else in its place. With access control lists, the bits of the group are the most that any of them allows.
 */
export class PathRights {
  readonly #trusted: string | undefined
  /** Folders that are known to be safe, with those above them. */
  readonly #safe = new Set<string>()

  /** @param trusted - a folder whose contents are not looked at, wherever it lies */
  constructor(trusted?: string) {
    this.#trusted = trusted === undefined ? undefined : realPath(trusted)
  }

  /**
   * @param path - absolute; need not be there
   * @param make - where it is not there and everybody could make it: the command with which root forestalls that; undefined: the
   * agent itself makes it, and writes to it whoever else may, as long as nobody else could put it there
   */
  of(path: string, make: 'touch' | 'mkdir' | undefined): Unsafe | undefined {
    const isTrusted = this.#isTrusted(path)
    const steps = path.split('/').reverse()
    let at = '/'
    let isShared = false
    let links = 0
    for (let name = steps.pop(); name !== undefined; name = steps.pop()) {
      // What has been walked is free of links, so that '..' is the folder above.
      const next = resolve(at, name)
      const isLast = steps.every(step => step === '')
      const stats = statsOf(next)
      if (stats === undefined) {
        return isShared && make !== undefined
          ? { why: `everybody can make ${shellWord(next)}`, cure: `${make} ${shellWord(next)}` }
          : undefined
      }
      if (stats.isSymbolicLink()) {
        if (isShared && stats.uid !== 0) return foreign(next, stats, 'chown -h')
        links += 1
        if (links > mostLinks) return undefined
        const target = readlinkSync(next)
        if (target.startsWith('/')) at = '/'
        steps.push(...target.split('/').reverse())
        continue
      }
      const isOutput = make === undefined && isLast && stats.isFile() && !isShared && links === 0
      if (!isOutput && !this.#safe.has(next) && !this.#isExempt(next, isTrusted)) {
        const unsafe = judge(next, stats, isLast)
        if (unsafe !== undefined) return unsafe
      }
      isShared = stats.isDirectory() && isWritable(stats) && !this.#isExempt(next, isTrusted)
      if (stats.isDirectory() && !isShared && !isTrusted) this.#safe.add(next)
      at = next
    }
    return undefined
  }

  /** A folder with all that is in it; where links lead counts too. */
  async ofTree(folder: string): Promise<TreeRights> {
    const folders = [folder]
    const seen = new Set<string>()
    let entries = 0
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      const unsafe = this.of(next, 'mkdir')
      if (unsafe !== undefined) return { unsafe, isWhole: true }
      const real = realPath(next)
      if (seen.has(real) || this.#isTrusted(real)) continue
      seen.add(real)
      for (const name of namesIn(real)) {
        entries += 1
        if (entries > mostEntries) return { unsafe: undefined, isWhole: false }
        if (entries % entriesPerTurn === 0) await nextTurn()
        const path = join(real, name)
        const stats = statsOf(path)
        const isLink = stats?.isSymbolicLink()
        const unsafe = isLink ? this.of(path, 'touch') : stats && judge(path, stats, true)
        if (unsafe !== undefined) return { unsafe, isWhole: true }
        if (stats?.isDirectory() || (isLink && statsOf(realPath(path))?.isDirectory())) folders.push(path)
      }
    }
    return { unsafe: undefined, isWhole: true }
  }

  /** What leads to the trusted folder from elsewhere is looked at all the same: others could let it lead to another. */
  #isExempt(real: string, leadsToTrusted: boolean) {
    if (this.#trusted === undefined) return false
    return isInside(this.#trusted, real) || (leadsToTrusted && isInside(real, this.#trusted))
  }

  #isTrusted(path: string) {
    return this.#trusted !== undefined && isInside(this.#trusted, realPath(path))
  }
}

/** Whether everybody may read a file, and come to it; a path that leads nowhere is read by nobody. */
export function isReadableByOthers(path: string): boolean {
  const real = realPath(path)
  const stats = statsOf(real)
  if (stats === undefined || (stats.mode & 0o004) === 0) return false
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    const above = statsOf(folder)
    if (above === undefined || (above.mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** Where a path leads; of what is not there, where it would be. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path))
  }
}

function judge(path: string, stats: Stats, isLast: boolean): Unsafe | undefined {
  if (stats.uid !== 0) return foreign(path, stats, 'chown')
  // Whatever is written to /dev/null, it is as empty as before.
  if (!isWritable(stats) || stats.isCharacterDevice()) return undefined
  // Everybody may put something into /tmp, and nobody may touch what is another's there.
  const isSticky = stats.isDirectory() && (stats.mode & 0o1000) !== 0
  if (isSticky && !isLast) return undefined
  if (isSticky) {
    // Taking its rights away would break the machine.
    const own = shellWord(join(path, 'mmc-agent'))
    return {
      why: `everybody can put something into ${shellWord(path)}, name one of its own`,
      cure: `mkdir -m 755 ${own}`,
    }
  }
  const who = (stats.mode & 0o002) === 0 ? 'its group' : 'everybody'
  return { why: `${who} can write to ${shellWord(path)}`, cure: `chmod go-w ${shellWord(path)}` }
}

function isWritable({ mode }: Stats) {
  return (mode & 0o022) !== 0
}

function foreign(path: string, { uid }: Stats, command: string): Unsafe {
  return { why: `${shellWord(path)} belongs to user ${uid}`, cure: `${command} root ${shellWord(path)}` }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}

/** One after the other: a folder may hold millions. */
function* namesIn(folder: string): Generator<string> {
  const dir = opendirSync(folder)
  try {
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) yield entry.name
  } finally {
    dir.closeSync()
  }
}
