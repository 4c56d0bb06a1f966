import type { Log } from 'mmc-agent'
import type { Choice } from '../base-config.ts'

/** One authenticator or provisioner that the configuration has chosen and that can work. */
export interface Selected<Part> {
  readonly choice: Choice
  readonly part: Part
}

/**
 * Picks from those that plugins have registered the ones that the configuration names, in its order, and asks each
 * whether it can work.
 *
 * @param kind - as in the name of the section: `[authentication] method`
 * @throws Error with the reason when a mandatory one is not there or cannot work; any other is left out, with a line in
 * the log
 */
export async function selectParts<Part extends { validate?(): void | Promise<void> }>(
  kind: 'authentication' | 'provisioning',
  choices: readonly Choice[],
  registered: ReadonlyMap<string, Part>,
  log: Log,
): Promise<Selected<Part>[]> {
  const selected: Selected<Part>[] = []
  for (const choice of choices) {
    try {
      const part = registered.get(choice.name)
      if (part === undefined) throw new Error(notThere(registered))
      await part.validate?.()
      selected.push({ choice, part })
    } catch (error) {
      const why = `[${kind}] method names '${choice.name}': ${wordsOf(error)}`
      if (choice.mandatory) throw new Error(why, { cause: error })
      log.warn(`${why}; going on without it, as [${kind}_${choice.name}] mandatory = 0 allows`)
    }
  }
  return selected
}

function notThere(registered: ReadonlyMap<string, unknown>) {
  const known = [...registered.keys()].sort()
  return `no active plugin has registered it; known: ${known.join(', ') || 'none'}`
}

function wordsOf(error: unknown) {
  return error instanceof Error ? error.message : String(error)
}
