import { isPasswordHash, PluginConfig, userKey } from 'mmc-agent'

interface User {
  /** As the file is read: in lower case. */
  readonly name: string
  readonly hash: string
}

/**
 * The file of the authenticator `file`, read as every other ini file: lines `name = hash` in a section `[users]`, as
 * `mmc-agent passwd` writes them.
 */
export class UsersFile extends PluginConfig {
  /** Names at which something else than a hash stands. */
  unusable: readonly string[] = []
  // A Map: names come from strangers and may be "__proto__".
  #users: ReadonlyMap<string, User> = new Map()

  override readConf(): void {
    const users = this.options('users').map(name => ({ name, hash: this.get('users', name) }))
    this.unusable = users.filter(({ hash }) => !isPasswordHash(hash)).map(({ name }) => name)
    this.#users = new Map(
      users.filter(({ hash }) => isPasswordHash(hash)).map(user => [userKey(user.name), user]),
    )
  }

  find(name: string): User | undefined {
    return this.#users.get(userKey(name))
  }

  /** The hash of one of the users: what it costs to look at, the others most likely cost too. */
  get anyHash(): string | undefined {
    const [first] = this.#users.values()
    return first?.hash
  }
}
