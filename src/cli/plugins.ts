import { MMC_ERR_NO_ANSWER } from '../errors.ts'
import { isSchema } from '../rpc/json-schema.ts'
import { type ConnectionOptions, connect } from './agent-connection.ts'
import type { PrintOptions } from './methods.ts'
import { inOneLine, jsonText } from './printable.ts'
import type { Screen, Style } from './screen.ts'
import { table } from './table.ts'

/**
 * `mmc-agent plugins`: which plugins a running agent has, how they are, and why.
 *
 * @returns the text to print
 * @throws AgentError when the agent does not answer
 */
export async function plugins(options: ConnectionOptions & PrintOptions, screen: Screen): Promise<string> {
  const agent = await connect(options)
  const entries = pluginsIn(await agent.get('/health/plugins'))
  if (entries === undefined) {
    throw MMC_ERR_NO_ANSWER(`${agent.url}/health/plugins`, 'it holds no plugins; is an MMC agent there?')
  }
  if (options.json) return jsonText(entries)
  const header = ['PLUGIN', 'STATE', 'STATUS', 'VERSION', 'METHODS', 'SINCE', 'REASON']
  return table(
    [header.map(text => screen.paint('dim', text)), ...entries.map(entry => row(entry, screen))],
    screen,
  )
}

/** The entries of `/health/plugins`; undefined where that is something else. */
export function pluginsIn(page: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const list = isSchema(page) ? page['plugins'] : undefined
  return Array.isArray(list) ? list.filter(isSchema) : undefined
}

const styles = new Map<unknown, Style>([
  ['pass', 'green'],
  ['warn', 'yellow'],
  ['fail', 'red'],
])

function row(plugin: Readonly<Record<string, unknown>>, screen: Screen) {
  const { name, state, status, version, methods, since, reason, health } = plugin
  // A plugin that is not active passes, if nobody wanted it.
  const style = state === 'disabled' ? 'dim' : (styles.get(status) ?? 'bold')
  const output = isSchema(health) ? health['output'] : null
  return [
    screen.paint('bold', cell(name)),
    screen.paint(style, cell(state)),
    screen.paint(style, cell(status)),
    cell(version),
    cell(methods),
    localTime(cell(since)),
    cell(reason ?? output),
  ]
}

function cell(value: unknown) {
  return typeof value === 'string' || typeof value === 'number' ? inOneLine(String(value)) : ''
}

/** Of this machine, whose user reads it. */
function localTime(text: string) {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return text
  const two = (number: number) => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
