import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { IniFile } from '../../src/config/ini.ts'
import { readIni } from '../../src/config/ini-file.ts'
import { AgentError } from '../../src/errors.ts'
import { type Reading, readWithPython, skipWithoutPython } from './configparser.ts'
import { randomIniTexts } from './random-ini.ts'

const lonePercent = 'a % that begins no %(name)s is text here; Python 3 refuses the value'
const remark = 'a line that begins with the word rem is a comment, as in Python 2; here it holds a delimiter'

/** Where we read something else than Python on purpose. Everything else is equal. */
const differences: Record<string, Record<string, string>> = {
  'agent.ini': { '[formatter_form01] datefmt': lonePercent },
  'assessor.ini': { '[parameters] unescaped': lonePercent },
  'defaults.ini': {
    '[a] unclosed': lonePercent,
    '[a] nameless': lonePercent,
    '[a] format': lonePercent,
    '[a] odd': lonePercent,
  },
  'mail.ini': {
    '[userDefault] mailbox': lonePercent,
    '[userDefault] mail': lonePercent,
    '[userDefault] discount': lonePercent,
  },
  'remarks.ini': {
    '[main] rem written for python 2': remark,
    '[main] rem so': remark,
  },
}

/** One option: where it stands, its raw and its interpolated value. */
type Row = [where: string, raw: string, value: string]

// What stands in place of a value.
const broken = '(cannot be interpolated)'
const refused = '(refused for its %)'

const fixtures = fileURLToPath(new URL('../../../test/fixtures/ini/', import.meta.url))

await t.test('every fixture is read as Python 3 reads it', { skip: skipWithoutPython }, async t => {
  const files = readdirSync(fixtures).filter(name => name.endsWith('.ini'))
  const readings = readWithPython(files.map(name => [name, `${name}.local`].flatMap(readFixture)))

  const withoutFile = Object.keys(differences).filter(name => !files.includes(name))
  t.strictSame(withoutFile, [], 'every difference has its file')
  for (const [index, name] of files.entries()) {
    await t.test(name, async t => {
      const onPurpose = new Map(Object.entries(differences[name] ?? {}))
      const equal = ([row]: Row) => !onPurpose.has(row)
      const ours = ourRows(readIni(fixtures + name).ini)
      const python = pythonRows(readings[index])
      t.strictSame(ours.filter(equal), python.filter(equal))
      for (const [row, reason] of onPurpose) {
        t.notSame(rowOf(ours, row), rowOf(python, row), `${row}: ${reason}`)
      }
    })
  }
})

await t.test('random texts are read as Python 3 reads them', { skip: skipWithoutPython }, async t => {
  const texts = randomIniTexts(5000, 20261122)
  const readings = readWithPython(texts.map(text => [text]))

  const valid = readings.filter(reading => 'sections' in reading)
  t.ok(valid.length > texts.length / 2, `${valid.length} of ${texts.length} texts are valid`)
  const unequal = texts.flatMap((text, index) => {
    const python = pythonReading(readings[index])
    const ours = ourReading(text).map(([where, raw, value], row): Row => {
      // A lone % is the subject of the fixtures.
      return [where, raw, python[row]?.[2] === refused ? refused : value]
    })
    return JSON.stringify(ours) === JSON.stringify(python) ? [] : [{ text, ours, python }]
  })
  t.strictSame(unequal.slice(0, 3), [], `${unequal.length} texts are read differently`)
})

await t.test(
  'a remark without a delimiter is an error to Python 3 alone',
  { skip: skipWithoutPython },
  async t => {
    const text = '[main]\nrem Written for Python 2\n'
    t.strictSame(readWithPython([[text]]), [{ error: 'ParsingError', line: 2 }])
    t.strictSame(ourReading(text), [['[main]', '', '']])
  },
)

function ourReading(text: string): Row[] {
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

function ourRows(ini: IniFile): Row[] {
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

function pythonRows(reading: Reading | undefined): Row[] {
  if (!reading || !('sections' in reading)) throw new Error(`Python refuses it: ${JSON.stringify(reading)}`)
  return reading.sections.flatMap(([section, options]): Row[] => [
    [`[${section}]`, '', ''],
    ...options.map(({ option, raw, value, failure }): Row => {
      const instead = failure === 'InterpolationSyntaxError' ? refused : broken
      return [`[${section}] ${option}`, raw, value ?? instead]
    }),
  ])
}

function rowOf(rows: readonly Row[], where: string) {
  return rows.find(([row]) => row === where)
}

function readFixture(name: string) {
  return existsSync(fixtures + name) ? [readFileSync(fixtures + name, 'utf8')] : []
}
