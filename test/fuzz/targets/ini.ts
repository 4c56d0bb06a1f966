import { IniFile } from '../../../src/config/ini.ts'
import { setOption } from '../../../src/config/ini-edit.ts'
import { AgentError } from '../../../src/errors.ts'
import { readWithPython, skipWithoutPython } from '../../config/configparser.ts'
import { disagreement } from '../../config/ini-rows.ts'
import { randomIniTexts } from '../../config/random-ini.ts'
import type { Target, Wrong } from '../target.ts'

/** The reader and the editor of ini files, against Python's `configparser`. */
export async function iniTarget(): Promise<Target> {
  return {
    covers: ['src/config/ini'],
    tokens: [
      [
        '[main]',
        '[DEFAULT]',
        '[',
        ']',
        '[a[b]c]',
        '\n[',
        '=',
        ':',
        ' = ',
        '\n ',
        '\n\t',
        '\n\n',
        '# ',
        ';',
        '\n#',
      ],
      [
        '%(a)s',
        '%(b)s',
        '%%',
        '%(',
        ')s',
        '%',
        'rem ',
        'a',
        'b',
        'a = %(b)s\n',
        'b = %(a)s\n',
        '\x1c',
        '\x85',
      ],
      ['"', "'", '\\', '\\u0041', 'true', 'null', '[]', 'a[]', 'a.b', 'İ', 'ς'],
    ].flat(),
    nests: [
      ['[', ']'],
      ['%(', ')s'],
    ],
    make: random => Buffer.from(randomIniTexts(1, random.number(2 ** 31)).join('')),
    run: input => wrongWith(input.toString()),
    ...(skipWithoutPython === false && { compare }),
  }
}

function wrongWith(text: string): Wrong {
  const ini = readOrRefuse(text)
  if (ini === undefined) return undefined
  for (const section of ini.sections()) {
    if (!ini.has(section)) return `lost: section ${JSON.stringify(section)}`
    for (const option of ini.options(section)) {
      if (ini.raw(section, option) === undefined) return `lost: option ${JSON.stringify(option)}`
      refusing(() => ini.get(section, option))
    }
  }
  for (const value of ['v', '']) {
    const edited = refusing(() => setOption(text, 'a', 'b', value, 'x.ini'))
    if (edited !== undefined && IniFile.parse(edited, 'x.ini').raw('a', 'b') !== value)
      return 'edit: not what was set'
  }
  return undefined
}

function readOrRefuse(text: string) {
  return refusing(() => IniFile.parse(text, 'x.ini'))
}

/** undefined where the operator is told why not. */
function refusing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    // A RangeError of the editor's own: only a person can make this change.
    const isPersons = error instanceof RangeError && error.message.startsWith('the lines around')
    if (error instanceof AgentError || isPersons) return undefined
    throw error
  }
}

function compare(inputs: readonly Buffer[]): Wrong[] {
  const texts = inputs.map(input => input.toString())
  const readings = readWithPython(texts.map(text => [text]))
  return texts.map((text, index) => {
    // On purpose a comment; test/config/ini-python.test.ts has the reason.
    if (/^[\s\ufeff]*rem\s/im.test(text)) return undefined
    const found = disagreement(text, readings[index])
    return found && `python: ${JSON.stringify(found)}`
  })
}
