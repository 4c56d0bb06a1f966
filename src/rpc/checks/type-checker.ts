import type { AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { follow, type JsonSchema, type NamedSchemas } from '../json-schema.ts'
import { mapSchema } from '../map-schema.ts'
import { Patterns } from './patterns.ts'
import { preparedSchema } from './prepared-schema.ts'
import { buildAjv, type NamedTest } from './schema-ajv.ts'
import { Verdicts } from './verdicts.ts'

/**
 * Tells whether values in memory fit schemas, for the methods that share one set of named types: those of a plugin.
 * Nothing is coerced, filled in or taken away.
 *
 * A schema is compiled when a value first meets it. One that does not compile throws, and harms no other.
 */
export class TypeChecker {
  /** Prepared, by name. */
  readonly schemas: NamedSchemas
  readonly patterns = new Patterns()
  readonly #ajv = buildAjv(this.patterns, reference => this.#namedTest(reference))
  readonly #formats = new Set(Object.keys(this.#ajv.formats))
  readonly #prepared = new Map<string, JsonSchema>()
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>()

  constructor(named: NamedSchemas) {
    const schemas = Object.entries(named).map(([name, schema]) => [
      name,
      preparedSchema(schema, this.#formats),
    ])
    this.schemas = Object.fromEntries(schemas)
  }

  /** A schema as the other functions take it; what stands inside one is prepared, too. */
  prepare(schema: JsonSchema): JsonSchema {
    const prepared = preparedSchema(schema, this.#formats)
    const text = JSON.stringify(prepared)
    // A string is a string: what is asked for by many parameters is compiled once.
    const known = this.#prepared.get(text) ?? prepared
    this.#prepared.set(text, known)
    return known
  }

  /**
   * The test of a prepared schema.
   *
   * @throws Error saying what is wrong with the schema, or with one that it refers to
   */
  test(schema: JsonSchema): (value: unknown) => boolean {
    const validate = this.#compile(schema)
    for (const named of this.#reachable(schema)) this.#compile(named)
    return value => {
      this.patterns.begin()
      return validate.call(new Verdicts(), value)
    }
  }

  /** Begins a check: its questions are about one value, and what stands inside it. */
  check(): Check {
    this.patterns.begin()
    return new Check(this, schema => this.#compile(schema))
  }

  #compile(schema: JsonSchema): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known !== undefined) return known
    // ajv's own type of a schema is one with any keywords.
    const validate = this.#ajv.compile(schema as AnySchemaObject)
    this.#compiled.set(schema, validate)
    return validate
  }

  #namedTest(reference: string): NamedTest {
    const schema = follow(reference, this.schemas)
    if (schema === undefined) throw new Error(`there is no type '${reference}'`)
    let validate: ValidateFunction | undefined
    // Compiled when it is called, as types may refer to themselves.
    const ask = () => {
      validate ??= this.#compile(schema)
      return validate
    }
    // Only what leads further can lead to the same place in several ways.
    return referencesIn(schema).length === 0
      ? (value, verdicts) => ask().call(verdicts, value)
      : (value, verdicts) => verdicts.of(schema, value, ask())
  }

  /** The named types that a value of the schema can meet. */
  #reachable(schema: JsonSchema): Set<JsonSchema> {
    const found = new Set<JsonSchema>()
    const open = [schema]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const reference of referencesIn(next)) {
        const named = follow(reference, this.schemas)
        if (named === undefined || found.has(named)) continue
        found.add(named)
        open.push(named)
      }
    }
    return found
  }
}

/** The check of one value. */
export class Check {
  readonly checker: TypeChecker
  readonly #compile: (schema: JsonSchema) => ValidateFunction
  readonly #verdicts = new Verdicts()

  constructor(checker: TypeChecker, compile: (schema: JsonSchema) => ValidateFunction) {
    this.checker = checker
    this.#compile = compile
  }

  fits(schema: JsonSchema, value: unknown): boolean {
    return this.#compile(schema).call(this.#verdicts, value)
  }

  /** Why a value does not fit: of a union the union's own error, of a named type that of the reference. */
  error(schema: JsonSchema, value: unknown): ErrorObject | undefined {
    const validate = this.#compile(schema)
    return validate.call(this.#verdicts, value) ? undefined : validate.errors?.at(-1)
  }

  /** Where a reference leads. */
  follow(reference: unknown): JsonSchema {
    return follow(reference, this.checker.schemas) ?? {}
  }
}

function referencesIn(schema: JsonSchema): unknown[] {
  const references: unknown[] = []
  mapSchema(schema, inner => {
    if ('$ref' in inner) references.push(inner['$ref'])
    return inner
  })
  return references
}
