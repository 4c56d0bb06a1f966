import type { RpcStruct } from './value.ts'

/** What an authenticator says of a name and a password. */
export interface Authenticated {
  /** The user's name as the directory spells it. */
  readonly user: string
  /** What the directory knows of the user, for provisioners. */
  readonly attributes: RpcStruct
}

/** A way to find out whether a password is right, which a plugin registers in its `activate()`. */
export interface Authenticator {
  /**
   * Says whether it can work, once it has been selected: a server that answers, a file that can be read.
   *
   * @throws Error with the reason if not
   */
  validate?(): void | Promise<void>
  /**
   * @returns the user, or null where name and password do not fit; in the same time whether or not there is such a user
   * @throws Error where it cannot tell, such as without its server; no other authenticator is asked then
   */
  authenticate(user: string, password: string): Promise<Authenticated | null>
  /**
   * Looks a user up without a password: for logins by token, which only users of such an authenticator have.
   *
   * @returns the user, or null where there is none of that name
   * @throws Error where it cannot tell
   */
  find?(user: string): Promise<Authenticated | null>
}

/** What happens for a user who has been authenticated, before the login counts: an account is made, say. */
export interface Provisioner {
  /** @throws Error with the reason if it cannot work */
  validate?(): void | Promise<void>
  /** @throws Error, and the login fails */
  provision(user: Authenticated): void | Promise<void>
}

/** The authenticators and provisioners of one agent, by the names under which its configuration selects them. */
export interface AuthenticationRegistry {
  readonly authenticators: ReadonlyMap<string, Authenticator>
  readonly provisioners: ReadonlyMap<string, Provisioner>
}
