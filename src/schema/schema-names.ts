import { type JsonSchema, type NamedSchemas, referenceTo } from '../rpc/json-schema.ts'
import type { TypeName, TypeView } from './views.ts'

/** Gives named types their places in `$defs`; two types of one name are told apart by a number. */
export class SchemaNames {
  readonly #names = new Map<string, string>()
  readonly #schemas = new Map<string, JsonSchema>()

  /**
   * Refers to a type.
   *
   * @param make - describes it; called once for each type, with the name already given, as it may refer to itself
   */
  reference({ key }: TypeView, name: TypeName, make: () => JsonSchema): JsonSchema {
    const known = this.#names.get(key)
    const text = known ?? this.#unused(typeName(name))
    if (known === undefined) {
      this.#names.set(key, text)
      this.#schemas.set(text, {})
      this.#schemas.set(text, make())
    }
    return { $ref: referenceTo(text) }
  }

  has({ key }: TypeView): boolean {
    return this.#names.has(key)
  }

  /** Sorted by name. */
  get schemas(): NamedSchemas {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #unused(name: string) {
    let unused = name
    for (let number = 2; this.#schemas.has(unused); number += 1) unused = `${name}_${number}`
    return unused
  }
}

/** `Page<Person>` is `Page_Person`; only letters, digits and `_`, as references and generated clients need it. */
function typeName({ text, typeArguments }: TypeName): string {
  const words = [
    text,
    ...typeArguments.map(argument => (argument.name === null ? argument.text : typeName(argument.name))),
  ]
  return words
    .map(word =>
      word
        .replaceAll('[]', '_Array')
        .replaceAll(/\W+/g, '_')
        .replaceAll(/^_+|_+$/g, ''),
    )
    .join('_')
}
