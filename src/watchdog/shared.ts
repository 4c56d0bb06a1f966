/** The numbers that the main thread and its watchdog share: an Int32Array with these places. */
export const place = {
  /** When the event loop came round last, see {@link sharedNow}. */
  beat: 0,
  /** Whose code the main thread has entered and not left: the number of a {@link Named}, or 0. */
  entered: 1,
  /** Set by the watchdog that sees the main thread blocked: what was in `entered`, or `nobody`. 0 while it is not. */
  seen: 2,
  /** 1 once the watchdog has written into the state file who blocks the main thread. */
  recorded: 3,
} as const

export const places = Object.keys(place).length

/** In `seen`: the main thread is blocked, and no method or step of a plugin was entered. */
export const nobody = -1

/** Who can be entered, by a number of its own. */
export interface Named {
  readonly id: number
  readonly plugin: string
  /** A method's full name, or a step such as `activate()`. */
  readonly what: string
}

/** What the main thread finds on its own stack. */
export interface Whereabouts {
  /** Whose code it is; null where none of it is a plugin's. */
  readonly plugin: string | null
  /** The method of the call that the code belongs to, also behind an await or in a timer. */
  readonly method: string | null
  /** Of the topmost function of the plugin; null where it has no name. */
  readonly functionName: string | null
  /** File and line in the plugin's folder, such as `index.js:12`. */
  readonly line: string | null
}

export interface WatchdogData {
  readonly shared: SharedArrayBuffer
  readonly stallMs: number
  readonly intervalMs: number
  /** Where a line is written that the main thread cannot write; undefined: to standard error. */
  readonly logFile: string | undefined
  readonly writesLines: boolean
  /** Absolute; undefined: nothing is remembered. */
  readonly stateFile: string | undefined
}

/** The name on the main thread's global object by which the watchdog asks for its {@link Whereabouts}. */
export const askName = 'mmc-agent.whereabouts'

/** How often the event loop is looked at, in ms: twice within a stall, but no idle agent is to be kept busy. */
export function intervalOf(stallMs: number): number {
  return Math.min(250, Math.max(20, Math.round(stallMs / 2)))
}

/** A clock in ms that is the same in every thread; it fits an Int32 by beginning again after some weeks. */
export function sharedNow(): number {
  return Math.trunc(Number(process.hrtime.bigint() / 1_000_000n)) | 0
}

/** From one {@link sharedNow} to a later one. */
export function sharedSince(earlier: number, now: number = sharedNow()): number {
  return (now - earlier) | 0
}

/** `x.method (index.js:12)`, as far as it is known. */
export function placeWords(what: string | null, line: string | null): string {
  const where = line === null ? '' : ` (${line})`
  return what === null ? where : ` in ${what}${where}`
}
