import { types } from 'node:util'
import { Fault } from 'mmc-agent'

/**
 * What a caller gave for a text. The agent has checked it, unless base has lost its types (its methods.json does not belong to
 * its code); for logins that must not be what safety stands on.
 *
 * @throws Fault that never shows the value
 */
export function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (!types.isUint8Array(value)) throw new Fault(`'${name}' must be a string`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch {
    throw new Fault(`'${name}' holds bytes that are not UTF-8`)
  }
}

/** No directory has longer names; what is no name is not looked up, counted or logged. */
export function isName(text: string): boolean {
  return text !== '' && text.length <= 256
}
