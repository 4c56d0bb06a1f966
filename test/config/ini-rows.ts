import { IniFile } from '../../src/config/ini.ts'
import { AgentError } from '../../src/errors.ts'
import type { Reading } from './configparser.ts'

/** One option: where it stands, its raw and its interpolated value. */
export type Row = [where: string, raw: string, value: string]

// What stands in place of a value.
const broken = '(cannot be interpolated)'
const refused = '(refused for its %)'

/** What Python and we make of one text, where that is not the same. */
export function disagreement(
  text: string,
  reading: Reading | undefined,
): { text: string; ours: Row[]; python: Row[] } | undefined {
  const python = pythonReading(reading)
  const ours = ourReading(text).map(([where, raw, value], row): Row => {
    // A lone % is the subject of the fixtures.
    return [where, raw, python[row]?.[2] === refused ? refused : value]
  })
  return JSON.stringify(ours) === JSON.stringify(python) ? undefined : { text, ours, python }
}

export function ourReading(text: string): Row[] {
  try {
    return ourRows(IniFile.parse(text, 'x.ini'))
  } catch (error) {
    return [['error', /^MMC_ERR_CONFIG_SYNTAX: x\.ini, line \d+/.exec(messageOf(error))?.[0] ?? '', '']]
  }
}

function pythonReading(reading: Reading | undefined): Row[] {
  return reading && 'line' in reading
    ? [['error', `MMC_ERR_CONFIG_SYNTAX: x.ini, line ${reading.line}`, '']]
    : pythonRows(reading)
}

export function ourRows(ini: IniFile): Row[] {
  return ini.sections().flatMap((section): Row[] => [
    [`[${section}]`, '', ''],
    ...ini.options(section).map((option): Row => {
      return [`[${section}] ${option}`, ini.raw(section, option) ?? '', ourValue(ini, section, option)]
    }),
  ])
}

function ourValue(ini: IniFile, section: string, option: string) {
  try {
    return ini.get(section, option) ?? '(undefined)'
  } catch (error) {
    return messageOf(error).startsWith('MMC_ERR_CONFIG_INTERPOLATION: ') ? broken : messageOf(error)
  }
}

function messageOf(error: unknown) {
  return error instanceof AgentError ? error.message : String(error)
}

export function pythonRows(reading: Reading | undefined): Row[] {
  if (!reading || !('sections' in reading)) throw new Error(`Python refuses it: ${JSON.stringify(reading)}`)
  return reading.sections.flatMap(([section, options]): Row[] => [
    [`[${section}]`, '', ''],
    ...options.map(({ option, raw, value, failure }): Row => {
      const instead = failure === 'InterpolationSyntaxError' ? refused : broken
      return [`[${section}] ${option}`, raw, value ?? instead]
    }),
  ])
}
