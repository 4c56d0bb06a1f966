import { isIP } from 'node:net'
import { toBoolean, toInteger, toList, toPassword } from './ini-values.ts'

/** How the text of one option becomes a value. */
export interface OptionKind<Value> {
  /** What may stand there, for the error line: `a whole number from 0 to 65535`. */
  readonly allowed: string
  /** Undefined where the text is not allowed. */
  read(text: string): Value | undefined
  /** The value must not be shown. */
  readonly secret?: true
}

export const anyText: OptionKind<string> = {
  allowed: 'a text that is not empty',
  read: text => (text === '' ? undefined : text),
}

export const flag: OptionKind<boolean> = { allowed: '1, 0, yes, no, true, false, on or off', read: toBoolean }

export const list: OptionKind<readonly string[]> = { allowed: 'a list with commas', read: toList }

export const password: OptionKind<string> = {
  allowed: 'a text that is not empty, plain or as {base64} and its base64 form',
  secret: true,
  read: text => (text === '' ? undefined : toPassword(text)),
}

/** HTTP Basic ends the name at the first colon. */
export const loginName: OptionKind<string> = {
  allowed: 'a name without a colon',
  read: text => (text === '' || text.includes(':') ? undefined : text),
}

/** As browsers write them: scheme and host, and a port that is not the usual one. */
export const origins: OptionKind<readonly string[]> = {
  allowed: 'a list of origins such as https://ui.example:8443, without a path and without *',
  read: text => {
    const items = toList(text)
    return items.every(item => URL.canParse(item) && new URL(item).origin === item) ? items : undefined
  },
}

/** Without ports, which do not matter; in lower case. */
export const hostNames: OptionKind<readonly string[]> = {
  allowed:
    'a list of host names such as agent.example or *.agents.example, without scheme and port, or * for any',
  read: text => {
    const names = toList(text).map(name => name.toLowerCase())
    return names.every(name => /^(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)$/.test(name))
      ? names
      : undefined
  },
}

/** Addresses and networks, such as `10.0.0.0/8`; `unix` is whoever comes through the agent's socket. */
export const addresses: OptionKind<readonly string[]> = {
  allowed:
    'a list of addresses or networks such as 192.0.2.7 or 10.0.0.0/8, or unix for those behind a Unix socket',
  read: text => {
    const items = toList(text)
    return items.every(isAddress) ? items : undefined
  },
}

function isAddress(text: string): boolean {
  if (text === 'unix') return true
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(prefix ?? 0) <= (family === 4 ? 32 : 128)
}

/** Which user the holder of a client certificate is: pairs such as `frontend = web`, or `*` for one's own name. */
export const certificateUsers: OptionKind<ReadonlyMap<string, string>> = {
  allowed:
    'a list of pairs such as name=user, where name is the CN of a certificate, and * alone for users of the same name',
  read: text => {
    const pairs = toList(text).map(item =>
      item === '*' ? ['*', ''] : item.split('=').map(part => part.trim()),
    )
    const isPair = ([name, user, ...more]: string[]) =>
      more.length === 0 && (name === '*' ? user === '' : Boolean(name && user))
    return pairs.every(isPair) ? new Map(pairs.map(([name = '', user = '']) => [name, user])) : undefined
  },
}

/** As chown(1) takes it, `user`, `user:group` or `:group`, by names or numbers. */
export const owner: OptionKind<string> = {
  allowed: 'user, user:group or :group',
  read: text => (/^(?!:?$)[\w.-]*(:[\w.-]+)?$/.test(text) && !text.startsWith('-') ? text : undefined),
}

export const octal: OptionKind<number> = {
  allowed: 'an octal number such as 0077',
  read: text => (/^[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : undefined),
}

export function wholeNumber(least: number, most: number): OptionKind<number> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    read: text => {
      const value = toInteger(text)
      return value !== undefined && value >= least && value <= most ? value : undefined
    },
  }
}

export function oneOf<const Word extends string>(words: readonly Word[]): OptionKind<Word> {
  return { allowed: `one of ${words.join(', ')}`, read: text => words.find(word => word === text) }
}
