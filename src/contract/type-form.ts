import { isSchema } from '../rpc/json-schema.ts'
import { type ArrayType, isNumber, type Limits, type Member, type StructType, type Type } from './type.ts'
import { freeStruct, plainWords } from './type-words.ts'

/** How a contract's file writes a type: a text such as `User[] | null`, a struct that says more, or null for null itself. */
export type TypeForm = string | null | FormStruct

export interface FormStruct {
  readonly [key: string]: unknown
}

/** The type as a contract's file has it. */
export function typeForm(type: Type): TypeForm {
  return type.kind === 'null' ? null : (typeText(type) ?? formStruct(type))
}

/** A member's key: `name?` can be left out; a name that ends so itself is told from that by a `!`. */
export function memberKey(name: string, { optional }: Member): string {
  if (optional) return `${name}?`
  return /[?!]$/.test(name) ? `${name}!` : name
}

const reserved = new Set<string>([...Object.values(plainWords), freeStruct])

/** Whether a named type can be called by its bare name. */
export function isBareName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name)
}

/** undefined for what takes more than a few words. */
function typeText(type: Type): string | undefined {
  switch (type.kind) {
    case 'named':
      return isBareName(type.name) ? type.name : undefined
    case 'string':
    case 'number':
    case 'integer':
    case 'double':
      return hasLimits(type.limits) ? undefined : plainWords[type.kind]
    case 'any':
    case 'null':
    case 'boolean':
    case 'date':
    case 'bytes':
    case 'bigint':
      return plainWords[type.kind]
    case 'union':
      return unionText(type.of)
    case 'array':
      return type.first.length === 0 && type.rest !== null && !hasLimits(type.limits)
        ? itemsText(type.rest)
        : undefined
    case 'struct':
      return isFree(type) ? freeStruct : undefined
    default:
      return undefined
  }
}

function unionText(types: readonly Type[]) {
  const texts = types.map(typeText)
  return texts.length > 0 && texts.every(text => text !== undefined) ? texts.join(' | ') : undefined
}

function itemsText(item: Type) {
  const text = typeText(item)
  if (text === undefined) return undefined
  return text.includes(' ') ? `(${text})[]` : `${text}[]`
}

function hasLimits(limits: Limits) {
  return Object.keys(limits).length > 0
}

function isFree({ members, patterns, others, limits }: StructType) {
  return members.size === 0 && patterns.size === 0 && others?.kind === 'any' && !hasLimits(limits)
}

function formStruct(type: Type): FormStruct {
  switch (type.kind) {
    case 'named':
      return { named: type.name }
    case 'values':
      return { values: type.values }
    case 'union':
      return { anyOf: type.of.map(typeForm) }
    case 'all':
      return { allOf: type.of.map(typeForm) }
    case 'array':
      return arrayForm(type)
    case 'struct':
      return structForm(type)
    case 'schema':
      return { schema: type.schema }
    default:
      return { type: plainWords[type.kind], ...(type.kind === 'string' || isNumber(type) ? type.limits : {}) }
  }
}

/** A tuple needs all its items, unless `minItems` says less. */
function arrayForm({ first, rest, limits }: ArrayType): FormStruct {
  const items = rest === null ? {} : { items: typeForm(rest) }
  if (first.length === 0 && rest !== null) return { ...items, ...limits }
  const { minItems = 0, ...others } = limits
  const least = minItems === first.length ? {} : { minItems }
  return { tuple: first.map(typeForm), ...items, ...least, ...others }
}

function structForm({ members, patterns, others, limits }: StructType): FormStruct {
  const named = [...members].map(([name, member]) => [memberKey(name, member), typeForm(member.type)])
  const matched = [...patterns].map(([pattern, type]) => [pattern, typeForm(type)])
  return {
    ...(members.size === 0 && others !== null ? {} : { members: Object.fromEntries(named) }),
    ...(patterns.size === 0 ? {} : { patterns: Object.fromEntries(matched) }),
    ...(others === null ? {} : { others: typeForm(others) }),
    ...limits,
  }
}

/** Whether a form holds a struct, which is read best with a member on each line. */
export function holdsStruct(form: unknown): boolean {
  if (Array.isArray(form)) return form.some(holdsStruct)
  return isSchema(form) && ('members' in form || Object.values(form).some(holdsStruct))
}
