import { MMC_ERR_NO_METHOD, MMC_ERR_USAGE } from '../errors.ts'
import { describeSchema } from '../rpc/schema-words.ts'
import { type ConnectionOptions, connect } from './agent-connection.ts'
import { inOneLine, jsonText, printable } from './printable.ts'
import { type RemoteMethod, readMethods } from './remote-methods.ts'
import type { Screen } from './screen.ts'
import { table } from './table.ts'

/** How a command that asks an agent prints. */
export interface PrintOptions {
  readonly json?: true
}

/**
 * `mmc-agent methods [pattern]`: the methods of a running agent, by name.
 *
 * @param pattern - a part of a name or a summary, in any case; with `*` or `?` in it, what the whole name is like
 * @returns the text to print
 * @throws AgentError when the agent does not answer, or has no such method
 */
export async function methods(
  pattern: string | undefined,
  options: ConnectionOptions & PrintOptions,
  screen: Screen,
): Promise<string> {
  const all = await readMethods(await connect(options))
  const isLike = pattern === undefined ? () => true : likeness(pattern)
  const found = all.filter(isLike)
  if (found.length === 0)
    throw MMC_ERR_NO_METHOD(pattern ?? '*', 'see mmc-agent methods, and mmc-agent plugins')
  if (options.json) return jsonText(found.map(asJson))
  const header = ['METHOD', 'WHAT IT DOES'].map(text => screen.paint('dim', text))
  return table([header, ...found.map(method => row(method, screen))], screen)
}

/** As `methods --json` and `describe --json` write it. */
export function asJson({
  name,
  owner,
  line,
  summary,
  deprecated,
  parameters,
  result,
  schemas,
}: RemoteMethod) {
  return {
    name,
    plugin: owner,
    call: line,
    summary,
    deprecated: deprecated !== undefined,
    parameters:
      parameters?.map(({ name, optional, rest, description = '', schema = {}, default: byDefault }) => ({
        name,
        type: describeSchema(schema, schemas),
        required: !optional && !rest,
        rest,
        ...(byDefault !== undefined && { default: byDefault }),
        description,
      })) ?? null,
    result: {
      type: describeSchema(result.schema ?? {}, schemas),
      description: result.description ?? '',
    },
  }
}

function likeness(pattern: string): (method: RemoteMethod) => boolean {
  if (pattern === '') throw MMC_ERR_USAGE('the pattern is empty; leave it out to see all methods')
  if (/[*?]/.test(pattern)) {
    const source = pattern
      .split(/([*?])/)
      .map(part => ({ '*': '.*', '?': '.' })[part] ?? part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&'))
      .join('')
    const whole = new RegExp(`^${source}$`, 'is')
    return ({ name }) => whole.test(name)
  }
  const part = pattern.toLowerCase()
  return ({ name, summary }) => `${name}\n${summary}`.toLowerCase().includes(part)
}

function row({ name, line, summary, deprecated }: RemoteMethod, screen: Screen) {
  const call = printable(inOneLine(line))
  const rest = call.startsWith(name) ? call.slice(name.length) : ''
  const mark = deprecated === undefined ? '' : `${screen.paint('yellow', 'deprecated')} `
  return [
    screen.paint('bold', call.slice(0, call.length - rest.length)) + screen.paint('dim', rest),
    mark + inOneLine(summary),
  ]
}
