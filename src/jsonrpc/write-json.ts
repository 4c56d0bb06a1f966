import { types } from 'node:util'
import { Fault, FaultCode } from '../rpc/fault.ts'
import type { ReplyText } from '../rpc/reply-text.ts'
import type { RpcStruct, RpcValue } from '../rpc/value.ts'
import { spell } from '../rpc/value-path.ts'
import { Pace, type Work } from '../rpc/work.ts'
import { isUnwritable, writeScalar } from './scalars.ts'

/**
 * Adds a value to a text as JSON, in turns.
 *
 * @param root - how the value is called where a place in it is named
 * @throws Fault -32603 naming the place of a number that JSON cannot carry, -32004 where the text has no room left
 */
export function* writeJson(value: RpcValue, text: ReplyText, root = 'result'): Work<void> {
  yield* new JsonWriter(text, root).write(value)
}

class JsonWriter {
  readonly #text: ReplyText
  readonly #root: string
  readonly #pace = new Pace()
  /** Where the value stands that is being written. */
  readonly #path: (string | number)[] = []

  constructor(text: ReplyText, root: string) {
    this.#text = text
    this.#root = root
  }

  *write(value: RpcValue): Work<void> {
    const size = plainSize(value, mostAtOnce)
    if (size <= mostAtOnce) {
      this.#text.add(JSON.stringify(value))
      if (this.#pace.isDue(size)) yield
      return
    }
    // A struct of many names takes long to tell that it does.
    if (this.#pace.isDue(mostAtOnce)) yield
    if (isUnwritable(value)) {
      const words = `${spell(this.#root, this.#path)} is ${value}, which JSON cannot carry`
      throw new Fault(words, { code: FaultCode.internalError })
    }
    if (types.isUint8Array(value)) yield* this.#writeBytes(value)
    else if (typeof value === 'string') yield* this.#writeString(value)
    else if (Array.isArray(value)) yield* this.#writeItems(value)
    else {
      const scalar = writeScalar(value)
      if (scalar !== undefined) this.#text.add(JSON.stringify(scalar))
      // What is left holds members.
      else yield* this.#writeMembers(value as RpcStruct)
    }
  }

  *#writeItems(items: readonly RpcValue[]): Work<void> {
    for (let index = 0; index < items.length; index += 1) {
      this.#text.add(index === 0 ? '[' : ',')
      this.#path.push(index)
      yield* this.write(items[index] ?? null)
      this.#path.pop()
    }
    this.#text.add(items.length === 0 ? '[]' : ']')
  }

  *#writeMembers(struct: RpcStruct): Work<void> {
    let before = '{'
    for (const name of Object.keys(struct)) {
      this.#text.add(before)
      before = ','
      yield* this.#writeString(name)
      this.#text.add(':')
      this.#path.push(name)
      // Its own member, by the name that it has just given.
      yield* this.write(struct[name] as RpcValue)
      this.#path.pop()
    }
    this.#text.add(before === '{' ? '{}' : '}')
  }

  *#writeString(value: string): Work<void> {
    if (value.length <= longestPart) {
      this.#text.add(JSON.stringify(value))
      return
    }
    this.#text.add('"')
    for (let from = 0; from < value.length; ) {
      let end = Math.min(from + longestPart, value.length)
      // The halves of a pair stay together: JSON.stringify escapes those that stand alone.
      if ((value.charCodeAt(end - 1) & 0xfc00) === 0xd800) end += 1
      this.#text.add(JSON.stringify(value.slice(from, end)).slice(1, -1))
      from = end
      yield
    }
    this.#text.add('"')
  }

  *#writeBytes(bytes: Uint8Array): Work<void> {
    this.#text.add('"')
    for (let from = 0; from < bytes.length; from += bytesOfPart) {
      this.#text.add(writeScalar(bytes.subarray(from, from + bytesOfPart)) ?? '')
      if (bytes.length > bytesOfPart) yield
    }
    this.#text.add('"')
  }
}

/**
 * The size of a value that JSON.stringify writes as it stands; more than `most` where that has no word for a part of it, or
 * for a part of more size.
 */
function plainSize(value: RpcValue, most: number): number {
  switch (typeof value) {
    case 'string':
      return 1 + (value.length >> charactersOfStep)
    case 'number':
      return Number.isFinite(value) ? 1 : most + 1
    case 'bigint':
      return most + 1
    case 'object':
      return value === null ? 1 : plainSizeOfHolder(value, most)
    default:
      return 1
  }
}

function plainSizeOfHolder(value: object, most: number): number {
  let size = 1
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && size <= most; index += 1) {
      size += plainSize(value[index], most - size)
    }
    return size
  }
  if (types.isUint8Array(value) || types.isDate(value)) return most + 1
  for (const name of Object.keys(value)) {
    size += (name.length >> charactersOfStep) + plainSize((value as RpcStruct)[name] as RpcValue, most - size)
    if (size > most) break
  }
  return size
}

/** What is up to so large is written by one call of JSON.stringify. */
const mostAtOnce = 1000

/** A text counts for one value more with each 64 characters. */
const charactersOfStep = 6

const longestPart = 1 << 16

/** Whole groups of three. */
const bytesOfPart = 3 << 14
