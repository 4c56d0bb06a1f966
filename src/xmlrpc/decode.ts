import type { MethodCall } from '../rpc/codec.ts'
import { Fault, FaultCode, isFault } from '../rpc/fault.ts'
import { type RpcValue, setMember } from '../rpc/value.ts'
import { spell } from '../rpc/value-path.ts'
import { normalizeLineEnds, trimBlanks } from './characters.ts'
import { refuseForbidden } from './markup.ts'
import { type Scalar, scalars } from './scalars.ts'
import { Scanner } from './scanner.ts'
import { excerpt } from './words.ts'

export interface DecodeLimits {
  /** How many arrays and structs may stand inside each other. */
  readonly maxDepth: number
}

/**
 * Reads a call, straight into values.
 *
 * It is strict where a mistake could be misread and generous where the meaning is certain: attributes and
 * namespaces are passed over, as are blanks and comments between elements.
 *
 * @param content - the text between `<methodCall>` and `</methodCall>`
 * @returns the call; structs are plain objects, in which even `__proto__` is an ordinary member
 * @throws Fault that says where, such as `params[1].members.uid: expected …`: -32700 not well-formed, -32702 a
 * character XML forbids, -32600 not a call, -32602 a value that its type does not allow, -32004 nested too deep
 */
export function decodeCall(content: string, limits: DecodeLimits): MethodCall {
  return new CallReader(content, limits).read()
}

const scalarOf: ReadonlyMap<string, Scalar> = new Map(Object.entries(scalars))

class CallReader {
  readonly #scanner: Scanner
  readonly #content: string
  readonly #maxDepth: number
  #depth = 0
  /** Where the value stands that is being read. */
  readonly #path: (string | number)[] = []
  #root = 'methodCall'

  constructor(content: string, { maxDepth }: DecodeLimits) {
    this.#content = normalizeLineEnds(content)
    this.#scanner = new Scanner(this.#content)
    this.#maxDepth = maxDepth
  }

  read(): MethodCall {
    refuseForbidden(this.#content)
    try {
      return this.#readCall()
    } catch (error) {
      if (!isFault(error)) throw error
      // A document that is broken further on is no XML at all, whatever else is wrong with it.
      if (error.code !== FaultCode.parseError) this.#scanner.readRest()
      throw new Fault(`${spell(this.#root, this.#path)}: ${error.message}`, { code: error.code })
    }
  }

  #readCall(): MethodCall {
    let method: string | undefined
    let params: readonly RpcValue[] | undefined
    for (let child = this.#readChild(); child !== undefined; child = this.#readChild()) {
      if (child === 'methodName' && method === undefined) method = trimBlanks(this.#readLeaf())
      else if (child === 'params' && params === undefined) params = this.#readParams()
      else throw this.#unexpected(child, 'one <methodName> and at most one <params>')
    }
    this.#scanner.readEndOfText()
    if (method === undefined) throw notACall('<methodName> is missing')
    if (method === '') throw notACall('<methodName> is empty')
    return { method, params: params ?? [] }
  }

  #readParams(): readonly RpcValue[] {
    const params: RpcValue[] = []
    this.#root = 'params'
    this.#path.push(0)
    for (let child = this.#readChild(); child !== undefined; child = this.#readChild()) {
      this.#path[0] = params.length
      if (child !== 'param') throw this.#unexpected(child, '<param>')
      params.push(this.#readOnly('value', () => this.#readValue()))
      this.#scanner.readEnd()
      this.#path[0] = params.length
    }
    this.#path.pop()
    this.#root = 'methodCall'
    this.#scanner.readEnd()
    return params
  }

  /** Reads from behind `<value>` to behind `</value>`. */
  #readValue(): RpcValue {
    const text = this.#scanner.readText()
    const type = this.#scanner.readStart()
    if (type === undefined) {
      // Without a type, it is a string.
      this.#scanner.readEnd()
      return text
    }
    this.#refuseText(text)
    const value = this.#readTyped(type)
    const second = this.#readChild()
    if (second !== undefined) throw this.#unexpected(second, 'one type in a <value>')
    this.#scanner.readEnd()
    return value
  }

  #readTyped(type: string): RpcValue {
    const scalar = scalarOf.get(type)
    if (scalar !== undefined) return this.#readScalar(type, scalar)
    if (type !== 'array' && type !== 'struct') throw this.#unexpected(type, 'a type of XML-RPC')

    if (this.#depth === this.#maxDepth) {
      throw new Fault(`more than ${this.#maxDepth} arrays and structs inside each other`, {
        code: FaultCode.tooLarge,
      })
    }
    this.#depth += 1
    const value = type === 'array' ? this.#readArray() : this.#readStruct()
    this.#depth -= 1
    return value
  }

  #readScalar(type: string, scalar: Scalar): RpcValue {
    const text = this.#readLeaf()
    const value = scalar.read(text)
    if (value !== undefined) return value
    // The original's web interface sends passwords as base64: not even a part of one goes into a message.
    const found = type === 'base64' ? `${text.length} characters that are not` : excerpt(trimBlanks(text))
    throw new Fault(`expected ${scalar.expected}, got ${found}`, { code: FaultCode.invalidParams })
  }

  #readArray(): readonly RpcValue[] {
    const items: RpcValue[] = []
    this.#readOnly('data', () => {
      for (let child = this.#readChild('value'); child !== undefined; child = this.#readChild('value')) {
        if (child !== 'value') throw this.#unexpected(child, '<value>')
        this.#path.push(items.length)
        items.push(this.#readValue())
        this.#path.pop()
      }
      this.#scanner.readEnd()
    })
    this.#scanner.readEnd()
    return items
  }

  #readStruct(): RpcValue {
    const struct: Record<string, RpcValue> = {}
    for (let child = this.#readChild('member'); child !== undefined; child = this.#readChild('member')) {
      if (child !== 'member') throw this.#unexpected(child, '<member>')
      this.#readMember(struct)
    }
    this.#scanner.readEnd()
    return struct
  }

  /** Name and value in either order; of two members with one name, the last counts. */
  #readMember(struct: Record<string, RpcValue>) {
    let name: string | undefined
    let value: RpcValue | undefined
    // Until the name has been read.
    this.#path.push('?')
    for (let child = this.#readChild(); child !== undefined; child = this.#readChild()) {
      if (child === 'name' && name === undefined) {
        name = this.#readLeaf()
        this.#path[this.#path.length - 1] = name
      } else if (child === 'value' && value === undefined) value = this.#readValue()
      else throw this.#unexpected(child, 'one <name> and one <value> in a <member>')
    }
    if (name === undefined) throw notACall('<name> is missing in a <member>')
    if (value === undefined) throw notACall('<value> is missing in a <member>')
    this.#scanner.readEnd()
    this.#path.pop()
    setMember(struct, name, value)
  }

  /** Reads text up to the end tag. */
  #readLeaf(): string {
    const text = this.#scanner.readText()
    const child = this.#scanner.readStart()
    if (child !== undefined) throw this.#unexpected(child, 'text alone')
    this.#scanner.readEnd()
    return text
  }

  /** Reads the start tag of the one child that must stand here, and with `readRest` the rest of it. */
  #readOnly<T>(name: string, readRest: () => T): T {
    const child = this.#readChild()
    if (child === undefined) throw notACall(`<${name}> is missing`)
    if (child !== name) throw this.#unexpected(child, `<${name}>`)
    const result = readRest()
    const second = this.#readChild()
    if (second !== undefined) throw this.#unexpected(second, `one <${name}>`)
    return result
  }

  /** Reads the start tag of the next child, or finds that there is no other. */
  #readChild(likely?: string): string | undefined {
    this.#refuseText(this.#scanner.readTextBetween())
    return this.#scanner.readStart(likely)
  }

  #refuseText(text: string) {
    if (text !== '' && trimBlanks(text) !== '') throw notACall(`text between elements: ${excerpt(text)}`)
  }

  #unexpected(child: string, expected: string) {
    return notACall(`expected ${expected}, found <${excerpt(child).slice(1, -1)}>`)
  }
}

function notACall(what: string) {
  return new Fault(what, { code: FaultCode.invalidRequest })
}
