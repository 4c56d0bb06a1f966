import { parse } from 'ini'
import { MMC_ERR_CONFIG_INTERPOLATION } from '../errors.ts'
import { type LogicalLine, logicalLines } from './ini-lines.ts'

/**
 * A configuration as Python 3's `configparser` reads it: the last of two equal options wins, `[DEFAULT]` stands
 * behind every section, `%(name)s` is filled in by {@link IniFile.get}. Section names are case-sensitive,
 * option names are not. Immutable.
 */
export class IniFile {
  // Maps, not objects: names come from strangers and may be "__proto__".
  readonly #sections: Sections

  private constructor(sections: Sections) {
    this.#sections = sections
  }

  /**
   * @param text - the file's content, with or without a byte order mark, with any line ends
   * @param file - its name, for messages
   * @throws MMC_ERR_CONFIG_SYNTAX naming file and line
   */
  static parse(text: string, file: string): IniFile {
    const parsed: Record<string, Record<string, unknown>> = parse(toIni(logicalLines(text, file)))
    const sections = Object.entries(parsed).map(([section, options]): [string, Section] => [
      decode(section),
      // ini turns the texts true, false and null into values of other types.
      new Map(Object.entries(options).map(([name, value]) => [decode(name), { value: String(value), file }])),
    ])
    return new IniFile(new Map(sections))
  }

  /** This configuration with each option that `other` holds, too, taken from there: `X.ini` under `X.ini.local`. */
  overriddenBy(other: IniFile): IniFile {
    const sections = new Map(this.#sections)
    for (const [name, options] of other.#sections) {
      sections.set(name, new Map([...(sections.get(name) ?? []), ...options]))
    }
    return new IniFile(sections)
  }

  /** All sections but `DEFAULT`, in the order of the file. */
  sections(): string[] {
    return [...this.#sections.keys()].filter(name => name !== DEFAULT)
  }

  /** The section's own options, then those of `[DEFAULT]`; none if there is no such section. */
  options(section: string): string[] {
    const own = this.#sections.get(section)
    return own ? [...new Set([...own.keys(), ...(this.#sections.get(DEFAULT)?.keys() ?? [])])] : []
  }

  /** Whether {@link sections} holds this section, or the section and `[DEFAULT]` this option. */
  has(section: string, option?: string): boolean {
    if (option === undefined) return section !== DEFAULT && this.#sections.has(section)
    return this.#find(section, option) !== undefined
  }

  /** The value as written, or undefined if there is none. */
  raw(section: string, option: string): string | undefined {
    return this.#find(section, option)?.value
  }

  /**
   * The value with `%(name)s` filled in from the same section or `[DEFAULT]` and `%%` read as `%`; undefined if
   * there is none.
   *
   * @throws MMC_ERR_CONFIG_INTERPOLATION naming file, section, option and the name that is missing, or the circle
   */
  get(section: string, option: string): string | undefined {
    const setting = this.#find(section, option)
    return setting && this.#interpolate(setting, section, [option.toLowerCase()])
  }

  /** The file that the value comes from, such as `X.ini.local`. */
  fileOf(section: string, option: string): string | undefined {
    return this.#find(section, option)?.file
  }

  #find(section: string, option: string): Setting | undefined {
    const own = this.#sections.get(section)
    const name = option.toLowerCase()
    return own && (own.get(name) ?? this.#sections.get(DEFAULT)?.get(name))
  }

  /** `path` leads from the option that was asked for to the one that holds `setting`. */
  #interpolate({ value, file }: Setting, section: string, path: readonly string[]): string {
    const fail = (names: readonly string[], why: string) =>
      MMC_ERR_CONFIG_INTERPOLATION(file, section, names.join(' -> '), why)

    // Any other % stays as it is, where Python 3 gives up: existing files hold "%homeDirectory%/Maildir/".
    return value.replace(/%(?:%|\(([^)]+)\)s)/g, (reference, name?: string) => {
      if (name === undefined) return '%'

      const option = name.toLowerCase()
      const setting = this.#find(section, option)
      if (!setting) {
        const cure = `add it there, or write %${reference} to keep the text as it is`
        throw fail(path, `${reference} needs an option '${option}' in [${section}] or [DEFAULT]; ${cure}`)
      }
      if (!setting.value.includes('%')) return setting.value

      const longer = [...path, option]
      if (path.includes(option)) throw fail(longer, 'these options refer to each other in a circle; break it')
      if (longer.length > MAX_DEPTH) {
        throw fail(longer, `references may be nested ${MAX_DEPTH} levels deep; write one of the values out`)
      }
      return this.#interpolate(setting, section, longer)
    })
  }
}

interface Setting {
  readonly value: string
  readonly file: string
}

type Section = ReadonlyMap<string, Setting>
type Sections = ReadonlyMap<string, Section>

const DEFAULT = 'DEFAULT'

// As in Python; the option that is asked for is the first level.
const MAX_DEPTH = 10

// To ini, dots, brackets, =, #, ;, quotes, backslashes, blanks at the ends, digits (they set the order of keys)
// and "__proto__" all have a meaning somewhere. So names are written in ASCII letters and \uXXXX, which it leaves
// alone, and values as JSON strings, which it decodes.
function toIni(lines: readonly LogicalLine[]) {
  return lines
    .map(line =>
      'section' in line ? `[${encode(line.section)}]` : `${encode(line.option)}="${encode(line.value)}"`,
    )
    .join('\n')
}

function encode(text: string) {
  return text.replace(/[^A-Za-z]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function decode(text: string): string {
  return JSON.parse(`"${text}"`)
}
