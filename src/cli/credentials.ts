import { readFile, stat } from 'node:fs/promises'
import { readIni } from '../config/ini-file.ts'
import { toPassword } from '../config/ini-values.ts'
import { MMC_ERR_CREDENTIALS_FILE, MMC_ERR_USAGE } from '../errors.ts'
import { askLines, type Terminal } from './read-password.ts'

/** The agent's own login and password, and where they are from. */
export interface Credentials {
  readonly login: string
  readonly password: string
  /** For messages. */
  readonly source: string
}

/** Holds `login:password`. */
export const credentialsVariable = 'MMC_AGENT_CREDENTIALS'

/**
 * Finds the credentials of the agent at a URL: in the file, else in the environment, else by asking. Never on the command
 * line, which every user of the machine can read.
 *
 * @throws AgentError when there are none, or when others may read the file
 */
export async function findCredentials(
  url: string,
  file: string | undefined,
  terminal: Terminal,
): Promise<Credentials> {
  if (file !== undefined) return { ...(await readCredentials(file)), source: file }
  const text = process.env[credentialsVariable]
  if (text !== undefined && text !== '') {
    const pair = pairOf(text)
    if (pair === undefined) throw MMC_ERR_USAGE(`${credentialsVariable} must be login:password`)
    return { ...pair, source: credentialsVariable }
  }
  if (terminal.stdin.isTTY !== true) {
    throw MMC_ERR_USAGE(
      `${url} wants credentials: --credentials FILE, or ${credentialsVariable}=login:password in the environment`,
    )
  }
  const [login, password] = await askLines(
    [
      { words: `Login of ${url}: `, isSecret: false },
      { words: 'Password: ', isSecret: true },
    ],
    terminal,
  )
  if (!login || !password) throw MMC_ERR_USAGE('no login and password were given; nothing was sent')
  return { login, password, source: 'what was typed' }
}

/** Of a file with a section, `[main] login` and `password`, as in an agent's own; else its one line, `login:password`. */
async function readCredentials(path: string) {
  const text = await readClosed(path)
  const pair = /^\s*\[/m.test(text) ? pairOfIni(path) : pairOf(text.replace(/\r?\n$/, ''))
  if (pair !== undefined) return pair
  throw MMC_ERR_CREDENTIALS_FILE(
    path,
    'it must hold one line, login:password, or [main] with login and password',
  )
}

async function readClosed(path: string) {
  try {
    const info = await stat(path)
    // The pipe of a shell's <(…) has the rights of nobody's file.
    if (info.isFile() && (info.mode & 0o007) !== 0) {
      throw MMC_ERR_CREDENTIALS_FILE(path, `everybody may read it; close it with chmod 600 ${path}`)
    }
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // what node:fs throws, or the line above
    if (error instanceof Error && code?.startsWith('MMC_')) throw error
    throw MMC_ERR_CREDENTIALS_FILE(path, code === 'ENOENT' ? 'there is no such file' : message)
  }
}

function pairOf(text: string) {
  const [, login, password] = /^([^:\r\n]+):([^\r\n]+)$/.exec(text) ?? []
  return login === undefined || password === undefined ? undefined : { login, password }
}

function pairOfIni(path: string) {
  const { ini } = readIni(path)
  const login = ini.get('main', 'login')
  const password = toPassword(ini.get('main', 'password') ?? '')
  return login && password ? { login, password } : undefined
}
