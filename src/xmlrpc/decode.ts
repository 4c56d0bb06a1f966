import type { MethodCall } from '../rpc/codec.ts'
import { Fault, FaultCode, isFault, tooManyValues } from '../rpc/fault.ts'
import { type RpcValue, setMember } from '../rpc/value.ts'
import { spell } from '../rpc/value-path.ts'
import { Pace, type Work } from '../rpc/work.ts'
import { longestPart, normalizeLineEnds, partsOf, trimBlanks } from './characters.ts'
import { refuseForbidden } from './markup.ts'
import { type Scalar, scalars } from './scalars.ts'
import { Scanner } from './scanner.ts'
import { excerpt } from './words.ts'

export interface DecodeLimits {
  /** How many arrays and structs may stand inside each other. */
  readonly maxDepth: number
  /** How many values the parameters may hold, those inside others and the names of members included. */
  readonly maxValues: number
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
 * character XML forbids, -32600 not a call, -32602 a value that its type does not allow, -32004 nested too deep or too many values
 */
export function* decodeCall(content: string, limits: DecodeLimits): Work<MethodCall> {
  // The work in front of us has made them LF already, where a document came as one.
  const text = yield* normalizeLineEnds(content)
  return yield* new CallReader(text, limits).read()
}

const scalarOf: ReadonlyMap<string, Scalar> = new Map(Object.entries(scalars))

class CallReader {
  readonly #scanner: Scanner
  readonly #content: string
  readonly #limits: DecodeLimits
  readonly #pace = new Pace()
  #depth = 0
  #values = 0
  /** Where the value stands that is being read. */
  readonly #path: (string | number)[] = []
  #root = 'methodCall'

  /** @param content - lines end with LF */
  constructor(content: string, limits: DecodeLimits) {
    this.#content = content
    this.#scanner = new Scanner(content)
    this.#limits = limits
  }

  *read(): Work<MethodCall> {
    yield* refuseForbidden(this.#content)
    try {
      return yield* this.#readCall()
    } catch (error) {
      if (!isFault(error)) throw error
      // A document that is broken further on is no XML at all, whatever else is wrong with it. Past a limit, that does
      // not matter any more.
      if (error.code !== FaultCode.parseError && error.code !== FaultCode.tooLarge)
        yield* this.#scanner.readRest()
      throw new Fault(`${spell(this.#root, this.#path)}: ${error.message}`, { code: error.code })
    }
  }

  *#readCall(): Work<MethodCall> {
    let method: string | undefined
    let params: readonly RpcValue[] | undefined
    for (let child = yield* this.#readChild(); child !== undefined; child = yield* this.#readChild()) {
      if (child === 'methodName' && method === undefined) method = trimBlanks(yield* this.#readLeaf())
      else if (child === 'params' && params === undefined) params = yield* this.#readParams()
      else throw this.#unexpected(child, 'one <methodName> and at most one <params>')
    }
    this.#scanner.readEndOfText()
    if (method === undefined) throw notACall('<methodName> is missing')
    if (method === '') throw notACall('<methodName> is empty')
    return { method, params: params ?? [] }
  }

  *#readParams(): Work<readonly RpcValue[]> {
    const params: RpcValue[] = []
    this.#root = 'params'
    this.#path.push(0)
    for (let child = yield* this.#readChild(); child !== undefined; child = yield* this.#readChild()) {
      this.#path[0] = params.length
      if (child !== 'param') throw this.#unexpected(child, '<param>')
      params.push(yield* this.#readOnly('value', this.#readValue()))
      this.#scanner.readEnd()
      this.#path[0] = params.length
    }
    this.#path.pop()
    this.#root = 'methodCall'
    this.#scanner.readEnd()
    return params
  }

  /** Reads from behind `<value>` to behind `</value>`. */
  *#readValue(): Work<RpcValue> {
    this.#count()
    if (this.#pace.isDue()) yield
    const found = this.#scanner.readText()
    const text = typeof found === 'string' ? found : yield* found
    const type = this.#scanner.readStart()
    if (type === undefined) {
      // Without a type, it is a string.
      this.#scanner.readEnd()
      return text
    }
    this.#refuseText(text)
    const scalar = scalarOf.get(type)
    const value = scalar === undefined ? yield* this.#readHolder(type) : yield* this.#readScalar(type, scalar)
    const second = this.#scanner.skipToTag() ? this.#scanner.readStart() : yield* this.#readChild()
    if (second !== undefined) throw this.#unexpected(second, 'one type in a <value>')
    this.#scanner.readEnd()
    return value
  }

  #count() {
    const { maxValues } = this.#limits
    this.#values += 1
    if (this.#values > maxValues) throw tooManyValues('the request', maxValues, 'elements')
  }

  *#readHolder(type: string): Work<RpcValue> {
    if (type !== 'array' && type !== 'struct') throw this.#unexpected(type, 'a type of XML-RPC')

    const { maxDepth } = this.#limits
    if (this.#depth === maxDepth) {
      throw new Fault(`more than ${maxDepth} arrays and structs inside each other ([limits] nestingdepth)`, {
        code: FaultCode.tooLarge,
      })
    }
    this.#depth += 1
    const value = type === 'array' ? yield* this.#readArray() : yield* this.#readStruct()
    this.#depth -= 1
    return value
  }

  *#readScalar(type: string, scalar: Scalar): Work<RpcValue> {
    const text = yield* this.#readLeaf()
    const isLong = type === 'base64' && text.length > longestPart
    const value = scalar.read(isLong ? yield* withoutBlanks(text) : text)
    if (value !== undefined) return value
    // What was sent can be a password: not even a part of it goes into a message.
    const { length } = trimBlanks(text)
    const found = length === 0 ? 'an empty text' : `another text, of length ${length}`
    throw new Fault(`expected ${scalar.expected}, got ${found}`, { code: FaultCode.invalidParams })
  }

  *#readArray(): Work<readonly RpcValue[]> {
    const items = yield* this.#readOnly('data', this.#readItems())
    this.#scanner.readEnd()
    return items
  }

  *#readItems(): Work<readonly RpcValue[]> {
    const items: RpcValue[] = []
    for (;;) {
      const child = this.#scanner.skipToTag()
        ? this.#scanner.readStart('value')
        : yield* this.#readChild('value')
      if (child === undefined) break
      if (child !== 'value') throw this.#unexpected(child, '<value>')
      this.#path.push(items.length)
      items.push(yield* this.#readValue())
      this.#path.pop()
    }
    this.#scanner.readEnd()
    return items
  }

  *#readStruct(): Work<RpcValue> {
    const struct: Record<string, RpcValue> = {}
    for (;;) {
      const child = yield* this.#readChild('member')
      if (child === undefined) break
      if (child !== 'member') throw this.#unexpected(child, '<member>')
      yield* this.#readMember(struct)
    }
    this.#scanner.readEnd()
    return struct
  }

  /** Name and value in either order; of two members with one name, the last counts. */
  *#readMember(struct: Record<string, RpcValue>): Work<void> {
    let name: string | undefined
    let value: RpcValue | undefined
    // Until the name has been read.
    this.#path.push('?')
    for (;;) {
      const child = this.#scanner.skipToTag() ? this.#scanner.readStart() : yield* this.#readChild()
      if (child === undefined) break
      if (child === 'name' && name === undefined) {
        this.#count()
        name = yield* this.#readLeaf()
        this.#path[this.#path.length - 1] = name
      } else if (child === 'value' && value === undefined) value = yield* this.#readValue()
      else throw this.#unexpected(child, 'one <name> and one <value> in a <member>')
    }
    if (name === undefined) throw notACall('<name> is missing in a <member>')
    if (value === undefined) throw notACall('<value> is missing in a <member>')
    this.#scanner.readEnd()
    this.#path.pop()
    setMember(struct, name, value)
  }

  /** Reads text up to the end tag. */
  *#readLeaf(): Work<string> {
    const found = this.#scanner.readText()
    const text = typeof found === 'string' ? found : yield* found
    const child = this.#scanner.readStart()
    if (child !== undefined) throw this.#unexpected(child, 'text alone')
    this.#scanner.readEnd()
    return text
  }

  /** Reads the start tag of the one child that must stand here, and with `rest` the rest of it. */
  *#readOnly<T>(name: string, rest: Work<T>): Work<T> {
    const child = yield* this.#readChild()
    if (child === undefined) throw notACall(`<${name}> is missing`)
    if (child !== name) throw this.#unexpected(child, `<${name}>`)
    const result = yield* rest
    const second = yield* this.#readChild()
    if (second !== undefined) throw this.#unexpected(second, `one <${name}>`)
    return result
  }

  /** Reads the start tag of the next child, or finds that there is no other. */
  *#readChild(likely?: string): Work<string | undefined> {
    if (!this.#scanner.skipToTag()) {
      const text = this.#scanner.readText()
      this.#refuseText(typeof text === 'string' ? text : yield* text)
    }
    return this.#scanner.readStart(likely)
  }

  #refuseText(text: string) {
    if (text !== '' && trimBlanks(text) !== '')
      throw notACall(`text between elements, of length ${trimBlanks(text).length}`)
  }

  #unexpected(child: string, expected: string) {
    return notACall(`expected ${expected}, found <${excerpt(child).slice(1, -1)}>`)
  }
}

/** A long text without its white space, so that the rest of the reading is quick. */
function* withoutBlanks(text: string): Work<string> {
  const parts: string[] = []
  for (const part of partsOf(text)) {
    parts.push(part.replace(/[ \t\n\r]+/g, ''))
    yield
  }
  return parts.join('')
}

function notACall(what: string) {
  return new Fault(what, { code: FaultCode.invalidRequest })
}
