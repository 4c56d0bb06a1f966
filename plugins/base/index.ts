import { currentCall, currentPlugin, type Integer } from 'mmc-agent'
import { AuthenticationChain } from './authentication/chain.ts'
import { LoginTokens } from './authentication/login-tokens.ts'
import { ownAuthenticators } from './authentication/own-authenticators.ts'
import { selectParts } from './authentication/selection.ts'
import { BaseConfig } from './base-config.ts'
import { currentParts, keepParts } from './parts.ts'
import { UserTexts } from './user-texts.ts'

export { createAuthToken } from './auth-token.ts'
export {
  addComputer,
  canAddComputer,
  canAssociateComputer2Location,
  canDelComputer,
  checkComputerName,
  delComputer,
  getComputer,
  getComputerCount,
  getComputersList,
  getComputersListHeaders,
  getComputersName,
  getComputersNetwork,
  getMachineIp,
  getMachineMac,
  getRestrictedComputersList,
  getRestrictedComputersListLen,
  getRestrictedComputersName,
  getTotalComputerCount,
  hasComputerManagerWorking,
  isComputerNameAvailable,
  neededParamsAddComputer,
} from './computers.ts'
export { authenticate, ldapAuth, logout, tokenAuthenticate } from './login.ts'
export {
  getActionType,
  getLdapLog,
  getLog,
  getLogById,
  hasAuditWorking,
  isLogViewEnabled,
  listEvent,
} from './logs.ts'
export { getDisksInfos, getMemoryInfos, getUptime } from './status.ts'
export { getSubscriptionInformation, isCommunityVersion } from './subscription.ts'
export { changeAclAttributes, checkExists, getPrefs, getUserAcl, setPrefs, setUserAcl } from './users.ts'

/** Returns the version of the plugin. */
export const getVersion = (): string => '1.0.0'

/** Returns the version of the plugin's API: that of the original's base, which its clients compare. */
export const getApiVersion = (): string => '9:0:5'

/** Returns the revision of the plugin's source. */
export const getRevision = (): Integer => 1

export const NOAUTHNEEDED = [
  'authenticate',
  'checkExists',
  'createAuthToken',
  'isCommunityVersion',
  'ldapAuth',
  'tokenAuthenticate',
]

export async function activate(): Promise<boolean> {
  const { log } = currentPlugin()
  const config = BaseConfig.load()
  for (const [name, authenticator] of ownAuthenticators(config, log)) {
    currentPlugin().registerAuthenticator(name, authenticator)
  }
  keepParts({
    config,
    tokens: new LoginTokens(),
    userTexts: await UserTexts.open(config.stateFile, log),
    chain: new AuthenticationChain([], config.authenticators),
    provisioners: [],
  })
  return true
}

/** All plugins have registered theirs by now. */
export async function activate_2(): Promise<boolean> {
  const { authentication, log } = currentPlugin()
  const parts = currentParts()
  const { authenticators, provisioners } = parts.config
  const selected = await selectParts('authentication', authenticators, authentication.authenticators, log)
  parts.chain = new AuthenticationChain(selected, authenticators)
  parts.provisioners = await selectParts('provisioning', provisioners, authentication.provisioners, log)
  return true
}

/**
 * Returns the names of the active plugins, sorted.
 *
 * @example
 * getModList() // → ["base", "example"]
 */
export async function getModList(): Promise<string[]> {
  // Every active plugin answers getVersion, so that a list of the methods is a list of the plugins too.
  const methods = (await currentCall().call('system.listMethods')) as string[]
  return methods
    .filter(name => name.endsWith('.getVersion') && !name.startsWith('system.'))
    .map(name => name.slice(0, name.indexOf('.')))
}
