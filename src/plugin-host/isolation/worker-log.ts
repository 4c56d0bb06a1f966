import { inspect, types } from 'node:util'
import type { Log } from '../../log.ts'
import { readThrown } from '../../rpc/thrown.ts'
import type { AgentLink } from './agent-link.ts'
import type { LogLevel } from './messages.ts'

/** Writes to the agent's log from a worker. */
export class WorkerLog implements Log {
  readonly #link: AgentLink
  readonly #bound: object

  /** @param bound - fields of every line; the agent adds the plugin's name */
  constructor(link: AgentLink, bound: object = {}) {
    this.#link = link
    this.#bound = bound
  }

  debug(...line: [fields: object, text: string] | [text: string]): void {
    this.#write('debug', line)
  }

  info(...line: [fields: object, text: string] | [text: string]): void {
    this.#write('info', line)
  }

  warn(...line: [fields: object, text: string] | [text: string]): void {
    this.#write('warn', line)
  }

  error(...line: [fields: object, text: string] | [text: string]): void {
    this.#write('error', line)
  }

  child(fields: object): Log {
    return new WorkerLog(this.#link, { ...this.#bound, ...fields })
  }

  /** A plugin in JavaScript can pass anything: fields alone, or an error for fields. */
  #write(level: LogLevel, [first, second]: readonly [unknown, unknown?]) {
    const isText = typeof first !== 'object' || first === null
    const text = isText ? first : second
    const given = types.isNativeError(first) ? { err: first } : isText ? {} : first
    const fields = plain({ ...this.#bound, ...given })
    this.#link.send({ kind: 'log', level, fields, text: text === undefined ? undefined : words(text) })
  }
}

function words(text: unknown) {
  return typeof text === 'string' ? text : inspect(text, { depth: 1, customInspect: false })
}

/** As the log would write it: what crosses is data. */
function plain(fields: object): object {
  const err: unknown = Reflect.get(fields, 'err')
  const readable = err === undefined ? fields : { ...fields, err: readThrown(err) }
  try {
    const text = JSON.stringify(readable, (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    // The text of an object is an object again.
    return JSON.parse(text) as object
  } catch {
    return { fields: inspect(fields, { depth: 2, customInspect: false }) }
  }
}
