import { isSchema, type JsonSchema } from '../rpc/json-schema.ts'
import { describeSchema } from '../rpc/schema-words.ts'
import type { ClientParam } from './read-document.ts'

/** What a reader should know of a parameter beside its type, in one paragraph. */
export function parameterWords({ description, schema }: ClientParam): string {
  const paragraphs = description.replace(/(?<=^|\n\n)Default: (?=`)/, 'default: ').split(/\n{2,}/)
  const said = [...paragraphs, detailsOf(schema), defaultOf(schema)]
    .map(words => words.trim())
    .filter(Boolean)
  return said.reduce((text, words) => {
    if (text === '') return words
    return /[.:!?]$/.test(text)
      ? `${text} ${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
      : `${text}; ${words}`
  }, '')
}

/** What a schema asks for and TypeScript cannot say, such as `an integer of at least 1000`; mostly nothing. */
export function detailsOf(schema: unknown): string {
  if (!isSchema(schema)) return ''
  const branches = Array.isArray(schema['anyOf']) ? schema['anyOf'] : [schema]
  const isTold = branches.every(isSchema) && branches.every(isPlain) && branches.some(isNarrowed)
  return isTold ? describeSchema(schema) : ''
}

const narrowing =
  'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format minItems maxItems'

/** Only what has a type is described without a look at others. */
function isPlain({ type, items }: JsonSchema) {
  return typeof type === 'string' && !Array.isArray(items)
}

function isNarrowed(schema: JsonSchema) {
  const { format, pattern } = schema
  // Those have names of their own.
  if (format === 'date-time' || format === 'double' || pattern === '^-?[0-9]+$') return false
  return narrowing.split(' ').some(keyword => Object.hasOwn(schema, keyword))
}

function defaultOf(schema: JsonSchema) {
  if (!Object.hasOwn(schema, 'default')) return ''
  const text = JSON.stringify(schema['default'])
  return `default: \`${text.length <= 40 ? text : `${text.slice(0, 40)}…`}\``
}
