import { callLine, type Method, type Parameter, shortSource } from '../rpc/method.ts'

/** The author's first words in one line; without any, how the method is called. */
export function summaryOf(method: Method): string {
  return inOneLine(method.documentation.summary) || callLine(method)
}

/** All that a document says of a method beside its summary, in Markdown. */
export function descriptionOf(method: Method): string {
  const { description, deprecated, throws = [], examples = [] } = method.documentation
  const untried = examples.filter(({ params }) => params === undefined)
  return paragraphs([
    code(callLine(method)),
    deprecated !== undefined && `Deprecated. ${deprecated}`.trim(),
    description,
    throws.map(way => `- Throws ${inOneLine(way)}`).join('\n'),
    ...untried.map(({ text }) => (text.includes('```') ? text : `\`\`\`\n${text}\n\`\`\``)),
  ])
}

/** What it takes, and the default where that is no plain data. */
export function parameterWords({ description, default: source, schema = {} }: Parameter): string {
  const isTold = source === undefined || 'default' in schema
  return paragraphs([description, !isTold && `Default: ${code(shortSource(source))}`])
}

export function inOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

function paragraphs(parts: readonly (string | false | undefined)[]) {
  return parts.filter(part => part).join('\n\n')
}

/** CommonMark 6.1: more backticks outside than stand inside. */
function code(text: string) {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return fence === '`' ? `\`${text}\`` : `${fence} ${text} ${fence}`
}
