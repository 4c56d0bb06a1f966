import { types } from 'node:util'
import type { Outcome } from '../rpc/codec.ts'
import { Fault, FaultCode, faultName, isFault } from '../rpc/fault.ts'
import { ReplyRoom, ReplyText, type Text } from '../rpc/reply-text.ts'
import { isStruct, kindOf, type RpcStruct, type RpcValue } from '../rpc/value.ts'
import { spell } from '../rpc/value-path.ts'
import { WholeDouble } from '../rpc/whole-double.ts'
import { Pace, type Work } from '../rpc/work.ts'
import {
  findForbidden,
  findForbiddenInTurns,
  longestPart,
  nameOfCharacter,
  partsOf,
  replaceForbidden,
} from './characters.ts'
import { scalars } from './scalars.ts'
import { excerpt } from './words.ts'

/** Where XML-RPC has no type that every client reads, the operator chooses (`[xmlrpc]` in `agent.ini`). */
export interface EncodePolicies {
  /** Whether null is sent as `<nil/>`; otherwise it is the empty string. Default false. */
  readonly nil: boolean
  /** What whole numbers beyond 32 bits are sent as. Default `double`. */
  readonly bigint: 'double' | 'i8' | 'string'
  /**
   * `mmc`: a fault's code is a text, `<name of the error>: <message>`, as the original's web pages look for it;
   * 8003 and 8004 stay numbers. Ruby, xmlrpc-c and Go refuse such a text. Default `off`: the code is a number.
   */
  readonly errorMessages: 'off' | 'mmc'
}

/**
 * Writes the reply to a call. Never throws: a result that XML-RPC cannot carry, or the room cannot hold, becomes a fault that
 * says where or why.
 *
 * The layout is that of Python's `xmlrpc.client.dumps`, which clients have seen for twenty years.
 */
export function* encodeOutcome(outcome: Outcome, policies: EncodePolicies, room: ReplyRoom): Work<Text> {
  if ('fault' in outcome) return encodeFault(outcome.fault, policies)
  try {
    return yield* encodeResponse(outcome.value, policies, new ReplyText(room))
  } catch (error) {
    const fault = faultOf(error)
    outcome.onUnsendable?.(fault)
    return encodeFault(fault, policies)
  }
}

/** The fault in place of a value that XML-RPC cannot carry, or the room cannot hold beside what is in it. */
export function* checkXmlRpc(
  value: RpcValue,
  policies: EncodePolicies,
  room: ReplyRoom,
): Work<Fault | undefined> {
  const text = new ReplyText(room, false)
  try {
    yield* encodeResponse(value, policies, text)
    return undefined
  } catch (error) {
    text.drop()
    return faultOf(error)
  }
}

function faultOf(error: unknown): Fault {
  return isFault(error) ? error : unencodable('result is a value that cannot be read to its end')
}

/** @throws Fault -32603 naming the place that XML-RPC cannot carry, -32004 where `text` has no room for it */
export function* encodeResponse(
  value: RpcValue,
  policies: EncodePolicies,
  text = new ReplyText(new ReplyRoom(Number.POSITIVE_INFINITY)),
): Work<Text> {
  text.add(`${start}<params>\n<param>\n`)
  yield* new ResultWriter(policies, text).write(value)
  text.add(`</param>\n</params>\n${end}`)
  return text.end()
}

/** Writes any fault: what XML cannot carry in its message is replaced, a code beyond 32 bits is -32500. */
export function encodeFault(fault: Fault, { errorMessages }: EncodePolicies): string {
  const { code, message } = fault
  // The original's own codes are numbers there too: at 8003 its web pages log in again.
  const isText = errorMessages === 'mmc' && !originalCodes.includes(code)
  const members = [
    member('faultCode', isText ? text(`${faultName(code)}: ${message}`) : faultCode(code)),
    member('faultString', text(message)),
  ]
  return `${start}<fault>\n<value><struct>\n${members.join('')}</struct></value>\n</fault>\n${end}`
}

const originalCodes: readonly number[] = [FaultCode.loginRequired, FaultCode.noSecurityContext]

function faultCode(code: number) {
  const int = Number.isInteger(code) ? scalars.int.write(code) : undefined
  return typed('int', int ?? String(FaultCode.applicationError))
}

function text(any: string) {
  return typed('string', scalars.string.write(replaceForbidden(any)) ?? '')
}

const start = "<?xml version='1.0'?>\n<methodResponse>\n"
const end = '</methodResponse>\n'

class ResultWriter {
  readonly #policies: EncodePolicies
  readonly #text: ReplyText
  readonly #pace = new Pace()
  /** Where the value stands that is being written. */
  readonly #path: (string | number)[] = []

  constructor(policies: EncodePolicies, text: ReplyText) {
    this.#policies = policies
    this.#text = text
  }

  /** Knows every kind of value there is; a kind that is added must be added here. */
  *write(value: RpcValue | undefined): Work<void> {
    if (this.#pace.isDue()) yield
    const short = this.#writeShort(value)
    if (short !== undefined) this.#text.add(short)
    else if (typeof value === 'string') yield* this.#writeLongText(value)
    else if (types.isUint8Array(value)) yield* this.#writeBytes(value)
    else if (Array.isArray(value)) yield* this.#writeArray(value)
    else if (typeof value === 'object' && value !== null && isStruct(value)) {
      yield* this.#writeStruct(value as RpcStruct)
    } else throw unencodable(`${this.#where()} ${describe(value)}`)
  }

  /** @returns undefined for values that hold others, and those that may be long */
  #writeShort(value: RpcValue | undefined): string | undefined {
    if (value === null || value === undefined) return this.#writeNull()
    if (typeof value === 'string') {
      return value.length > longestPart
        ? undefined
        : this.#written('string', scalars.string.write(value), value)
    }
    if (typeof value === 'boolean') return typed('boolean', scalars.boolean.write(value))
    if (typeof value === 'number') return this.#writeNumber(value)
    if (typeof value === 'bigint') return this.#writeWhole(value)
    if (types.isDate(value))
      return this.#written('dateTime.iso8601', scalars['dateTime.iso8601'].write(value), value)
    // With a fraction: clients without types of their own tell doubles by it.
    if (value instanceof WholeDouble) return typed('double', `${scalars.double.write(Number(value))}.0`)
    return undefined
  }

  *#writeLongText(value: string): Work<void> {
    if ((yield* findForbiddenInTurns(value)) !== -1) throw unencodable(`${this.#where()} ${describe(value)}`)
    this.#text.add('<value><string>')
    yield* this.#writeParts(value)
    this.#text.add('</string></value>\n')
  }

  /** @param text - has been looked through */
  *#writeParts(text: string): Work<void> {
    for (const part of partsOf(text)) {
      this.#text.add(scalars.string.write(part) ?? '')
      if (part.length < text.length) yield
    }
  }

  *#writeBytes(bytes: Uint8Array): Work<void> {
    this.#text.add('<value><base64>\n')
    for (let from = 0; from < bytes.length; from += bytesOfPart) {
      this.#text.add(scalars.base64.write(bytes.subarray(from, from + bytesOfPart)).slice(1))
      if (bytes.length > bytesOfPart) yield
    }
    this.#text.add('</base64></value>\n')
  }

  #writeNull() {
    return this.#policies.nil ? '<value><nil/></value>' : typed('string', '')
  }

  #writeNumber(value: number) {
    const isWhole = Number.isInteger(value) && Math.abs(value) <= exactUpTo
    return isWhole ? this.#writeWhole(value) : this.#written('double', scalars.double.write(value), value)
  }

  #writeWhole(value: number | bigint) {
    const int = scalars.int.write(value)
    if (int !== undefined) return typed('int', int)
    const { bigint } = this.#policies
    if (bigint === 'string') return typed('string', String(value))
    if (bigint === 'i8') return this.#written('i8', scalars.i8.write(value), value)
    const exact = value >= -exactUpTo && value <= exactUpTo
    return this.#written('double', exact ? scalars.double.write(Number(value)) : undefined, value)
  }

  *#writeArray(items: readonly RpcValue[]): Work<void> {
    this.#text.add('<value><array><data>\n')
    // A hole is an item too.
    for (let index = 0; index < items.length; index += 1) {
      this.#path.push(index)
      yield* this.write(items[index])
      this.#path.pop()
    }
    this.#text.add('</data></array></value>\n')
  }

  *#writeStruct(struct: RpcStruct): Work<void> {
    this.#text.add('<value><struct>\n')
    // Not their entries: those of a large struct take long to make.
    for (const name of Object.keys(struct)) {
      const value = struct[name]
      if (value === undefined) continue
      this.#path.push(name)
      yield* this.#writeName(name)
      yield* this.write(value)
      this.#text.add('</member>\n')
      this.#path.pop()
    }
    this.#text.add('</struct></value>\n')
  }

  *#writeName(name: string): Work<void> {
    const short = name.length > longestPart ? undefined : scalars.string.write(name)
    if (short !== undefined) {
      this.#text.add(`<member>\n<name>${short}</name>\n`)
      return
    }
    if ((yield* findForbiddenInTurns(name)) !== -1) {
      this.#path.pop()
      throw unencodable(`${this.#where()} has a member whose name ${holds(name)}`)
    }
    this.#text.add('<member>\n<name>')
    yield* this.#writeParts(name)
    this.#text.add('</name>\n')
  }

  #written(type: string, text: string | undefined, value: RpcValue) {
    if (text === undefined) throw unencodable(`${this.#where()} ${describe(value)}`)
    return typed(type, text)
  }

  #where() {
    return spell('result', this.#path)
  }
}

/** Up to here, and no further, every whole number is a double of its own. */
const exactUpTo = 2 ** 53

/** Whole lines of base64. */
const bytesOfPart = 57 * 800

function typed(type: string, text: string) {
  return `<value><${type}>${text}</${type}></value>\n`
}

function member(name: string, value: string) {
  return `<member>\n<name>${name}</name>\n${value}</member>\n`
}

function unencodable(what: string) {
  return new Fault(`${what}, which XML-RPC cannot carry`, { code: FaultCode.internalError })
}

function describe(value: unknown) {
  if (typeof value === 'string') return holds(value)
  if (typeof value === 'number' || typeof value === 'bigint')
    return `is ${excerpt(String(value)).slice(1, -1)}`
  return `is ${types.isDate(value) && !Number.isNaN(value.getTime()) ? value.toISOString() : kindOf(value)}`
}

function holds(text: string) {
  return `holds the character ${nameOfCharacter(text, findForbidden(text))}`
}
