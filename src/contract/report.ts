import type { Change, Kind } from './change.ts'
import { changeLines, changelogLines } from './change-lines.ts'
import { compareContracts } from './compare.ts'
import type { Contract } from './contract.ts'

/** How a contract differs from an older one. */
export interface Report {
  /** The worst of all changes; null where there is none. */
  readonly kind: Kind | null
  readonly counts: Readonly<Record<Kind, number>>
  readonly changes: readonly Change[]
  /** `getApiVersion` of the plugins that are in both, before and now. */
  readonly apiVersions: Readonly<Record<string, { readonly before: string; readonly after: string }>>
}

export function reportOn(before: Contract, after: Contract): Report {
  const changes = compareContracts(before, after)
  const count = (kind: Kind) => changes.filter(change => change.kind === kind).length
  const versions = [...after].flatMap(([name, { apiVersion }]) => {
    const was = before.get(name)
    return was === undefined ? [] : [[name, { before: was.apiVersion, after: apiVersion }] as const]
  })
  return {
    kind: kinds.find(kind => count(kind) > 0) ?? null,
    counts: { breaking: count('breaking'), additive: count('additive'), neutral: count('neutral') },
    changes,
    apiVersions: Object.fromEntries(versions),
  }
}

const kinds: readonly Kind[] = ['breaking', 'additive', 'neutral']

/**
 * A report for people.
 *
 * @param file - where the older contract is kept
 */
export function reportLines({ changes, apiVersions, counts, kind }: Report, file: string): string[] {
  if (kind === null) return [`nothing has changed since ${file}`]
  return [
    ...changeLines(changes),
    '',
    kinds
      .filter(kind => counts[kind] > 0)
      .map(kind => `${counts[kind]} ${kind}`)
      .join(', '),
    ...Object.entries(apiVersions).flatMap(([name, versions]) => versionAdvice(name, versions, changes)),
    `once all of it is meant, write ${file} anew with --write`,
    '',
    'For the changelog:',
    '',
    ...changelogLines(changes),
  ]
}

/** `major:minor:micro`, as in the original. */
function versionAdvice(
  name: string,
  { before, after }: Report['apiVersions'][string],
  changes: readonly Change[],
) {
  const found = changes.filter(({ plugin }) => plugin === name).map(({ kind }) => kind)
  const number = found.includes('breaking') ? 'first' : found.includes('additive') ? 'second' : undefined
  if (before !== after || number === undefined) return []
  return [
    `plugin '${name}' still has the API version ${after}: raise the ${number} number that getApiVersion returns`,
  ]
}
