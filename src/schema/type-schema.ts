import type { JsonSchema } from '../rpc/json-schema.ts'
import { commented } from './commented.ts'
import { misfitWords, untypedWords } from './misfits.ts'
import type { Problems } from './problems.ts'
import type { SchemaNames } from './schema-names.ts'
import { anyOf, includes, values } from './schema-parts.ts'
import { isAbsent, isNever, isStructured } from './shape-questions.ts'
import { type Site, subject, within } from './site.ts'
import { templatePattern } from './template-pattern.ts'
import type { Comment, IndexSignature, Member, Shape, TupleItem, TypeName, TypeView } from './views.ts'

/** How often a type may stand inside another instance of itself, as `Box<Box<string>>` does once. */
const mostInstances = 8

/** How deep structs without a name may stand in one another. */
const mostUnnamed = 64

/** Describes types by schemas. */
export class TypeSchemas {
  readonly #names: SchemaNames
  readonly #problems: Problems
  /** The types that are being described, the outermost first; one without a name has no key either. */
  readonly #open: { readonly key: string | null; readonly text: string; readonly site: Site }[] = []

  constructor(names: SchemaNames, problems: Problems) {
    this.#names = names
    this.#problems = problems
  }

  /** Without the `undefined` of a type: who may leave a value out is said elsewhere. */
  schemaOf(type: TypeView, site: Site): JsonSchema {
    const { name, aliases } = type
    const isKnown = this.#names.has(type)
    if (name === null || !(isKnown || isStructured(type.shape()))) {
      return this.#withAliases(this.#unnamed(type, site), aliases, site)
    }
    const make = () => this.#commented(this.#within(type, name.key, mostInstances, site), name.comment, site)
    const others = aliases.filter(alias => alias.key !== name.key)
    return this.#withAliases(this.#names.reference(type, name, make), others, site)
  }

  #unnamed(type: TypeView, site: Site): JsonSchema {
    if (type.shape().kind !== 'struct') return this.#shape(type.shape(), type, site)
    return this.#names.ofUnnamed(type, () => this.#within(type, null, mostUnnamed, site))
  }

  /** A generic type can hold ever larger instances of itself, so that there is no end of types. */
  #within(type: TypeView, key: string | null, most: number, site: Site): JsonSchema {
    const instances = this.#open.filter(other => other.key === key)
    const [outermost] = instances
    if (outermost !== undefined && instances.length > most) {
      const message = `is of type '${outermost.text}', which holds ever larger types of its kind`
      this.#problems.error(outermost.site.place, `${subject(outermost.site)} ${message}`)
      return {}
    }
    this.#open.push({ key, text: type.text, site })
    const schema = this.#shape(type.shape(), type, site)
    this.#open.pop()
    return schema
  }

  #withAliases(schema: JsonSchema, aliases: readonly TypeName[], site: Site): JsonSchema {
    return aliases.reduceRight((inner, alias) => this.#commented(inner, alias.comment, site), schema)
  }

  #commented(schema: JsonSchema, comment: Comment | null, site: Site) {
    return comment === null ? schema : commented(schema, comment, site, this.#problems)
  }

  #shape(shape: Shape, type: TypeView, site: Site): JsonSchema {
    switch (shape.kind) {
      case 'string':
      case 'number':
      case 'integer':
      case 'boolean':
      case 'null':
      case 'object':
        return { type: shape.kind }
      case 'undefined':
        return { type: 'null' }
      case 'double':
        return { type: 'number', format: 'double' }
      case 'date':
      case 'bytes':
      case 'bigint':
        return { rpcType: shape.kind }
      case 'rpc value':
        return {}
      case 'rpc struct':
        return { type: 'object' }
      case 'literal':
        return this.#literal(shape.value, site)
      case 'enum':
        return values(shape.values)
      case 'template':
      case 'mapped string':
        return this.#pattern(shape, type, site)
      case 'union':
        return this.#union(shape.members, site)
      case 'array':
        return this.#array(shape.item, site)
      case 'tuple':
        return this.#tuple(shape.items, site)
      case 'struct':
        return this.#struct(shape.members, shape.index, site)
      case 'any':
      case 'unknown':
      case 'anything but null':
        this.#problems.warn(site.place, `${subject(site)} ${untypedWords(type)}`)
        return {}
      case 'never':
      case 'misfit':
        return this.#refuse(shape, type, site)
    }
  }

  #refuse(shape: Shape, type: TypeView, site: Site): JsonSchema {
    this.#problems.error(site.place, `${subject(site)} ${misfitWords(shape, type, site.what)}`)
    return {}
  }

  /** Of a value that cannot be left out: its `undefined` travels as null. */
  filledSchemaOf(type: TypeView, site: Site): JsonSchema {
    const schema = this.schemaOf(type, site)
    return type.orUndefined ? anyOf([schema, { type: 'null' }]) : schema
  }

  #literal(value: string | number | boolean | bigint, site: Site): JsonSchema {
    if (typeof value !== 'bigint') return values([value])
    this.#problems.warn(
      site.place,
      `${subject(site)} is the bigint ${value}n; any bigint will be taken for it`,
    )
    return { rpcType: 'bigint' }
  }

  #pattern(shape: Shape, type: TypeView, site: Site): JsonSchema {
    const pattern = templatePattern(shape)
    if (pattern !== undefined) return { type: 'string', pattern }
    this.#problems.warn(
      site.place,
      `${subject(site)} is of type '${type.text}'; any string will be taken for it`,
    )
    return { type: 'string' }
  }

  #union(members: readonly TypeView[], site: Site): JsonSchema {
    const shapes = members.map(member => member.shape())
    const literals = shapes.flatMap(shape =>
      shape.kind === 'literal' && typeof shape.value !== 'bigint' ? [shape.value] : [],
    )
    const others = members.filter((_, index) => {
      const shape = shapes[index]
      return shape?.kind !== 'literal' || typeof shape.value === 'bigint'
    })
    const schemas = others.map(member => this.schemaOf(member, site))
    // Any string is the names and more.
    const known = literals.filter(value => !schemas.some(schema => includes(schema, value)))
    return anyOf([...(known.length === 0 ? [] : [values(known)]), ...schemas])
  }

  #array(item: TypeView, site: Site): JsonSchema {
    // What the compiler makes of [], and all that fits it.
    if (isNever(item)) return { type: 'array', maxItems: 0 }
    return { type: 'array', items: this.#item(item, within(site, '[]')) }
  }

  /** No wire has an item that is undefined. */
  #item(type: TypeView, site: Site): JsonSchema {
    if (type.orUndefined && site.what === 'parameter') {
      const message = 'may be undefined, and null is what arrives then; write null in its place'
      this.#problems.warn(site.place, `${subject(site)} ${message}`)
    }
    return this.filledSchemaOf(type, site)
  }

  #tuple(items: readonly TupleItem[], site: Site): JsonSchema {
    const rest = items.find(item => item.rest)
    const fixed = items.filter(item => !item.rest)
    if (rest !== undefined && items.at(-1) !== rest) {
      this.#problems.error(
        site.place,
        `${subject(site)} is a tuple with items after its rest, which no schema can tell; put the rest last`,
      )
    }
    const schemas = fixed.map(({ type, optional }, index) => {
      const inner = within(site, `[${index}]`)
      return optional ? this.schemaOf(type, inner) : this.#item(type, inner)
    })
    const least = fixed.filter(item => !item.optional).length
    return {
      type: 'array',
      ...(schemas.length === 0 ? {} : { prefixItems: schemas }),
      items: rest === undefined ? false : this.#item(rest.type, within(site, '[]')),
      minItems: least,
      ...(rest === undefined ? { maxItems: fixed.length } : {}),
    }
  }

  #struct(members: readonly Member[], index: readonly IndexSignature[], site: Site): JsonSchema {
    const required = members
      .filter(({ type, optional }) => !optional && !type.orUndefined)
      .map(({ name }) => name)
    // A member that can only be undefined is one that is not there.
    const present = members.filter(({ type }) => !isAbsent(type))
    const properties = present.map(member => [member.name, this.#member(member, site)])
    return {
      type: 'object',
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(required.length === 0 ? {} : { required }),
      ...this.#rest(index, site),
    }
  }

  #member({ name, type, comment, place }: Member, site: Site): JsonSchema {
    const inner = within(site, `.${name}`, place)
    if (name === '__proto__') {
      this.#problems.error(inner.place, `${subject(inner)} has a name that no struct can hold; rename it`)
    }
    return this.#commented(this.schemaOf(type, inner), comment, inner)
  }

  /** What members without a declaration of their own must be. */
  #rest(index: readonly IndexSignature[], site: Site): JsonSchema {
    const patterns: [string, JsonSchema][] = []
    let others: JsonSchema | false = false
    for (const { key, value } of index.filter(({ value }) => !isNever(value) && !isAbsent(value))) {
      const schema = this.schemaOf(value, within(site, '[…]'))
      const pattern = key.shape().kind === 'string' ? undefined : templatePattern(key.shape())
      if (pattern === undefined) others = schema
      else patterns.push([pattern, schema])
    }
    return {
      ...(patterns.length === 0 ? {} : { patternProperties: Object.fromEntries(patterns) }),
      additionalProperties: others,
    }
  }
}
