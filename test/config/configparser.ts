import { spawnSync } from 'node:child_process'

/** What Python's `configparser` makes of a configuration: each section with its options, or where it gave up. */
export type Reading =
  | { sections: [section: string, options: PythonOption[]][] }
  | { error: string; line: number }

/** `value` is interpolated; `failure` is the name of the exception raised instead. */
export type PythonOption = { option: string; raw: string; value: string | null; failure: string | null }

/** Each entry holds texts that are read one over the other, as `X.ini` and `X.ini.local` are. */
export function readWithPython(configurations: readonly (readonly string[])[]): Reading[] {
  const input = JSON.stringify(configurations)
  const { status, error, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`python3 failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}

/** For tap: why tests against Python cannot run here, or false. On CI they must run, and fail if they cannot. */
export const skipWithoutPython =
  // Python 3.9 and older end a section name at its first bracket.
  process.env['CI'] ||
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0
    ? false
    : 'needs python3, 3.10 or newer; install it, for example with: apt-get install python3'

const script = `
import configparser, io, json, sys

def read(texts):
    parser = configparser.ConfigParser(strict=False)
    for text in texts:
        # A file in text mode, so that line ends are those of a file; utf-8-sig drops the byte order mark.
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode('utf-8')), encoding='utf-8-sig'))
    return {'sections': [[name, [read_option(parser, name, option) for option in parser.options(name)]]
                         for name in parser.sections()]}

def read_option(parser, section, option):
    value = failure = None
    try:
        value = parser.get(section, option)
    except configparser.InterpolationError as error:
        failure = type(error).__name__
    return {'option': option, 'raw': parser.get(section, option, raw=True), 'value': value, 'failure': failure}

def reading(texts):
    try:
        return read(texts)
    except configparser.MissingSectionHeaderError as error:
        return {'error': type(error).__name__, 'line': error.lineno}
    except configparser.ParsingError as error:
        return {'error': type(error).__name__, 'line': error.errors[0][0]}

json.dump([reading(texts) for texts in json.load(sys.stdin)], sys.stdout)
`
