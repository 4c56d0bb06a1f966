import { types } from 'node:util'
import {
  _,
  Ajv2020,
  type AnySchemaObject,
  type ErrorObject,
  type KeywordCxt,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonSchema, NamedSchemas, RpcType } from '../json-schema.ts'
import { isStruct } from '../value.ts'
import { prepareSchemas, typesId } from './prepared-schema.ts'
import { hasUniqueItems } from './unique-items.ts'

/**
 * Tells whether values in memory fit schemas, for the methods that share one set of named types: those of a plugin.
 * Nothing is coerced, filled in or taken away.
 *
 * A schema is compiled when a value first meets it. One that does not compile throws, and harms no other.
 */
export class TypeChecker {
  /** By the names that references in prepared schemas use. */
  readonly schemas: NamedSchemas
  readonly #ajv = buildAjv()
  readonly #prepare: (schema: JsonSchema) => JsonSchema
  readonly #prepared = new Map<string, JsonSchema>()
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>()

  constructor(named: NamedSchemas) {
    const { schemas, prepare } = prepareSchemas(named, new Set(Object.keys(this.#ajv.formats)))
    this.schemas = schemas
    this.#prepare = prepare
    this.#ajv.addSchema({ $id: typesId, $defs: schemas })
  }

  /** A schema as the other functions take it; what stands inside one is prepared, too. */
  prepare(schema: JsonSchema): JsonSchema {
    const prepared = this.#prepare(schema)
    const text = JSON.stringify(prepared)
    // A string is a string: what is asked for by many parameters is compiled once.
    const known = this.#prepared.get(text) ?? prepared
    this.#prepared.set(text, known)
    return known
  }

  /**
   * The test of a prepared schema.
   *
   * @throws Error saying what is wrong with the schema
   */
  test(schema: JsonSchema): (value: unknown) => boolean {
    return this.#compile(schema)
  }

  fits(schema: JsonSchema, value: unknown): boolean {
    return this.#compile(schema)(value)
  }

  /** Why a value does not fit; of a union, the union's own error. */
  error(schema: JsonSchema, value: unknown): ErrorObject | undefined {
    const validate = this.#compile(schema)
    return validate(value) ? undefined : validate.errors?.at(-1)
  }

  /** Where a reference leads. */
  follow(reference: string): JsonSchema {
    return this.schemas[reference.slice(`${typesId}#/$defs/`.length)] ?? {}
  }

  #compile(schema: JsonSchema): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known !== undefined) return known
    // ajv's own type of a schema is one with any keywords.
    const validate = this.#ajv.compile(schema as AnySchemaObject)
    this.#compiled.set(schema, validate)
    return validate
  }
}

function buildAjv() {
  const ajv = new Ajv2020({
    // An unknown keyword is an error; but a union of types, or a number without bounds, is nothing to be strict about.
    strict: true,
    strictTypes: false,
    strictTuples: false,
    // Which numbers a wire can carry is for the wire to say, and better: NaN is a number of TypeScript.
    strictNumbers: false,
    // A member called "constructor" is one that the caller sent, not the one that all objects inherit.
    ownProperties: true,
    // The words come from the schema in which a value went wrong.
    verbose: true,
    // Compiling finds what would break a check; the schemas of schemas would only cost time and memory.
    meta: false,
    validateSchema: false,
    logger: false,
  })
  // A module of CommonJS, whose types say that the function is its member `default`; it is both.
  addFormats.default(ajv)
  ajv.addKeyword({
    keyword: 'rpcType',
    schemaType: 'string',
    code: context => failUnless(context, testOf(String(context.schema))),
  })
  ajv.addKeyword({
    keyword: 'rpcStruct',
    type: 'object',
    // The first of all that is asked of objects.
    before: 'maxProperties',
    schemaType: 'boolean',
    code: context => failUnless(context, isStruct),
  })
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    code: context => context.schema === true && failUnless(context, hasUniqueItems),
  })
  return ajv
}

/** As code within the compiled function: calling a keyword's own function would cost more than the rest of the check. */
function failUnless(context: KeywordCxt, test: (value: never) => boolean) {
  const name = context.gen.scopeValue('func', { ref: test })
  context.fail(_`!${name}(${context.data})`)
}

function testOf(rpcType: string) {
  // hasOwn: the word comes from a file.
  if (!Object.hasOwn(tests, rpcType)) throw new Error(`there is no rpcType '${rpcType}'`)
  return tests[rpcType as RpcType]
}

const tests: Readonly<Record<RpcType, (value: unknown) => boolean>> = {
  date: types.isDate,
  bytes: types.isUint8Array,
  bigint: value => typeof value === 'bigint',
}
