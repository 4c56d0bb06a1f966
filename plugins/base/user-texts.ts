import { readFile, rename } from 'node:fs/promises'
import { type Log, replaceFile } from 'mmc-agent'

/** What is kept of users: their ACL and their preferences, texts both, which only the web interface understands. */
export type TextKind = 'acl' | 'prefs'

type Texts = Readonly<Record<TextKind, ReadonlyMap<string, string>>>

const nothing: Texts = { acl: new Map(), prefs: new Map() }

/** The texts of all users, in memory and in one JSON file. */
export class UserTexts {
  readonly #file: string
  #texts: Texts
  /** Changes are written one after the other. */
  #lastChange: Promise<void> = Promise.resolve()

  private constructor(file: string, texts: Texts) {
    this.#file = file
    this.#texts = texts
  }

  /**
   * Reads the file, if it is there. One that makes no sense is set aside under another name, and the users start anew.
   *
   * @throws Error when it is there and cannot be read
   */
  static async open(file: string, log: Log): Promise<UserTexts> {
    const content = await readIfThere(file)
    if (content === undefined) return new UserTexts(file, nothing)
    try {
      return new UserTexts(file, parse(content))
    } catch (error) {
      const aside = `${file}.unreadable-${new Date().toISOString()}`
      await rename(file, aside)
      log.error({ err: error }, `${file} makes no sense; it was set aside as ${aside}, and users start anew`)
      return new UserTexts(file, nothing)
    }
  }

  /** The text, or the empty one. */
  get(kind: TextKind, key: string): string {
    return this.#texts[kind].get(key) ?? ''
  }

  /**
   * Resolves when the text is on the disk.
   *
   * @throws Error when the file cannot be written; the text is as it was
   */
  set(kind: TextKind, key: string, text: string): Promise<void> {
    const change = this.#lastChange.then(() => this.#change(kind, key, text))
    this.#lastChange = change.catch(() => undefined)
    return change
  }

  async #change(kind: TextKind, key: string, text: string) {
    const texts = { ...this.#texts, [kind]: new Map(this.#texts[kind]).set(key, text) }
    await replaceFile(this.#file, format(texts))
    this.#texts = texts
  }
}

async function readIfThere(file: string) {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // what node:fs throws
    throw error
  }
}

function format({ acl, prefs }: Texts) {
  return `${JSON.stringify({ acl: Object.fromEntries(acl), prefs: Object.fromEntries(prefs) }, null, 2)}\n`
}

function parse(content: string): Texts {
  const { acl, prefs } = JSON.parse(content)
  return { acl: textsOf(acl), prefs: textsOf(prefs) }
}

function textsOf(users: unknown): ReadonlyMap<string, string> {
  if (typeof users !== 'object' || users === null || Array.isArray(users))
    throw new TypeError('not an object')
  const entries = Object.entries(users)
  if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return new Map(entries)
  throw new TypeError('not an object of texts')
}
