import { basename, dirname, resolve } from 'node:path'
import { exposed } from '../config/file-guard.ts'
import type { IniFile } from '../config/ini.ts'
import { readIni } from '../config/ini-file.ts'
import { toBoolean, toFloat, toInteger, toList, toPassword } from '../config/ini-values.ts'
import { secretsIn } from '../config/secrets.ts'
import { type CurrentPlugin, currentScope } from '../rpc/scope.ts'
import { readThrown } from '../rpc/thrown.ts'

/** Something in a plugin's ini file that the plugin cannot work with; `check()` throws it. */
export class ConfigException extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigException'
  }
}

/** Where the running agent found the ini file of each of its plugins. */
const files = new WeakMap<CurrentPlugin, string>()

/** One settings object per class and plugin, however often the plugin loads it. */
const loaded = new WeakMap<CurrentPlugin, Map<ConfigClass<PluginConfig>, PluginConfig>>()

type ConfigClass<Config extends PluginConfig> = new () => Config

/** Tells {@link PluginConfig.load} which file a plugin of this agent has, to be read when it is next asked for. */
export function bindConfigFile(plugin: CurrentPlugin, file: string): void {
  files.set(plugin, file)
  loaded.delete(plugin)
}

/**
 * The settings of a plugin, from its ini file. Extend it, and read your options in `readConf()`:
 *
 * @example
 * class GreeterConfig extends PluginConfig {
 *   greeting = 'Hello'
 *
 *   override readConf() {
 *     super.readConf()
 *     this.greeting = this.get('greeter', 'greeting', this.greeting)
 *   }
 * }
 *
 * export function activate() {
 *   config = GreeterConfig.load()
 * }
 */
export class PluginConfig {
  /** `[main] disable`. The agent itself has looked at it before it imports the plugin; in a script, true unless the file says 0. */
  disabled = true
  /** `[userdefault]`: attributes of new users, by their lower-cased names. */
  userDefault: Record<string, string> = {}
  /** `[hooks]`: commands, by the plugin's name and the lower-cased option, such as `base.adduser` for `adduser`. */
  hooks: Record<string, string> = {}
  /** `[service]`: how the plugin's service is run, such as `init` and `pid`. */
  service: Record<string, string> = {}

  #ini: IniFile | undefined
  #file = ''

  /**
   * Makes the settings: construction, `setDefault()`, the file and its `.local`, `readConf()`, `check()`. Not in the
   * constructor, whose work a subclass's fields would undo.
   *
   * Inside the agent, the plugin's own file is read, a missing one counts as empty, and a second call answers the same
   * object. A script names the file.
   *
   * @throws ConfigException naming file, section, option and what is allowed
   */
  static load<Config extends PluginConfig>(this: ConfigClass<Config>, file?: string): Config {
    const plugin = currentScope()?.plugin ?? undefined
    if (file !== undefined || plugin === undefined) return PluginConfig.#make(this, file, true)

    const configs = loaded.get(plugin) ?? new Map<ConfigClass<PluginConfig>, PluginConfig>()
    loaded.set(plugin, configs)
    const known = configs.get(this)
    // What a class loads is an instance of it.
    if (known !== undefined) return known as Config
    const config = PluginConfig.#make(this, files.get(plugin), false)
    configs.set(this, config)
    return config
  }

  static #make<Config extends PluginConfig>(
    Class: ConfigClass<Config>,
    file: string | undefined,
    mustExist: boolean,
  ): Config {
    if (file === undefined) {
      throw new ConfigException(`${Class.name}.load() needs the name of an ini file outside the agent`)
    }
    const config = new Class()
    config.setDefault()
    // The agent has decided already: what it loads is wanted, if only because it is required.
    config.disabled = mustExist
    config.#file = file
    try {
      const { ini, found } = readIni(file)
      if (!found && mustExist) throw new ConfigException(`${file}: there is no such file`)
      config.#ini = ini
      config.readConf()
      config.check()
      return config
    } catch (error) {
      if (error instanceof ConfigException) throw error
      const { message } = readThrown(error)
      throw new ConfigException(message === '' ? 'no message' : message, { cause: error })
    }
  }

  /** Puts defaults in place, before the file is read. */
  setDefault(): void {
    this.disabled = true
    this.userDefault = {}
    this.hooks = {}
    this.service = {}
  }

  /** Reads the options. An override calls `super.readConf()` first. */
  readConf(): void {
    this.disabled = this.getBoolean('main', 'disable', this.disabled)
    this.userDefault = this.#section('userdefault')
    const hooks = Object.entries(this.#section('hooks'))
    this.hooks = Object.fromEntries(hooks.map(([name, command]) => [`${this.#plugin}.${name}`, command]))
    this.service = this.#section('service')
  }

  /**
   * Says whether the plugin can work with these settings.
   *
   * @throws ConfigException if not
   */
  check(): void {}

  /** @throws ConfigException when the option is missing and there is no default */
  get(section: string, option: string, byDefault?: string): string {
    return this.#read(section, option, byDefault, text => text, 'a text')
  }

  /** @throws ConfigException when the option is missing and there is no default, or is no whole number */
  getInt(section: string, option: string, byDefault?: number): number {
    return this.#read(section, option, byDefault, toInteger, 'a whole number')
  }

  /** @throws ConfigException when the option is missing and there is no default, or is no number */
  getFloat(section: string, option: string, byDefault?: number): number {
    return this.#read(section, option, byDefault, toFloat, 'a number')
  }

  /**
   * 1, yes, true and on are true; 0, no, false and off are false; in any case.
   *
   * @throws ConfigException when the option is missing and there is no default, or is another word
   */
  getBoolean(section: string, option: string, byDefault?: boolean): boolean {
    return this.#read(section, option, byDefault, toBoolean, '1, 0, yes, no, true, false, on or off')
  }

  /**
   * A password, plain or as `{base64}` and its base64 form.
   *
   * @throws ConfigException, which never shows the value
   */
  getPassword(section: string, option: string, byDefault?: string): string {
    return this.#read(section, option, byDefault, toPassword, 'plain, or {base64} and its base64 form', true)
  }

  /** The parts of a list with commas, without blanks around them and without empty ones. */
  getList(section: string, option: string, byDefault?: readonly string[]): readonly string[] {
    return this.#read(section, option, byDefault, toList, 'a list with commas')
  }

  /**
   * The path of a file or directory; a relative one is relative to the folder of the ini file.
   *
   * @throws ConfigException when the option is missing and there is no default
   */
  getPath(section: string, option: string, byDefault?: string): string {
    return resolve(dirname(this.#file), this.get(section, option, byDefault))
  }

  /** Whether there is such a section, or such an option in it. */
  has(section: string, option?: string): boolean {
    return this.#ini?.has(section, option) ?? false
  }

  sections(): string[] {
    return this.#ini?.sections() ?? []
  }

  /** Lower-cased names, those of `[DEFAULT]` included. */
  options(section: string): string[] {
    return this.#ini?.options(section) ?? []
  }

  #read<Value>(
    section: string,
    option: string,
    byDefault: Value | undefined,
    convert: (text: string) => Value | undefined,
    allowed: string,
    isSecret = false,
  ): Value {
    const where = `${this.#ini?.fileOf(section, option) ?? this.#file}: [${section}] ${option}`
    const text = this.#ini?.get(section, option)
    if (text === undefined) {
      if (byDefault !== undefined) return byDefault
      throw new ConfigException(`${where} is missing`)
    }
    const value = convert(text)
    if (value !== undefined) return value
    throw new ConfigException(`${where} = ${isSecret ? '(not shown)' : text}: must be ${allowed}`)
  }

  /** The plugin's name, which is that of its file. */
  get #plugin() {
    return basename(this.#file, '.ini')
  }

  #section(section: string): Record<string, string> {
    return Object.fromEntries(this.options(section).map(option => [option, this.get(section, option)]))
  }
}

/** What `[main] disable` says of a plugin, before any of its code is loaded. */
export interface Enablement {
  readonly enabled: boolean
  /** Why it is not enabled, naming the file without its folder. */
  readonly reason: string
  /** Files with secrets that everybody can read, a line each, where it is enabled. */
  readonly warnings: readonly string[]
}

/**
 * Reads whether a plugin is wanted: 0 enables it, 1 disables it; without a file or the option it is disabled, unless it
 * is required.
 *
 * @throws AgentError for a file that cannot be read or is no ini file, ConfigException for another word
 */
export function readEnablement(file: string, required: boolean): Enablement {
  const { ini, found } = readIni(file)
  const name = basename(file)
  const text = ini.get('main', 'disable')
  if (text === undefined) {
    const missing = found ? `[main] disable is missing in ${name}` : `there is no ${name}`
    return {
      enabled: required,
      reason: `${missing}; disabled unless it says [main] disable = 0`,
      warnings: required ? exposedSecrets(ini) : [],
    }
  }
  const disabled = toBoolean(text)
  if (disabled === undefined) throw new ConfigException(`${file}: [main] disable = ${text}: must be 0 or 1`)
  return {
    enabled: !disabled,
    reason: `[main] disable = ${text} in ${basename(ini.fileOf('main', 'disable') ?? file)}`,
    warnings: disabled ? [] : exposedSecrets(ini),
  }
}

function exposedSecrets(ini: IniFile): string[] {
  return [...secretsIn(ini)].flatMap(([file, option]) => exposed(file, option))
}
