/** What plugin authors import as `mmc-agent`. */
export { type ReplaceFileOptions, replaceFile } from './files/replace-file.ts'
export type { Log } from './log.ts'
export { hashPassword, isPasswordHash, type ScryptCost, verifyPassword } from './passwords/scrypt-hash.ts'
export { userKey } from './passwords/user-key.ts'
export { ConfigException, PluginConfig } from './plugin-host/plugin-config.ts'
export type {
  Authenticated,
  AuthenticationRegistry,
  Authenticator,
  Provisioner,
} from './rpc/authentication.ts'
export { Fault, type FaultOptions } from './rpc/fault.ts'
export type { Double, Integer } from './rpc/number-kinds.ts'
export { type CurrentCall, type CurrentPlugin, currentCall, currentPlugin, type Door } from './rpc/scope.ts'
export type { Session } from './rpc/session.ts'
export type { RpcStruct, RpcValue } from './rpc/value.ts'
export { shLaunch } from './shell/sh-launch.ts'
export { shLaunchDeferred } from './shell/sh-launch-deferred.ts'
export type { ShBlockingOptions, ShCommand, ShOptions } from './shell/sh-options.ts'
export type { ShResult } from './shell/sh-result.ts'
