import { MMC_ERR_NO_METHOD } from '../errors.ts'
import { nearestName } from '../nearest-name.ts'
import type { Parameter } from '../rpc/method.ts'
import { describeSchema } from '../rpc/schema-words.ts'
import { type ConnectionOptions, connect } from './agent-connection.ts'
import { callCommand, curlCommand, exampleValues } from './call-commands.ts'
import { asJson, type PrintOptions } from './methods.ts'
import { inOneLine, jsonText, printable } from './printable.ts'
import { type RemoteMethod, readMethods } from './remote-methods.ts'
import type { Screen } from './screen.ts'
import { paragraph, table } from './table.ts'

/**
 * `mmc-agent describe <method>`: all that is known of one method, and how to call it.
 *
 * @returns the text to print
 * @throws AgentError when the agent does not answer, or has no such method
 */
export async function describe(
  name: string,
  options: ConnectionOptions & PrintOptions,
  screen: Screen,
): Promise<string> {
  const agent = await connect(options)
  const methods = await readMethods(agent)
  const method = methods.find(method => method.name === name)
  if (method === undefined) throw MMC_ERR_NO_METHOD(name, nextStep(name, methods))
  if (options.json) {
    const { description, throws, calls } = method
    return jsonText({ ...asJson(method), description, throws, examples: calls })
  }
  return sections(method, agent.url, screen)
    .map(([title, text]) => (title === '' ? text : `${screen.paint('bold', title)}\n${text}`))
    .join('\n\n')
}

/** What was probably meant, or where to look. */
export function nextStep(name: string, methods: readonly RemoteMethod[]): string {
  const near = nearestName(
    name,
    methods.map(method => method.name),
  )
  if (near !== undefined) return `did you mean ${near}?`
  const owner = name.slice(0, name.indexOf('.') + 1)
  const isKnown = owner !== '' && methods.some(method => method.name.startsWith(owner))
  return `see mmc-agent methods${isKnown ? ` '${owner}*'` : ', and mmc-agent plugins for those that are not active'}`
}

function sections(method: RemoteMethod, url: string, screen: Screen): [title: string, text: string][] {
  const { line, summary, description, deprecated, throws, calls, result, schemas, parameters } = method
  const words = [summary, description].filter(Boolean).map(part => paragraph(printable(part), screen))
  const values = exampleValues(method)
  const commands = [callCommand(method, values), curlCommand(method, values, url)]
  const all: [string, string | false][] = [
    ['', paragraph(screen.paint('bold', inOneLine(line)), screen)],
    [
      '',
      deprecated !== undefined &&
        paragraph(screen.paint('yellow', `Deprecated. ${printable(deprecated)}`.trim()), screen),
    ],
    ['', words.join('\n\n')],
    ['Parameters', parameterTable(method, screen)],
    [
      'Result',
      table(
        [[inOneLine(describeSchema(result.schema ?? {}, schemas)), printable(result.description ?? '')]],
        screen,
        2,
      ),
    ],
    ['Faults', throws.map(words => paragraph(printable(words), screen, 2)).join('\n')],
    ['Examples', calls.map(({ text, ...call }) => shown(text, call, screen)).join('\n')],
    [
      'Call it',
      commands.map(command => `  ${printable(command)}`).join('\n') +
        (parameters === null ? '\n  (the agent does not know its parameters)' : ''),
    ],
  ]
  return all.filter((entry): entry is [string, string] => entry[1] !== false && entry[1] !== '')
}

function parameterTable({ parameters, schemas }: RemoteMethod, screen: Screen) {
  if (parameters === null || parameters.length === 0) return ''
  const rows = parameters.map(parameter => [
    screen.paint('cyan', inOneLine(parameter.rest ? `...${parameter.name}` : parameter.name)),
    inOneLine(describeSchema(parameter.schema ?? {}, schemas)),
    requirement(parameter),
    inOneLine(parameter.description ?? ''),
  ])
  return table(rows, screen, 2)
}

function requirement({ optional, rest, default: byDefault }: Parameter) {
  if (rest) return 'any number'
  if (byDefault !== undefined) return `default ${inOneLine(byDefault)}`
  return optional ? 'optional' : 'required'
}

function shown(text: string, call: { result?: unknown }, screen: Screen) {
  const lines = paragraph(printable(text), screen, 2)
  return 'result' in call && !text.includes('→')
    ? `${lines}\n${paragraph(screen.paint('dim', `→ ${jsonText(call.result)}`), screen, 4)}`
    : lines
}
