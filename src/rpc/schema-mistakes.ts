import { follow, isSchema, type JsonSchema, type NamedSchemas, nameOfReference } from './json-schema.ts'

/** What the value of a keyword must be. */
type Form = 'schema' | 'schemas' | 'schemas by name' | 'text' | 'texts' | 'number' | 'flag' | 'list' | 'any'

/** The keywords that descriptions are written with; of any other nobody here would know what it means. */
const keywords: ReadonlyMap<string, Form> = new Map([
  ['$ref', 'text'],
  ['rpcType', 'text'],
  ['type', 'texts'],
  ['format', 'text'],
  ['const', 'any'],
  ['enum', 'list'],
  ['default', 'any'],
  ['description', 'text'],
  ['deprecated', 'flag'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['allOf', 'schemas'],
  ['not', 'schema'],
  ['properties', 'schemas by name'],
  ['patternProperties', 'schemas by name'],
  ['additionalProperties', 'schema'],
  ['propertyNames', 'schema'],
  ['required', 'texts'],
  ['minProperties', 'number'],
  ['maxProperties', 'number'],
  ['items', 'schema'],
  ['prefixItems', 'schemas'],
  ['minItems', 'number'],
  ['maxItems', 'number'],
  ['uniqueItems', 'flag'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['multipleOf', 'number'],
  ['minLength', 'number'],
  ['maxLength', 'number'],
  ['pattern', 'text'],
])

const types = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']

const rpcTypes = ['date', 'bytes', 'bigint']

/**
 * What keeps a value from being a schema that checks, documents and warnings can rely on, in words; nothing where it is one.
 *
 * @param place - how the words begin, such as `User`
 * @param named - what its references may lead to
 */
export function schemaMistake(value: unknown, place: string, named: NamedSchemas): string | undefined {
  if (!isSchema(value)) return `${place} is no schema`
  for (const [keyword, content] of Object.entries(value)) {
    const form = keywords.get(keyword)
    if (form === undefined) return `${place} has the unknown keyword '${keyword}'`
    const mistake =
      ofForm(form, content, `${place}.${keyword}`, named) ?? ofMeaning(keyword, content, place, named)
    if (mistake !== undefined) return mistake
  }
  return undefined
}

/** A type made of nothing but itself: whoever follows it would never arrive. */
export function endlessType(named: NamedSchemas): string | undefined {
  return Object.keys(named).find(name => leadsTo(named, name, name, new Set()))
}

function leadsTo(named: NamedSchemas, from: string, to: string, seen: Set<string>): boolean {
  return references(named[from] ?? {}).some(name => {
    if (name === to) return true
    if (seen.has(name)) return false
    seen.add(name)
    return leadsTo(named, name, to, seen)
  })
}

/** The named types that a value of the schema is itself, not those of what it holds. */
function references({ $ref, anyOf, oneOf, allOf }: JsonSchema): string[] {
  const inner = [anyOf, oneOf, allOf].flatMap(list => (Array.isArray(list) ? list : []))
  const own = nameOfReference($ref) ?? []
  return [own, inner.filter(isSchema).flatMap(references)].flat()
}

function ofForm(form: Form, content: unknown, place: string, named: NamedSchemas): string | undefined {
  switch (form) {
    case 'schema':
      return typeof content === 'boolean' ? undefined : schemaMistake(content, place, named)
    case 'schemas':
      return Array.isArray(content) && content.length > 0
        ? first(content.entries(), (item, index) => schemaMistake(item, `${place}[${index}]`, named))
        : `${place} is no list of schemas`
    case 'schemas by name':
      return isSchema(content)
        ? first(Object.entries(content), (item, name) => schemaMistake(item, `${place}.${name}`, named))
        : `${place} has no schemas by name`
    case 'texts':
      return [content].flat().every(item => typeof item === 'string') ? undefined : `${place} is no text`
    case 'text':
      return typeof content === 'string' ? undefined : `${place} is no text`
    case 'number':
      return typeof content === 'number' ? undefined : `${place} is no number`
    case 'flag':
      return typeof content === 'boolean' ? undefined : `${place} is neither true nor false`
    case 'list':
      return Array.isArray(content) && content.length > 0 ? undefined : `${place} is no list`
    case 'any':
      return undefined
  }
}

function ofMeaning(
  keyword: string,
  content: unknown,
  place: string,
  named: NamedSchemas,
): string | undefined {
  const isKnown = (list: readonly unknown[]) => [content].flat().every(item => list.includes(item))
  switch (keyword) {
    case '$ref':
      return follow(content, named) !== undefined
        ? undefined
        : `${place} refers to ${String(content)}, which is not there`
    case 'type':
      return isKnown(types) ? undefined : `${place}.type is none of ${types.join(', ')}`
    case 'rpcType':
      return isKnown(rpcTypes) ? undefined : `${place}.rpcType is none of ${rpcTypes.join(', ')}`
    default:
      return undefined
  }
}

function first<Key, Item>(
  entries: Iterable<[Key, Item]>,
  mistake: (item: Item, key: Key) => string | undefined,
): string | undefined {
  for (const [key, item] of entries) {
    const found = mistake(item, key)
    if (found !== undefined) return found
  }
  return undefined
}
