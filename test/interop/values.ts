/**
 * A value as it is spelled on the wire: other than a JavaScript number, it says whether it is an `<int>` or a `<double>`.
 * A date is `20240229T12:34:56`, a boolean `0` or `1`, bytes are base64 in one line.
 */
export type Value =
  | readonly [type: Scalar, text: string]
  | readonly [type: 'array', items: readonly Value[]]
  | readonly [type: 'struct', members: readonly (readonly [name: string, value: Value])[]]

export type Scalar = 'int' | 'i8' | 'double' | 'boolean' | 'string' | 'date' | 'base64' | 'nil'

export const int = (text: number | string): Value => ['int', String(text)]
export const double = (text: number | string): Value => ['double', String(text)]
export const boolean = (text: 0 | 1): Value => ['boolean', String(text)]
export const string = (text: string): Value => ['string', text]
export const date = (text: string): Value => ['date', text]
export const base64 = (bytes: Uint8Array): Value => ['base64', Buffer.from(bytes).toString('base64')]
export const nil: Value = ['nil', '']
export const array = (...items: Value[]): Value => ['array', items]
export const struct = (members: Readonly<Record<string, Value>>): Value => ['struct', Object.entries(members)]

/**
 * Writes a value in words that a few lines of any language read, without a library: `type:text`, and for an array or a
 * struct `type:count`, followed by its items, or by the name (`name:text`) and value of each member. Whatever is not a
 * letter or digit of ASCII is written as `%` and two hexadecimal digits for each byte of UTF-8.
 */
export function toWords(value: Value): string[] {
  if (value[0] === 'array') return [`array:${value[1].length}`, ...value[1].flatMap(toWords)]
  if (value[0] === 'struct') {
    const members = value[1].flatMap(([name, member]) => [`name:${escaped(name)}`, ...toWords(member)])
    return [`struct:${value[1].length}`, ...members]
  }
  return [`${value[0]}:${escaped(value[1])}`]
}

function escaped(text: string) {
  return Array.from(Buffer.from(text), byte => {
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

/** Reads one value, and takes its words from the list. */
export function fromWords(words: string[]): Value {
  const [type, text] = takeWord(words)
  if (type === 'array') return [type, Array.from({ length: Number(text) }, () => fromWords(words))]
  if (type === 'struct') {
    return [type, Array.from({ length: Number(text) }, () => [takeWord(words)[1], fromWords(words)] as const)]
  }
  // What a client prints as a type is what it is compared by.
  return [type as Scalar, text]
}

function takeWord(words: string[]): readonly [type: string, text: string] {
  const [, type = '', text = ''] = /^([a-z0-9]+):(.*)$/s.exec(words.shift() ?? '') ?? []
  return [type, decodeURIComponent(text)]
}

/** The same for values that mean the same: members in the order of their names, doubles as JavaScript spells them. */
export function canonical(value: Value): Value {
  if (value[0] === 'array') return ['array', value[1].map(canonical)]
  if (value[0] === 'struct') {
    const members = value[1].map(([name, member]) => [name, canonical(member)] as const)
    return ['struct', members.toSorted(([a], [b]) => (a < b ? -1 : 1))]
  }
  return value[0] === 'double' ? double(Number(value[1])) : value
}
