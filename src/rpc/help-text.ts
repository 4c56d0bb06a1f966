import { callLine, type Method } from './method.ts'

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
    method.result.description && `Returns ${method.result.description}`,
    throws.map(way => `Throws ${way}`).join('\n'),
    ...examples.map(({ text }) => `Example:\n${text}`),
  ]
    .filter(paragraph => paragraph)
    .join('\n\n')
}

function parameterLines({ parameters }: Method): string {
  return (parameters ?? [])
    .filter(({ description }) => description)
    .map(({ name, description }) => `${name}: ${description}`)
    .join('\n')
}
