import type { Extensions } from './capabilities.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Method, Parameter } from './method.ts'
import { type SchemaPlace, schemaPlaces, type ValueKind } from './schema-places.ts'

/** Something that a method's author should know, though the method works. */
export interface MethodWarning {
  /** The method's name. */
  readonly method: string
  /** Such as `result.owner`. */
  readonly place: string
  /** What happens there. */
  readonly what: string
  /** What to do about it. */
  readonly remedy: string
}

type Flaw = Pick<MethodWarning, 'what' | 'remedy'>

/** A warning as one line. */
export function warningLine({ method, place, what, remedy }: MethodWarning): string {
  return `${method}: ${place} ${what}; ${remedy}`
}

/**
 * What of a method's values does not reach every client as it is, and where nobody knows what the values are.
 *
 * @param forms - how XML-RPC writes what it has no type for
 */
export function bridgeWarnings(method: Method, forms: Extensions): MethodWarning[] {
  const { name, parameters, result, schemas } = method
  if (parameters === null || result.schema === undefined) return [{ method: name, ...undescribed }]
  const flawsIn = (schema: JsonSchema, path: string, flawsAt: (place: SchemaPlace) => Flaw[]) =>
    schemaPlaces(schema, schemas, path).flatMap(place =>
      flawsAt(place).map(flaw => ({ method: name, place: place.path, ...flaw })),
    )
  return [
    ...parameters.flatMap(parameter =>
      flawsIn(parameter.schema ?? {}, nameOf(parameter), untyped).map(warning => ({
        ...warning,
        place: `parameter '${warning.place}'`,
      })),
    ),
    ...flawsIn(result.schema, 'result', place => [...untyped(place), ...lossy(place, forms)]),
  ]
}

/** What a method's author has not told those who call it. */
export function missingWords({ name, parameters, documentation }: Method): MethodWarning[] {
  const silent = (parameters ?? []).filter(({ description = '' }) => description === '')
  return [
    ...(documentation.summary === '' ? [{ method: name, ...undocumented }] : []),
    ...silent.map(parameter => ({
      method: name,
      place: `parameter '${nameOf(parameter)}'`,
      what: 'is not explained',
      remedy: `add @param ${parameter.name} to the comment above the function`,
    })),
  ]
}

const undescribed = {
  place: 'the method',
  what: 'has no types, because methods.json does not describe it',
  remedy: "export it as a function whose type is not 'any', and build the plugin anew",
}

const undocumented = {
  place: 'the method',
  what: 'is not explained',
  remedy: 'say in a comment above the function what it does',
}

function nameOf({ name, rest }: Parameter) {
  return rest ? `...${name}` : name
}

function untyped({ kinds }: SchemaPlace): Flaw[] {
  if (!kinds.has('any')) return []
  return [{ what: 'has no type, so that nobody knows what it holds', remedy: 'give it one' }]
}

function lossy(place: SchemaPlace, forms: Extensions): Flaw[] {
  const { kinds } = place
  const flaws: Flaw[] = []
  // A result that is null always tells nothing that could be lost.
  if (kinds.has('null') && kinds.size > 1 && !forms.nil) {
    flaws.push({
      what: 'can be null, for which XML-RPC clients get an empty string while [xmlrpc] nil = 0',
      remedy: insteadOfNull[place.role],
    })
  }
  if (kinds.has('bigint') && forms.bigint === 'double') {
    flaws.push({
      what: 'can be a bigint, which beyond 2^53 is a fault in XML-RPC while [xmlrpc] bigint = double',
      remedy: 'return a string, or let the operator set i8 or string',
    })
  }
  return [...flaws, ...alike('JSON', sameInJson, kinds), ...alike('XML-RPC', sameInXmlRpc(forms), kinds)]
}

const insteadOfNull: Readonly<Record<SchemaPlace['role'], string>> = {
  whole: 'return a value of the usual type, or throw a Fault',
  member: 'leave the member out where it has no value',
  item: 'leave such items out',
}

/** Kinds of which a client sees one type only, so that a union of them leaves it guessing. */
const sameInJson: readonly ValueKind[] = ['string', 'date', 'bytes', 'bigint']

function sameInXmlRpc({ bigint }: Extensions): readonly ValueKind[] {
  return bigint === 'string' ? ['string', 'bigint'] : ['integer', 'number', 'double', 'bigint']
}

function alike(wire: string, same: readonly ValueKind[], kinds: ReadonlySet<ValueKind>): Flaw[] {
  const met = same.filter(kind => kinds.has(kind))
  if (met.length < 2) return []
  if (met.every(kind => numbers.includes(kind))) return met.includes('double') ? [numbersAlike] : []
  return [
    {
      what: `can be ${met.map(kind => kindWords[kind] ?? kind).join(' or ')}, which ${wire} writes alike`,
      remedy: 'return one of them always, or say in a member beside it which it is',
    },
  ]
}

const numbers: readonly ValueKind[] = ['integer', 'number', 'double']

const numbersAlike: Flaw = {
  what: 'can be a Double or another number, which are one type when the method runs',
  remedy: 'let it be a Double always',
}

const kindWords: Partial<Record<ValueKind, string>> = {
  string: 'a string',
  date: 'a Date',
  bytes: 'bytes',
  bigint: 'a bigint',
  integer: 'an Integer',
  number: 'a number',
  double: 'a Double',
}
