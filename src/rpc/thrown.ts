import { inspect, types } from 'node:util'

/** What was thrown, as plain texts that can be logged and shown. */
export interface Thrown {
  /** The error's name; for what is no error, `thrown value`. */
  readonly type: string
  readonly message: string
  readonly stack: string
  readonly cause?: Thrown
}

/** Causes have causes, and may go round in a circle. */
const deepestCause = 3

/** In characters: a line of the log is for people, and writing megabytes of it would hold up everybody. */
const longestText = 16_384

/**
 * Reads what a plugin has thrown, and never throws itself: an error can have getters that throw, a message that is no
 * text, or be no error at all, and the loggers and handlers that look at it must survive that.
 */
export function readThrown(thrown: unknown, depth = 0): Thrown {
  if (!isError(thrown)) {
    const message = shortened(safely(() => inspect(thrown, { depth: 1, customInspect: false })))
    return { type: 'thrown value', message, stack: '' }
  }
  const cause = safely<unknown>(() => thrown.cause)
  return {
    type: text(() => thrown.name),
    message: text(() => thrown.message),
    stack: text(() => thrown.stack),
    ...(cause === undefined || depth === deepestCause ? {} : { cause: readThrown(cause, depth + 1) }),
  }
}

/** One that comes from another thread, as from Node's own loader of modules, has the prototype only. */
function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || safely(() => thrown instanceof Error) === true
}

function text(read: () => unknown): string {
  const value = safely<unknown>(read)
  if (value === undefined) return ''
  return shortened(
    typeof value === 'string' ? value : safely(() => inspect(value, { depth: 0, customInspect: false })),
  )
}

/** Without its middle: a stack begins with the message, and the places come behind. */
function shortened(text: string): string {
  if (text.length <= longestText) return text
  const half = longestText / 2
  return `${text.slice(0, half)} … ${text.length - longestText} characters … ${text.slice(-half)}`
}

function safely<T>(read: () => T): T | string {
  try {
    return read()
  } catch {
    return '(cannot be read)'
  }
}
