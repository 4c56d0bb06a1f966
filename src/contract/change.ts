import type { Wire } from './view.ts'

/**
 * What a change is to clients: `breaking`, a call that worked can fail or an answer can be something else; `additive`,
 * there is more than before; `neutral`, neither.
 */
export type Kind = 'breaking' | 'additive' | 'neutral'

/** The doors of the agent, as far as contracts tell them apart. */
export const contractDoors = ['xmlrpc', 'jsonrpc', 'rpc'] as const

export type ContractDoor = (typeof contractDoors)[number]

/** Something that is not as it was. */
export interface Change {
  readonly plugin: string
  /** Such as `users.add`; null for a whole plugin. */
  readonly method: string | null
  /** Such as `parameter 'uid'`, `result.owner`, or `User.mail in results`; empty for the whole. */
  readonly place: string
  /** The named type that `place` is in: what is so there is so for every method that takes or returns it. */
  readonly type?: string
  /** What is different there: `is required now`. */
  readonly words: string
  /** The worst of all doors. */
  readonly kind: Kind
  /** What it is to the clients of each door; null where they see nothing of it. */
  readonly doors: Readonly<Record<ContractDoor, Kind | null>>
  /** Whom it is about, where only those are who give parameters so. */
  readonly callers?: Callers
}

export type Callers = 'by name' | 'by position'

/** What a change is on each wire; null where nothing changes. */
export type Kinds = Readonly<Record<Wire, Kind | null>>

/** A change of something, before it is known whose. */
export type Difference = Pick<Change, 'place' | 'type' | 'words' | 'callers'> & { readonly kinds: Kinds }

export function onAll(kind: Kind): Kinds {
  return { xmlrpc: kind, json: kind }
}

const worstFirst: readonly (Kind | null)[] = ['breaking', 'additive', 'neutral', null]

export function worst(kinds: readonly (Kind | null)[]): Kind | null {
  return worstFirst.find(kind => kinds.includes(kind)) ?? null
}

/** A change as callers of a plugin see it. */
export function change(plugin: string, method: string | null, { kinds, ...difference }: Difference): Change {
  const doors = { xmlrpc: kinds.xmlrpc, jsonrpc: kinds.json, rpc: kinds.json }
  return { plugin, method, ...difference, kind: worst(Object.values(doors)) ?? 'neutral', doors }
}
