import { type Args, mismatchData, parametersFault } from '../bind-params.ts'
import type { JsonSchema, NamedSchemas } from '../json-schema.ts'
import type { Method, Parameter } from '../method.ts'
import type { Door } from '../scope.ts'
import type { RpcValue } from '../value.ts'
import { spell } from '../value-path.ts'
import type { Work } from '../work.ts'
import { Bridge } from './bridge.ts'
import { findMismatch } from './find-mismatch.ts'
import type { Mismatch } from './mismatch.ts'
import { TypeChecker } from './type-checker.ts'
import { holdsDouble, markDoubles } from './whole-doubles.ts'

/**
 * The types of all methods, as far as they are known. What is made of a method's types is made at its first call, and goes
 * with the method.
 */
export class TypeChecks {
  readonly #checkers = new WeakMap<NamedSchemas, TypeChecker>()
  readonly #types = new WeakMap<Method, MethodTypes>()

  of(method: Method): MethodTypes {
    const known = this.#types.get(method)
    if (known !== undefined) return known
    const types = new MethodTypes(method, () => this.#checkerOf(method.schemas))
    this.#types.set(method, types)
    return types
  }

  #checkerOf(schemas: NamedSchemas) {
    const known = this.#checkers.get(schemas)
    if (known !== undefined) return known
    const checker = new TypeChecker(schemas)
    this.#checkers.set(schemas, checker)
    return checker
  }
}

/** A schema with what values are held against it by. */
interface TypeTest {
  readonly checker: TypeChecker
  readonly schema: JsonSchema
  readonly fits: (value: unknown) => boolean
}

/**
 * Holds the calls of one method against its types.
 *
 * Each function throws an Error where a schema does not compile: the description of the plugin is at fault, not the caller.
 */
class MethodTypes {
  readonly #method: Method
  readonly #checker: () => TypeChecker
  /** One for each parameter; undefined for one that takes any value. */
  #parameters: readonly (TypeTest | undefined)[] | undefined
  #result: TypeTest | null | undefined
  #doubles: Omit<TypeTest, 'fits'> | null | undefined

  constructor(method: Method, checker: () => TypeChecker) {
    this.#method = method
    this.#checker = checker
  }

  /**
   * What the function gets for the values that came: those that fit as they are, others over the bridges of their door.
   *
   * @param args - bound to the method's parameters
   * @throws Fault -32602 naming the parameter and the place within it, what was expected and what came
   */
  *fitParams(args: Args, door: Door): Work<Args> {
    this.#parameters ??= (this.#method.parameters ?? []).map(({ schema }) => this.#test(schema))
    let fitted: (RpcValue | undefined)[] | undefined
    for (let index = 0; index < args.length; index += 1) {
      // The last may be a rest parameter, which takes all that is left.
      const position = Math.min(index, this.#parameters.length - 1)
      const test = this.#parameters[position]
      const value = args[index]
      if (test === undefined || test.fits(value)) continue
      fitted ??= [...args]
      fitted[index] = yield* this.#fitParam(test, position, index, value, door)
    }
    return fitted ?? args
  }

  /** @throws Error naming the place where a result is not of the method's type */
  *checkResult(value: RpcValue): Work<void> {
    this.#result ??= this.#test(this.#method.result.schema) ?? null
    if (this.#result === null || this.#result.fits(value)) return
    const { checker, schema } = this.#result
    const mismatch = yield* findMismatch(checker.check(), schema, value)
    if (mismatch !== undefined) throw new Error(`${spell('result', mismatch.path)} ${mismatch.words}`)
  }

  /** A result as it goes to a door: XML-RPC alone tells doubles from whole numbers. */
  *outgoing(value: RpcValue, door: Door): Work<RpcValue> {
    if (door !== 'xmlrpc') return value
    this.#doubles ??= this.#doublesOf(this.#method.result.schema)
    return this.#doubles === null
      ? value
      : yield* markDoubles(this.#doubles.checker.check(), this.#doubles.schema, value)
  }

  /** The way of a value that does not fit as it is. */
  *#fitParam(
    test: TypeTest,
    position: number,
    index: number,
    value: RpcValue | undefined,
    door: Door,
  ): Work<RpcValue | undefined> {
    // Each of the following steps looks through all of a value, as the test before has.
    yield

    const { checker, schema } = test
    const parameter = this.#method.parameters?.[position]
    const isOptional = parameter?.optional === true && !parameter.rest
    if (value === undefined && isOptional) return undefined

    const check = checker.check()
    const bridge = new Bridge(check, door)
    const bridged = value === undefined ? undefined : yield* bridge.cross(schema, value)
    yield
    if (check.fits(schema, bridged)) return bridged
    if (isOptional && bridge.isLeftOut(schema, bridged)) return undefined
    const mismatch = yield* findMismatch(check, schema, bridged, bridge)
    if (mismatch === undefined || parameter === undefined) return bridged
    throw this.#misfit(parameter, index - position, mismatch)
  }

  #misfit({ name, rest }: Parameter, offset: number, { path, words, expected, received }: Mismatch) {
    const whole = rest ? [name, offset, ...path] : [name, ...path]
    // A name may be a pattern, which is to be shown as it stands.
    const place = spell(name, whole.slice(1))
    const data = mismatchData(whole, expected, received)
    return parametersFault(this.#method, `parameter '${place}' ${words}`, data)
  }

  #test(schema: JsonSchema | undefined): TypeTest | undefined {
    if (schema === undefined || Object.keys(schema).length === 0) return undefined
    const checker = this.#checker()
    const prepared = checker.prepare(schema)
    return { checker, schema: prepared, fits: checker.test(prepared) }
  }

  #doublesOf(schema: JsonSchema | undefined): Omit<TypeTest, 'fits'> | null {
    if (schema === undefined) return null
    const checker = this.#checker()
    const prepared = checker.prepare(schema)
    return holdsDouble(checker.check(), prepared) ? { checker, schema: prepared } : null
  }
}
