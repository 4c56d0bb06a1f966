import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { readIni } from '../../src/config/ini-file.ts'
import { readWithPython, skipWithoutPython } from './configparser.ts'
import { disagreement, ourReading, ourRows, pythonRows, type Row } from './ini-rows.ts'
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
  const unequal = texts
    .map((text, index) => disagreement(text, readings[index]))
    .filter(found => found !== undefined)
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

function rowOf(rows: readonly Row[], where: string) {
  return rows.find(([row]) => row === where)
}

function readFixture(name: string) {
  return existsSync(fixtures + name) ? [readFileSync(fixtures + name, 'utf8')] : []
}
