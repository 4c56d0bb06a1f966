import type { Authenticator, Provisioner } from '../../rpc/authentication.ts'
import type { AnyFunction } from '../function-parameters.ts'
import type { PartKind } from './messages.ts'

/** What a plugin registers for logging in. */
export type Part = Authenticator | Provisioner

const memberNames: Readonly<Record<PartKind, readonly string[]>> = {
  authenticator: ['validate', 'authenticate', 'find'],
  provisioner: ['validate', 'provision'],
}

/** Which of the methods that a part may have it has. */
export function membersOf(kind: PartKind, part: Part): string[] {
  return memberNames[kind].filter(member => memberOf(part, member) !== undefined)
}

/** A method of a part, if it has it. */
export function memberOf(part: unknown, member: string): AnyFunction | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  const value: unknown = Reflect.get(part, member)
  return typeof value === 'function' ? (value as AnyFunction) : undefined
}
