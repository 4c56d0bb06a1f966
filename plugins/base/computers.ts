import { Fault, type RpcStruct, type RpcValue } from 'mmc-agent'
import { always } from './always.ts'

// What the web interface asks of a plugin that manages computers. There is none, so these answer as the original does without
// one, and the pages for computers disappear.

/** Whether a plugin manages computers: none does. */
export const hasComputerManagerWorking = (): boolean => false

/** Whether computers can be added: there is nothing to add them to. */
export const canAddComputer = (): boolean => false

/** Whether computers can be deleted: there is nothing to delete them from. */
export const canDelComputer = (): boolean => false

/** Whether computers can be put into locations: there are none. */
export const canAssociateComputer2Location = (): boolean => false

/** Returns the fields of the form for a new computer: none. */
export const neededParamsAddComputer = (): RpcValue[] => []

/** Whether a computer could have that name: there cannot be one. */
export const checkComputerName = (name: string): boolean => always(false, name)

/** Whether a name for a computer is free in a location: there is no location. */
export const isComputerNameAvailable = (locationUUID: string, name: string): boolean =>
  always(false, locationUUID, name)

/** Refuses to add a computer. */
export const addComputer = (params: RpcStruct): never => refuse(params)

/** Refuses to delete a computer. */
export const delComputer = (uuid: string, backup: RpcValue): never => refuse(uuid, backup)

/** Returns a computer: none. */
export const getComputer = (filt: RpcValue = null): RpcStruct => always({}, filt)

/** Returns the network settings of computers: none. */
export const getComputersNetwork = (filt: RpcValue = null): RpcValue[] => always([], filt)

/** Returns the hardware addresses of computers: none. */
export const getMachineMac = (filt: RpcValue = null): RpcValue[] => always([], filt)

/** Returns the IP addresses of computers: none. */
export const getMachineIp = (filt: RpcValue = null): RpcValue[] => always([], filt)

/** Returns the names of computers: none. */
export const getComputersName = (filt: RpcValue = null): RpcValue[] => always([], filt)

/** Returns the computers: none. */
export const getComputersList = (filt: RpcValue = null): RpcValue[] => always([], filt)

/** Returns the names of some computers: none. */
export const getRestrictedComputersName = (min = 0, max = -1, filt: RpcValue = null): RpcValue[] =>
  always([], min, max, filt)

/** Returns some of the computers: none. */
export const getRestrictedComputersList = (
  min = 0,
  max = -1,
  filt: RpcValue = null,
  advanced = true,
): RpcValue[] => always([], min, max, filt, advanced)

/** Counts the computers that a filter leaves: 0. */
export const getRestrictedComputersListLen = (filt: RpcValue = null): number => always(0, filt)

/** Counts the computers that a filter leaves: 0. */
export const getComputerCount = (filt: RpcValue = null): number => always(0, filt)

/** Counts all computers: 0. */
export const getTotalComputerCount = (): number => 0

/** Returns the headings of the list of computers: none. */
export const getComputersListHeaders = (): RpcValue[] => []

function refuse(..._asked: unknown[]): never {
  throw new Fault('no plugin of this agent manages computers')
}
