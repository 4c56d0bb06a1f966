import type { Method } from '../rpc/method.ts'

/** The plugins that methods belong to, and the agent's own first names, in order. */
export function ownersOf(methods: readonly Method[]): string[] {
  return [...new Set(methods.map(({ owner }) => owner))].sort()
}

/** What the methods of an owner have in common. */
export function ownerWords(owner: string): string {
  if (owner === 'system') return "The agent's own methods"
  return owner === 'rpc'
    ? 'What JSON-RPC clients ask the agent about itself'
    : `Methods of the plugin ${owner}`
}
