import { type JsonSchema, unionOf } from '../rpc/json-schema.ts'
import { LinearPattern } from '../rpc/linear-pattern.ts'
import { plainValue } from './literal-value.ts'
import type { Tag } from './tag.ts'

export interface Mistake {
  readonly tag: Tag
  readonly message: string
}

type Kind = 'number' | 'string' | 'array' | 'object'

/** The tags that narrow a type, the kind of value each speaks of, and how its own value is read. */
const constraints: Readonly<
  Record<string, readonly [kind: Kind, read: (text: string) => unknown, wants: string]>
> = {
  minimum: ['number', number, 'a number'],
  maximum: ['number', number, 'a number'],
  exclusiveMinimum: ['number', number, 'a number'],
  exclusiveMaximum: ['number', number, 'a number'],
  multipleOf: ['number', positive, 'a number above 0'],
  minLength: ['string', count, 'a whole number from 0'],
  maxLength: ['string', count, 'a whole number from 0'],
  pattern: ['string', pattern, 'a regular expression'],
  format: ['string', word, 'one word'],
  minItems: ['array', count, 'a whole number from 0'],
  maxItems: ['array', count, 'a whole number from 0'],
  uniqueItems: ['array', flag, 'nothing, or true or false'],
  minProperties: ['object', count, 'a whole number from 0'],
  maxProperties: ['object', count, 'a whole number from 0'],
}

export const constraintNames: readonly string[] = Object.keys(constraints)

export function isConstraint({ name }: Tag): boolean {
  return Object.hasOwn(constraints, name)
}

/**
 * Narrows a schema by tags such as `@minimum 0`.
 *
 * @returns the schema, and the tags that could not be applied
 */
export function constrained(
  schema: JsonSchema,
  tags: readonly Tag[],
): { schema: JsonSchema; mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  let narrowed = schema
  for (const tag of tags) {
    const [kind, read, wants] = (isConstraint(tag) ? constraints[tag.name] : undefined) ?? []
    if (kind === undefined || read === undefined) continue
    const text = tag.text.trim()
    const value = read(text)
    const next = value === undefined ? undefined : apply(narrowed, kind, { [tag.name]: value })
    const message =
      value === undefined
        ? `takes ${wants}, not '${text}'`
        : next === undefined
          ? `is about ${kind}s, and this is none`
          : (slowness(tag.name, value) ?? contradiction(next))
    if (message !== undefined) mistakes.push({ tag, message: `@${tag.name} ${message}` })
    else if (next !== undefined) narrowed = next
  }
  return { schema: narrowed, mistakes }
}

/** Patterns are run on the text of strangers. */
function slowness(name: string, value: unknown): string | undefined {
  if (name !== 'pattern') return undefined
  try {
    void new LinearPattern(String(value))
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `takes a regular expression that can be run in linear time, not '${String(value)}': ${why}`
  }
}

/** Bounds that go together; between the strict ones there must be something. */
const bounds: readonly (readonly [least: string, most: string, isStrict: boolean])[] = [
  ['minimum', 'maximum', false],
  ['minimum', 'exclusiveMaximum', true],
  ['exclusiveMinimum', 'maximum', true],
  ['exclusiveMinimum', 'exclusiveMaximum', true],
  ['minLength', 'maxLength', false],
  ['minItems', 'maxItems', false],
  ['minProperties', 'maxProperties', false],
]

function contradiction(schema: JsonSchema): string | undefined {
  const branches = unionOf(schema)?.map(contradiction) ?? []
  for (const [leastName, mostName, isStrict] of bounds) {
    const [least, most] = [schema[leastName], schema[mostName]]
    if (typeof least !== 'number' || typeof most !== 'number') continue
    if (least > most || (isStrict && least === most)) {
      return `leaves no value: ${leastName} is ${least}, and ${mostName} is ${most}`
    }
  }
  return branches.find(words => words !== undefined)
}

/** To the branches of a union that it speaks of. */
function apply(schema: JsonSchema, kind: Kind, keyword: JsonSchema): JsonSchema | undefined {
  const { anyOf, type } = schema
  if (!Array.isArray(anyOf))
    return type === kind || (kind === 'number' && type === 'integer') ? { ...schema, ...keyword } : undefined
  const branches = anyOf.map((branch: JsonSchema) => apply(branch, kind, keyword))
  if (branches.every(branch => branch === undefined)) return undefined
  return { ...schema, anyOf: branches.map((branch, index) => branch ?? anyOf[index]) }
}

function number(text: string) {
  const value = plainValue(text)
  return typeof value === 'number' ? value : undefined
}

function positive(text: string) {
  const value = number(text)
  return value !== undefined && value > 0 ? value : undefined
}

function count(text: string) {
  const value = number(text)
  return Number.isInteger(value) && value !== undefined && value >= 0 ? value : undefined
}

function flag(text: string) {
  return text === '' || text === 'true' ? true : text === 'false' ? false : undefined
}

function word(text: string) {
  return /^[\w-]+$/.test(text) ? text : undefined
}

/** As JSON Schema spells it, or between slashes as JavaScript does. */
function pattern(text: string) {
  const source = /^\/(.+)\/$/.exec(text)?.[1] ?? text
  try {
    return source === '' ? undefined : new RegExp(source, 'u').source
  } catch {
    return undefined
  }
}
