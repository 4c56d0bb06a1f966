import { renameSync } from 'node:fs'
import type { Log } from '../log.ts'
import type { Owner } from '../log-target.ts'
import {
  type AgentState,
  format,
  type PluginRecord,
  readState,
  removeState,
  writeState,
} from './state-file.ts'

/** So many deaths of the agent while the same plugin ran, within {@link deathsWithinMs}, and it starts without. */
const deadlyDeaths = 2
const deathsWithinMs = 10 * 60_000

/** A plugin that came back so recently, and kills the agent again, has used up its trust: one death is enough. */
const distrustMs = 60 * 60_000

/** Why a plugin does not take part in this start. */
export interface HeldBack {
  readonly reason: string
  /** When an earlier start said that it comes back, in ms since 1970; undefined: for whoever quarantines it to say. */
  readonly until: number | undefined
}

export interface RunRecordOptions {
  readonly file: string
  readonly log: Log
  /** Whether another process of this number is an agent. */
  readonly isAgent: (pid: number) => boolean
  /** Whom the agent is about to become, and who goes on writing the file. */
  readonly owner?: Owner | undefined
  readonly now?: () => number
}

/**
 * Remembers from one start to the next whose code was running when the agent died, so that a plugin that kills it does
 * not kill every start. Nothing here throws: without its file, the agent goes on without this.
 */
export class RunRecord {
  readonly #options: RunRecordOptions
  readonly #now: () => number
  readonly #plugins = new Map<string, PluginRecord>()
  readonly #heldBack = new Map<string, HeldBack>()
  #running: AgentState['running'] = null
  #isKept: boolean
  #isOnDisk = false

  constructor(options: RunRecordOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#isKept = this.#takeOver()
    this.#write()
  }

  /** The file, as long as it can be written. */
  get file(): string | undefined {
    return this.#isKept ? this.#options.file : undefined
  }

  /** Why this start is to do without a plugin. */
  heldBack(plugin: string): HeldBack | undefined {
    return this.#heldBack.get(plugin)
  }

  /** What is known of a plugin's earlier quarantines. */
  known(plugin: string): { pauses: number; until: number } {
    const { pauses = 0, until = 0 } = this.#plugins.get(plugin) ?? {}
    return { pauses, until }
  }

  /** Code of a plugin begins to run that may not come to its end; `ended` says that it has, or that nobody runs. */
  began(plugin: string, what: string): void {
    this.#running = { plugin, what, since: this.#now() }
    this.#write()
  }

  ended(): void {
    this.#running = null
    this.#write()
  }

  /** What the watchdog has written into the file is past. */
  restore(): void {
    this.#write()
  }

  /** A plugin was quarantined, for the `pauses`th time in a row. */
  paused(plugin: string, pauses: number, until: number): void {
    const { deaths = [] } = this.#plugins.get(plugin) ?? {}
    this.#plugins.set(plugin, { deaths, pauses, until })
    this.#write()
  }

  /** Whatever happened with the plugin counts no longer. */
  forgive(plugin: string): void {
    if (this.#plugins.delete(plugin)) this.#write()
  }

  /** The agent stops as it should: nothing is remembered, and nothing noted any more. */
  close(): void {
    if (!this.#isKept) return
    this.#isKept = false
    removeState(this.#options.file)
  }

  /** @returns whether the file is ours */
  #takeOver(): boolean {
    const { file, log, isAgent } = this.#options
    try {
      const last = readState(file)
      if (last === undefined) return true
      if (last.pid !== process.pid && isAgent(last.pid)) {
        log.debug(`${file} belongs to the agent that runs as process ${last.pid}; this one remembers nothing`)
        return false
      }
      this.#judge(last)
    } catch (error) {
      this.#setAside((error as Error).message)
    }
    return true
  }

  #judge({ plugins, running }: AgentState) {
    const now = this.#now()
    for (const [plugin, record] of Object.entries(plugins)) this.#plugins.set(plugin, record)
    if (running !== null) {
      const { deaths = [], pauses = 0, until = 0 } = this.#plugins.get(running.plugin) ?? {}
      this.#plugins.set(running.plugin, { deaths: [...deaths, running.since], pauses, until })
      this.#options.log.warn(
        { plugin: running.plugin },
        `the last agent did not end well: it died while plugin '${running.plugin}' ran ${running.what}`,
      )
    }
    for (const [plugin, record] of this.#plugins) {
      const deaths = record.deaths.filter(at => now - at < deathsWithinMs)
      const heldBack = judge({ ...record, deaths }, now)
      // A death is paid for once.
      this.#plugins.set(plugin, { ...record, deaths: heldBack === undefined ? deaths : [] })
      if (heldBack !== undefined) this.#heldBack.set(plugin, heldBack)
    }
  }

  #setAside(why: string) {
    const { file, log } = this.#options
    const aside = `${file}.unreadable`
    try {
      renameSync(file, aside)
      log.warn(`${file} is not used, and is called ${aside} from now on: ${why}`)
    } catch {
      log.warn(`${file} is not used: ${why}`)
    }
  }

  #write() {
    if (!this.#isKept) return
    const { file, log, owner } = this.#options
    const plugins = Object.fromEntries(this.#plugins)
    const isLasting = !this.#isOnDisk
    try {
      writeState(file, { format, pid: process.pid, running: this.#running, plugins }, { isLasting, owner })
      this.#isOnDisk = true
    } catch (error) {
      this.#isKept = false
      const why = (error as NodeJS.ErrnoException).code ?? String(error)
      log.debug(
        `the state file ${file} cannot be written (${why}): a plugin that kills the agent is not found out; [daemon] statefile names another`,
      )
    }
  }
}

function judge({ deaths, pauses, until }: PluginRecord, now: number): HeldBack | undefined {
  if (until > now) return { reason: 'it was quarantined before the agent began anew', until }
  const isDistrusted = pauses > 0 && now - until < distrustMs
  if (deaths.length < (isDistrusted ? 1 : deadlyDeaths)) return undefined
  const times = deaths.length === 1 ? 'again' : deaths.length === 2 ? 'twice' : `${deaths.length} times`
  return { reason: `the agent died ${times} while it ran`, until: undefined }
}
