import { types } from 'node:util'
import type { Outcome } from '../rpc/codec.ts'
import { Fault, FaultCode, faultName, isFault } from '../rpc/fault.ts'
import { isStruct, kindOf, type RpcStruct, type RpcValue } from '../rpc/value.ts'
import { spell } from '../rpc/value-path.ts'
import { WholeDouble } from '../rpc/whole-double.ts'
import { findForbidden, nameOfCharacter, replaceForbidden } from './characters.ts'
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
 * Writes the reply to a call. Never throws: a result that XML-RPC cannot carry becomes a fault that says where.
 *
 * The layout is that of Python's `xmlrpc.client.dumps`, which clients have seen for twenty years.
 */
export function encodeOutcome(outcome: Outcome, policies: EncodePolicies): string {
  if ('fault' in outcome) return encodeFault(outcome.fault, policies)
  try {
    return encodeResponse(outcome.value, policies)
  } catch (error) {
    return encodeFault(faultOf(error), policies)
  }
}

/** The fault in place of a value that XML-RPC cannot carry. */
export function checkXmlRpc(value: RpcValue, policies: EncodePolicies): Fault | undefined {
  try {
    encodeResponse(value, policies)
    return undefined
  } catch (error) {
    return faultOf(error)
  }
}

function faultOf(error: unknown): Fault {
  return isFault(error) ? error : unencodable('result is a value that cannot be read to its end')
}

/** @throws Fault -32603 naming the place that XML-RPC cannot carry */
export function encodeResponse(value: RpcValue, policies: EncodePolicies): string {
  const text = new ResultWriter(policies).write(value)
  return `${start}<params>\n<param>\n${text}</param>\n</params>\n${end}`
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
  return `${start}<fault>\n${structure(members)}</fault>\n${end}`
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
  /** Where the value stands that is being written. */
  readonly #path: (string | number)[] = []

  constructor(policies: EncodePolicies) {
    this.#policies = policies
  }

  /** Knows every kind of value there is; a kind that is added must be added here. */
  write(value: RpcValue | undefined): string {
    if (value === null || value === undefined) return this.#writeNull()
    if (typeof value === 'string') return this.#written('string', scalars.string.write(value), value)
    if (typeof value === 'boolean') return typed('boolean', scalars.boolean.write(value))
    if (typeof value === 'number') return this.#writeNumber(value)
    if (typeof value === 'bigint') return this.#writeWhole(value)
    if (types.isDate(value))
      return this.#written('dateTime.iso8601', scalars['dateTime.iso8601'].write(value), value)
    if (types.isUint8Array(value)) return typed('base64', scalars.base64.write(value))
    if (Array.isArray(value)) return this.#writeArray(value)
    // With a fraction: clients without types of their own tell doubles by it.
    if (value instanceof WholeDouble) return typed('double', `${scalars.double.write(Number(value))}.0`)
    if (typeof value === 'object' && isStruct(value)) return this.#writeStruct(value as RpcStruct)
    throw unencodable(`${this.#where()} ${describe(value)}`)
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

  #writeArray(items: readonly RpcValue[]) {
    let text = '<value><array><data>\n'
    // entries(): a hole is an item too.
    for (const [index, item] of items.entries()) {
      this.#path.push(index)
      text += this.write(item)
      this.#path.pop()
    }
    return `${text}</data></array></value>\n`
  }

  #writeStruct(struct: RpcStruct) {
    const members: string[] = []
    for (const [name, value] of Object.entries(struct)) {
      if (value === undefined) continue
      const writtenName = scalars.string.write(name)
      if (writtenName === undefined)
        throw unencodable(`${this.#where()} has a member whose name ${holds(name)}`)
      this.#path.push(name)
      members.push(member(writtenName, this.write(value)))
      this.#path.pop()
    }
    return structure(members)
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

function typed(type: string, text: string) {
  return `<value><${type}>${text}</${type}></value>\n`
}

function structure(members: readonly string[]) {
  return `<value><struct>\n${members.join('')}</struct></value>\n`
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
