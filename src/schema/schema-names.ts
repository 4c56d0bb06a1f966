import { type JsonSchema, type NamedSchemas, referenceTo } from '../rpc/json-schema.ts'
import type { TypeName, TypeView } from './views.ts'

/** Gives types their places in `$defs`; two types of one name are told apart by a number. */
export class SchemaNames {
  readonly #names = new Map<string, string>()
  readonly #schemas = new Map<string, JsonSchema>()
  /** The keys of the types without names that are being described. */
  readonly #open = new Set<string>()

  /**
   * Refers to a type.
   *
   * @param make - describes it; called once for each type, with the name already given, as it may refer to itself
   */
  reference({ key }: TypeView, name: TypeName, make: () => JsonSchema): JsonSchema {
    const known = this.#names.get(key)
    if (known !== undefined) return reference(known)
    const text = this.#give(key, typeName(name))
    this.#schemas.set(text, make())
    return reference(text)
  }

  /**
   * Describes a type without a name where it stands. One that holds itself, as `Partial<Node>` can, gets a name all the
   * same.
   */
  ofUnnamed({ key, text }: TypeView, make: () => JsonSchema): JsonSchema {
    const known = this.#names.get(key)
    if (known !== undefined) return reference(known)
    if (this.#open.has(key)) return reference(this.#give(key, nameFor(text)))
    this.#open.add(key)
    const schema = make()
    this.#open.delete(key)
    const given = this.#names.get(key)
    if (given === undefined) return schema
    this.#schemas.set(given, schema)
    return reference(given)
  }

  has({ key }: TypeView): boolean {
    return this.#names.has(key)
  }

  /** Sorted by name. */
  get schemas(): NamedSchemas {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #give(key: string, name: string) {
    let unused = name
    for (let number = 2; this.#schemas.has(unused); number += 1) unused = `${name}_${number}`
    this.#names.set(key, unused)
    this.#schemas.set(unused, {})
    return unused
  }
}

function reference(name: string): JsonSchema {
  return { $ref: referenceTo(name) }
}

/** `Page<Person>` is `Page_Person`; only letters, digits and `_`, as references and generated clients need it. */
function typeName({ text, typeArguments }: TypeName): string {
  const words = [
    text,
    ...typeArguments.map(argument => (argument.name === null ? argument.text : typeName(argument.name))),
  ]
  return words.map(asName).join('_')
}

/** Of a type that is written out in full, the text makes no name. */
function nameFor(text: string) {
  return text.startsWith('{') ? 'Struct' : asName(text)
}

function asName(text: string) {
  return text
    .replaceAll('[]', '_Array')
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}
