import { type Integer, PluginConfig, userKey } from 'mmc-agent'

/** What the configuration says of one authenticator or provisioner that it names. */
export interface Choice {
  readonly name: string
  /** Whether base fails when this one cannot work; else it is left out. */
  readonly mandatory: boolean
  /** Keys of users who are not for this one. */
  readonly exclude: ReadonlySet<string>
  /** Keys of users who are for this one only. */
  readonly authonly: ReadonlySet<string>
}

/** What the section `[subscription]` holds, with the original's names of its options. */
export interface Subscription {
  product_name: string[]
  vendor_name: string
  vendor_mail: string
  customer_name: string
  customer_mail: string
  comment: string
  /** How many were paid for. */
  users: Integer
  /** How many were paid for. */
  computers: Integer
  support_mail: string
  support_phone: string
  support_comment: string
}

/** The settings in base.ini. */
export class BaseConfig extends PluginConfig {
  /** In the order in which they are asked. */
  authenticators: readonly Choice[] = []
  /** In the order in which they run. */
  provisioners: readonly Choice[] = []
  /** Whether strangers may ask if there is a user of some name. */
  checkExists = false
  /** The file with the users of the authenticator `file`, absolute; undefined: it has none. */
  usersFile: string | undefined
  /** Where ACLs and preferences are kept; absolute. */
  stateFile = ''
  /** What brings a token to its user: a command, whose standard input gets the token. */
  tokenHook: string | undefined

  /** What was subscribed of a vendor; undefined where there is no such section. */
  subscription: Subscription | undefined

  override readConf(): void {
    super.readConf()
    this.authenticators = this.#choices('authentication', 'file')
    this.provisioners = this.#choices('provisioning', '')
    this.checkExists = this.getBoolean('authentication', 'checkexists', false)
    this.usersFile = this.has('authentication_file', 'users')
      ? this.getPath('authentication_file', 'users')
      : undefined
    this.stateFile = this.getPath('main', 'statefile', 'base-state.json')
    // With the name of the plugin in front, as the original's files have it, or without.
    this.tokenHook = this.hooks['base.usertoken']
    this.subscription = this.has('subscription') ? this.#subscription() : undefined
  }

  #subscription(): Subscription {
    const text = (option: string) => this.get('subscription', option, '')
    return {
      product_name: text('product_name')
        .split(/[,&]/)
        .map(name => name.trim()),
      vendor_name: text('vendor_name'),
      vendor_mail: text('vendor_mail'),
      customer_name: text('customer_name'),
      customer_mail: text('customer_mail'),
      comment: text('comment'),
      users: this.getInt('subscription', 'users', 0),
      computers: this.getInt('subscription', 'computers', 0),
      support_mail: text('support_mail'),
      support_phone: text('support_phone'),
      support_comment: text('support_comment'),
    }
  }

  #choices(kind: 'authentication' | 'provisioning', byDefault: string): Choice[] {
    // A name that stands there twice counts once, where it stands first.
    const names = new Set(words(this.get(kind, 'method', byDefault)))
    return [...names].map(name => {
      const section = `${kind}_${name}`
      return {
        name,
        mandatory: this.getBoolean(section, 'mandatory', true),
        exclude: userKeys(this.get(section, 'exclude', '')),
        authonly: userKeys(this.get(section, 'authonly', '')),
      }
    })
  }
}

/** The original has blanks between the words of a list, the agent's own file commas. */
function words(text: string) {
  return text.split(/[\s,]+/).filter(word => word !== '')
}

function userKeys(text: string): ReadonlySet<string> {
  return new Set(words(text).map(userKey))
}
