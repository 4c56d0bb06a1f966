import { IniFile } from './ini.ts'
import { type LogicalLine, logicalLines } from './ini-lines.ts'

/**
 * Sets one option in the text of an ini file and leaves every other line, comments included, as it stands.
 *
 * @param option - in lower case
 * @param value - one line
 * @param file - its name, for messages
 * @returns the new text; a section that is not there stands at its end
 * @throws MMC_ERR_CONFIG_SYNTAX naming file and line
 * @throws RangeError when the text cannot be changed without changing more
 */
export function setOption(
  text: string,
  section: string,
  option: string,
  value: string,
  file: string,
): string {
  const changed = withOption(text, section, option, value, file)
  // Indentation has a meaning in these files; what comes out is read again, not trusted.
  if (meaning(changed, file) === meaning(text, file, { section, option, value })) return changed
  throw new RangeError(
    `the lines around [${section}] ${option} are indented in a way that only a person can change`,
  )
}

function withOption(text: string, section: string, option: string, value: string, file: string): string {
  // Each with its own line end.
  const lines = text === '' ? [] : text.split(/(?<=\n|\r(?!\n))/)
  const end = /\r?\n|\r/.exec(text)?.[0] ?? '\n'
  const own = linesOf(logicalLines(text, file), section)
  const written = `${option} = ${value}${end}`

  const standing = own.filter(line => 'option' in line && line.option === option)
  const last = standing.pop()
  if (last !== undefined) {
    lines.splice(last.first, last.last - last.first + 1, indentOf(lines[last.first]) + written)
    // What an earlier line says of it has no meaning; left there, it would be read by people all the same.
    for (const { first, last } of standing.reverse()) lines.splice(first, last - first + 1)
    return lines.join('')
  }

  const before = own.at(-1)
  if (before === undefined) {
    const isWhole = text === '' || /[\r\n]$/.test(text)
    const gap = text === '' ? '' : `${isWhole ? '' : end}${end}`
    return `${text}${gap}[${section}]${end}${written}`
  }
  const above = lines[before.last] ?? ''
  if (!/[\r\n]$/.test(above)) lines[before.last] = above + end
  lines.splice(before.last + 1, 0, indentOf(lines[before.first]) + written)
  return lines.join('')
}

/** The headers of a section, and its options. */
function linesOf(lines: readonly LogicalLine[], section: string): LogicalLine[] {
  let current: string | undefined
  return lines.filter(line => {
    if ('section' in line) current = line.section
    return current === section
  })
}

function indentOf(line = '') {
  return /^\uFEFF?([ \t]*)/.exec(line)?.[1] ?? ''
}

/** All that the text says, and what it says once `change` has been made, in one comparable form. */
function meaning(
  text: string,
  file: string,
  change?: { section: string; option: string; value: string },
): string {
  const ini = IniFile.parse(text, file)
  const said = new Map(
    ['DEFAULT', ...ini.sections()].flatMap(section =>
      ini
        .options(section)
        .map((option): [string, unknown] => [JSON.stringify([section, option]), ini.raw(section, option)]),
    ),
  )
  if (change !== undefined) said.set(JSON.stringify([change.section, change.option]), change.value)
  return JSON.stringify([...said].sort(([a], [b]) => (a < b ? -1 : 1)))
}
