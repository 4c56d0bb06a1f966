import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { setOption } from '../config/ini-edit.ts'
import { readIni } from '../config/ini-file.ts'
import { MMC_ERR_USAGE, MMC_ERR_USERS_FILE } from '../errors.ts'
import { replaceFile } from '../files/replace-file.ts'
import { hashPassword } from '../passwords/scrypt-hash.ts'
import { userKey } from '../passwords/user-key.ts'
import { readPassword, type Terminal } from './read-password.ts'

/** Where the authenticator `file` of the plugin base looks for users. */
const section = 'users'

/**
 * `mmc-agent passwd <user> --file <file>`: sets the password of a user who logs in by file. The file is made if it is not
 * there, and nobody but its owner may read it afterwards, unless it was kept to a group before.
 *
 * @returns what was done, in words
 * @throws AgentError when name or password will not do, or the file cannot be changed
 */
export async function passwd(user: string, file: string, terminal: Terminal): Promise<string> {
  const name = nameOf(user)
  const path = resolve(file)
  const before = await look(path, name)
  const hash = await hashOf(await readPassword(name, terminal))
  try {
    const text = setOption(before.text, section, name, hash, path)
    await replaceFile(path, text, { mode: before.mode })
  } catch (error) {
    throw MMC_ERR_USERS_FILE(path, (error as Error).message)
  }
  return before.isThere ? `changed the password of '${name}' in ${path}` : `added '${name}' to ${path}`
}

/** As the file will be read: without case. What an ini file reads as something else is no name. */
function nameOf(user: string) {
  const name = userKey(user)
  if (/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@+-]{0,63}$/u.test(name)) return name
  throw MMC_ERR_USAGE(
    `'${user}' will not do as a name: up to 64 letters, digits and . _ @ + -, the first a letter, a digit or _`,
  )
}

async function look(path: string, name: string) {
  // Throws its own words for a file that is none.
  const { ini, found } = readIni(path)
  const source = ini.fileOf(section, name)
  if (source !== undefined && source !== path) {
    throw MMC_ERR_USERS_FILE(path, `'${name}' stands in ${basename(source)}, which counts; name that file`)
  }
  if (!found) return { text: '', mode: 0o600, isThere: false }
  const { mode } = await stat(path)
  return {
    text: await readFile(path, 'utf8'),
    mode: mode & 0o007 ? 0o600 : mode & 0o660,
    isThere: source !== undefined,
  }
}

async function hashOf(password: string) {
  try {
    return await hashPassword(password)
  } catch (error) {
    if (error instanceof RangeError) throw MMC_ERR_USAGE(error.message)
    throw error
  }
}
