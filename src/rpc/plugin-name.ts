import { reservedOwners } from './method-registry.ts'

const pluginName = /^[a-z][a-z0-9_]{0,31}$/

/** Why no plugin can have the name of this folder, in words for its author; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (!pluginName.test(name)) return `the folder's name must match ${pluginName.source}; rename the folder`
  if (reservedOwners.includes(name)) return `the name '${name}' belongs to the agent; rename the folder`
  return undefined
}
