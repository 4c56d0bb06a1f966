import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { MMC_ERR_CONFIG_UNREADABLE } from '../errors.ts'
import { IniFile } from './ini.ts'

/**
 * Reads `file` and lays `<file>.local` over it, option by option, if that exists.
 *
 * @returns the configuration, and whether `file` itself was there: without it, `<file>.local` may still hold options
 * @throws MMC_ERR_CONFIG_UNREADABLE if one of them exists and cannot be read
 * @throws MMC_ERR_CONFIG_SYNTAX naming file and line
 */
export function readIni(file: string): { ini: IniFile; found: boolean } {
  const main = readOne(file)
  const local = readOne(`${file}.local`)
  const ini = main ?? IniFile.parse('', file)
  return { ini: local ? ini.overriddenBy(local) : ini, found: main !== undefined }
}

function readOne(file: string) {
  const bytes = readBytes(file)
  if (bytes === undefined) return undefined
  if (!isUtf8(bytes)) {
    const cure = `convert it, for example with: iconv -f latin1 -t utf-8 ${file}`
    throw MMC_ERR_CONFIG_UNREADABLE(file, `line ${firstBadLine(bytes)} is not UTF-8 text; ${cure}`)
  }
  return IniFile.parse(bytes.toString('utf8'), file)
}

function readBytes(file: string) {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // what node:fs throws
    if (code === 'ENOENT') return undefined
    throw MMC_ERR_CONFIG_UNREADABLE(file, (code && reasons.get(code)) ?? message)
  }
}

const reasons = new Map([
  ['EACCES', 'permission denied; let the user that the agent runs as read it'],
  ['EISDIR', 'it is a directory'],
])

function firstBadLine(bytes: Buffer) {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
    if (!isUtf8(bytes.subarray(start, end))) break
    line++
    start = end + 1
  }
  return line
}
