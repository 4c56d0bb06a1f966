import { currentCall } from 'mmc-agent'

export { getDisksInfos, getMemoryInfos, getUptime } from './status.ts'

export const getVersion = () => '1.0.0'

/** The API of the original's base plugin; its clients compare the number. */
export const getApiVersion = () => '9:0:5'

export const getRevision = () => 1

export const activate = () => true

/** Returns the names of the active plugins, sorted. */
export async function getModList(): Promise<string[]> {
  // Every active plugin answers getVersion, so that a list of the methods is a list of the plugins too.
  const methods = (await currentCall().call('system.listMethods')) as string[]
  return methods
    .filter(name => name.endsWith('.getVersion') && !name.startsWith('system.'))
    .map(name => name.slice(0, name.indexOf('.')))
}
