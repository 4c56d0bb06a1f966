import { stat } from 'node:fs/promises'
import { type Authenticated, type Authenticator, type Log, verifyPassword } from 'mmc-agent'
import { UsersFile } from './users-file.ts'

interface Read {
  readonly users: UsersFile
  /** What the file looked like from outside. */
  readonly look: string
}

/** The authenticator `file`: users with hashes of their passwords, in an ini file that is read again when it has changed. */
export class FileAuthenticator implements Authenticator {
  readonly #file: string | undefined
  readonly #log: Log
  #read: Read | undefined

  /** @param file - absolute; undefined: there are no users */
  constructor(file: string | undefined, log: Log) {
    this.#file = file
    this.#log = log
  }

  async validate(): Promise<void> {
    if (this.#file === undefined) {
      this.#log.info('nobody can log in by a file: [authentication_file] users in base.ini names none')
    } else await this.#users(this.#file)
  }

  async authenticate(user: string, password: string): Promise<Authenticated | null> {
    const users = this.#file === undefined ? undefined : await this.#users(this.#file)
    const known = users?.find(user)
    // The same work, at the price of this file, whether or not there is such a user.
    const isRight = await verifyPassword(password, known?.hash ?? users?.anyHash)
    return known !== undefined && isRight ? { user: known.name, attributes: {} } : null
  }

  async find(user: string): Promise<Authenticated | null> {
    const users = this.#file === undefined ? undefined : await this.#users(this.#file)
    const known = users?.find(user)
    return known === undefined ? null : { user: known.name, attributes: {} }
  }

  async #users(file: string): Promise<UsersFile> {
    // Looked at before it is read: a change in between is seen the next time.
    const look = `${await lookOf(file)} ${await lookOf(`${file}.local`)}`
    if (this.#read?.look === look) return this.#read.users

    const { mode } = await stat(file)
    if (mode & 0o002) throw new Error(`everybody may write to ${file}: chmod 600 ${file}`)
    if (mode & 0o004) this.#log.warn(`everybody may read the hashes in ${file}: chmod 600 ${file}`)
    const users = UsersFile.load(file)
    for (const name of users.unusable) {
      this.#log.warn(
        `${file}: what stands at '${name}' is no hash, so that user cannot log in: mmc-agent passwd ${name} --file ${file}`,
      )
    }
    this.#read = { users, look }
    return users
  }
}

async function lookOf(file: string) {
  const stats = await stat(file, { bigint: true }).catch(() => undefined)
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.mode}`
}
