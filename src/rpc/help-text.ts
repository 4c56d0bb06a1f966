import type { JsonSchema, NamedSchemas } from './json-schema.ts'
import { callLine, type Method } from './method.ts'
import { describeSchema } from './schema-words.ts'

/**
 * How a method is called and what its author says about it, as plain text: the call in one line, then the words, with
 * an empty line between paragraphs.
 */
export function helpText(method: Method): string {
  const { summary, description, deprecated, throws = [], examples = [] } = method.documentation
  return [
    callLine(method),
    deprecated !== undefined && `Deprecated. ${deprecated}`.trim(),
    summary,
    description,
    parameterLines(method),
    resultLine(method),
    throws.map(way => `Throws ${way}`).join('\n'),
    ...examples.map(({ text }) => `Example:\n${text}`),
  ]
    .filter(paragraph => paragraph)
    .join('\n\n')
}

function parameterLines({ parameters, schemas }: Method): string {
  return (parameters ?? [])
    .filter(({ schema, description }) => schema ?? description)
    .map(({ name, schema, description }) => `${name}: ${inWords(schema, schemas, description)}`)
    .join('\n')
}

function resultLine({ result: { schema, description }, schemas }: Method): string {
  return (schema ?? description) ? `Returns ${inWords(schema, schemas, description)}` : ''
}

/** `an integer of at least 1000, the next free one by default`. */
function inWords(schema: JsonSchema | undefined, schemas: NamedSchemas, description: string | undefined) {
  const type = schema && describeSchema(schema, schemas)
  return [type, description].filter(words => words).join(', ')
}
