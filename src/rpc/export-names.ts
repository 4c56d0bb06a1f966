/** Methods that every plugin has. */
export const versionFunctions: readonly string[] = ['getVersion', 'getApiVersion', 'getRevision']

/** What every plugin exports. */
export const neededFunctions: readonly string[] = ['activate', ...versionFunctions]

const lifeCycleNames = [
  'activate',
  'activate_2',
  'deactivate',
  'health',
  'dependsOn',
  'NOAUTHNEEDED',
  'default',
]

/** Whether a function that a plugin exports under a name is a method: not those of the life cycle, nor `_` and the like. */
export function canBeMethod(name: string): boolean {
  return !name.startsWith('_') && !lifeCycleNames.includes(name)
}
