import { Fault, type Integer, type RpcStruct } from 'mmc-agent'
import { always } from './always.ts'

// What the web interface asks of a plugin that manages computers. There is none, so these answer as the original does without
// one, and the pages for computers disappear.

/** The web interface hands on what it read from an address: text. */
type Position = Integer | string

/** The web interface hands on a struct, or nothing in one of the ways that PHP has for it. */
type Filter = RpcStruct | string | Integer | boolean | null

/** Whether a plugin manages computers: none does. */
export const hasComputerManagerWorking = (): boolean => false

/** Whether computers can be added: there is nothing to add them to. */
export const canAddComputer = (): boolean => false

/** Whether computers can be deleted: there is nothing to delete them from. */
export const canDelComputer = (): boolean => false

/** Whether computers can be put into locations: there are none. */
export const canAssociateComputer2Location = (): boolean => false

/** Returns the fields of the form for a new computer: none. */
export const neededParamsAddComputer = (): RpcStruct[] => []

/**
 * Whether a computer could have that name: there cannot be one.
 *
 * @param name - of the computer
 */
export const checkComputerName = (name: string): boolean => always(false, name)

/**
 * Whether a name for a computer is free in a location: there is no location.
 *
 * @param locationUUID - where the computer would be
 * @param name - of the computer
 */
export const isComputerNameAvailable = (locationUUID: string, name: string): boolean =>
  always(false, locationUUID, name)

/**
 * Refuses to add a computer.
 *
 * @param params - the fields of the form
 * @throws Fault always: no plugin manages computers
 */
export const addComputer = (params: RpcStruct): never => refuse(params)

/**
 * Refuses to delete a computer.
 *
 * @param uuid - of the computer
 * @param backup - whether to keep its files
 * @throws Fault always: no plugin manages computers
 */
export const delComputer = (uuid: string, backup: boolean | Integer | string): never => refuse(uuid, backup)

/**
 * Returns a computer: none.
 *
 * @param filt - which computers are meant
 */
export const getComputer = (filt: Filter = null): RpcStruct => always({}, filt)

/**
 * Returns the network settings of computers: none.
 *
 * @param filt - which computers are meant
 */
export const getComputersNetwork = (filt: Filter = null): RpcStruct[] => always([], filt)

/**
 * Returns the hardware addresses of computers: none.
 *
 * @param filt - which computers are meant
 */
export const getMachineMac = (filt: Filter = null): RpcStruct[] => always([], filt)

/**
 * Returns the IP addresses of computers: none.
 *
 * @param filt - which computers are meant
 */
export const getMachineIp = (filt: Filter = null): RpcStruct[] => always([], filt)

/**
 * Returns the names of computers: none.
 *
 * @param filt - which computers are meant
 */
export const getComputersName = (filt: Filter = null): string[] => always([], filt)

/**
 * Returns the computers: none.
 *
 * @param filt - which computers are meant
 */
export const getComputersList = (filt: Filter = null): RpcStruct[] => always([], filt)

/**
 * Returns the names of some computers: none.
 *
 * @param min - the first that is wanted
 * @param max - the last that is wanted
 * @param filt - which computers are meant
 */
export const getRestrictedComputersName = (
  min: Position = 0,
  max: Position = -1,
  filt: Filter = null,
): string[] => always([], min, max, filt)

/**
 * Returns some of the computers: none.
 *
 * @param min - the first that is wanted
 * @param max - the last that is wanted
 * @param filt - which computers are meant
 * @param advanced - whether all that is known of each is wanted
 */
export const getRestrictedComputersList = (
  min: Position = 0,
  max: Position = -1,
  filt: Filter = null,
  advanced = true,
): RpcStruct[] => always([], min, max, filt, advanced)

/**
 * Counts the computers that a filter leaves: 0.
 *
 * @param filt - which computers are meant
 */
export const getRestrictedComputersListLen = (filt: Filter = null): Integer => always(0, filt)

/**
 * Counts the computers that a filter leaves: 0.
 *
 * @param filt - which computers are meant
 */
export const getComputerCount = (filt: Filter = null): Integer => always(0, filt)

/** Counts all computers: 0. */
export const getTotalComputerCount = (): Integer => 0

/** Returns the headings of the list of computers: none. */
export const getComputersListHeaders = (): RpcStruct[] => []

function refuse(..._asked: unknown[]): never {
  throw new Fault('no plugin of this agent manages computers')
}
