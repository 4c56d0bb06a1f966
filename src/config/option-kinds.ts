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
