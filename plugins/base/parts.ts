import { type CurrentPlugin, currentPlugin, type Provisioner } from 'mmc-agent'
import type { AuthenticationChain } from './authentication/chain.ts'
import type { LoginTokens } from './authentication/login-tokens.ts'
import type { Selected } from './authentication/selection.ts'
import type { BaseConfig } from './base-config.ts'
import type { UserTexts } from './user-texts.ts'

/** What base makes as it is activated, for its methods. */
export interface Parts {
  readonly config: BaseConfig
  readonly tokens: LoginTokens
  readonly userTexts: UserTexts
  /** From activate_2() on, when all plugins have registered theirs. */
  chain: AuthenticationChain
  provisioners: readonly Selected<Provisioner>[]
}

// By the plugin: a process may run more than one agent, as tests do.
const partsOf = new WeakMap<CurrentPlugin, Parts>()

export function keepParts(parts: Parts): void {
  partsOf.set(currentPlugin(), parts)
}

export function currentParts(): Parts {
  const parts = partsOf.get(currentPlugin())
  if (parts === undefined) throw new Error('base has not been activated')
  return parts
}
