import { types } from 'node:util'

/**
 * Whether no two items are equal. Each is looked at once: comparing each with each, as ajv does with structs, would let a
 * long list hold up the agent.
 */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  return new Set(items.map(spelling)).size === items.length
}

/** The same text for equal values, and for no others. */
function spelling(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (types.isDate(value)) return `date ${value.getTime()}`
  if (types.isUint8Array(value)) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `[${value.map(spelling).join()}]`
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${spelling(member)}`)
  return `{${members.sort().join()}}`
}
